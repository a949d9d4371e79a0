"""The menus: by the work of a desk, without what a journalist does not need."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.permissions import policy_registry

# Entries under the newsroom's names (None: their own) and in its order.
MAIN: dict[str, tuple[Any, int]] = {
    "articles": (None, 100),
    "stories": (None, 200),
    "images": (_("Pictures"), 300),
    "documents": (_("Files"), 350),
    "front-pages": (None, 400),
    "schedule": (None, 500),
    "discussion": (None, 550),
    "explorer": (_("Sections & pages"), 600),
    "readers": (None, 650),
    "redirects": (None, 700),
    "reports": (None, 800),
    "settings": (None, 900),
}
REPORTS: dict[str, tuple[Any, int]] = {
    "unfinished": (None, 100),
    "workflows": (_("Under review"), 200),
    "locked-pages": (None, 600),
    "site-history": (_("Who did what"), 700),
}
SETTINGS: dict[str, tuple[Any, int]] = {
    "users": (None, 100),
    "groups": (_("Roles"), 200),
    "editions": (None, 300),
    "locales": (_("Languages"), 400),
    "workflows": (_("Review steps"), 500),
    "collections": (_("Picture folders"), 600),
}

# Wagtail's own entries that a newsroom does without; entries of other apps of the house stay.
WITHOUT = {"help", "workflow-tasks", "aging-pages", "page-types-usage", "sites"}


class ForMenu(MenuItem):
    """An entry for those for whom ``shown_to`` holds."""

    def __init__(self, *args: Any, shown_to: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown_to = shown_to

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the signed-in person sees it."""
        return self.shown_to(request.user)


def arrange(items: list[Any], names: dict[str, tuple[Any, int]]) -> None:
    """Give entries the newsroom's names and order, and leave out what nobody needs."""
    kept = [_named(item, *names.get(item.name, (None, item.order))) for item in items if item.name not in WITHOUT]
    items[:] = kept


def writes(user: Any) -> bool:
    """Whether the person works on pages at all."""
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, ["add", "change", "publish"]))


def publishes(user: Any) -> bool:
    """Whether the person brings pages to readers."""
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, ["publish"]))


def redirects_to(user: Any) -> bool:
    """Whether the person keeps the redirects."""
    return bool(policy_registry.get_by_type(Redirect).user_has_any_permission(user, ["add", "change", "delete"]))


def main_items() -> list[MenuItem]:
    """The entries of the main menu that are the newsroom's own."""
    return [
        ForMenu(_("Articles"), reverse("articles:index"), name="articles", icon_name="doc-full", shown_to=writes),
        ForMenu(_("Stories"), reverse("stories:index"), name="stories", icon_name="folder-inverse", shown_to=writes),
        ForMenu(_("Front pages"), reverse("desk_fronts"), name="front-pages", icon_name="home", shown_to=publishes),
        ForMenu(_("Schedule"), reverse("desk_schedule"), name="schedule", icon_name="calendar-alt", shown_to=writes),
        ForMenu(
            _("Redirects"),
            reverse("wagtailredirects:index"),
            name="redirects",
            icon_name="redirect",
            shown_to=redirects_to,
        ),
    ]


def unfinished_item() -> MenuItem:
    """The report of drafts that were begun and never published, the oldest first."""
    query = urlencode({"state": "draft", "ordering": "latest_revision_created_at"})
    url = f"{reverse('articles:index')}?{query}"
    return ForMenu(_("Unfinished drafts"), url, name="unfinished", icon_name="edit", shown_to=writes)


def editions_item() -> MenuItem:
    """Where editions are added and named."""
    url = reverse("wagtailadmin_explore_root")
    return ForMenu(_("Editions"), url, name="editions", icon_name="globe", shown_to=lambda user: user.is_superuser)


def _named(item: Any, label: Any, order: int) -> Any:
    item = copy.copy(item)  # Wagtail keeps one list of entries for all requests
    item.label, item.order = label or item.label, order
    return item
