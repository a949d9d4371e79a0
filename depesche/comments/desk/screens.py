"""What the moderators' screens have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from depesche.comments.desk.queues import QUEUES, waiting


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """A screen beneath “Discussion”, with the tabs of all of them."""

    page_title: Any = _("Discussion")
    header_icon = "comment"
    tab = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where the screen is."""
        parents = [] if self.tab in QUEUES else [{"url": reverse("moderation"), "label": _("Discussion")}]
        return [*self.breadcrumbs_items, *parents, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tabs, with the number of what waits behind each."""
        return {**super().get_context_data(**kwargs), "tabs": self._tabs(), "tab": self.tab}

    def _tabs(self) -> list[dict[str, Any]]:
        numbers = waiting()
        queues = [(name, label, f"{reverse('moderation')}?queue={name}") for name, label in QUEUES.items()]
        others = [
            ("appeals", _("Appeals"), reverse("moderation_appeals")),
            ("words", _("Words"), reverse("moderation_words")),
            ("log", _("Log"), reverse("moderation_log")),
            ("statements", _("Statements of reasons"), reverse("moderation_statements")),
        ]
        return [
            {"name": name, "label": label, "url": url, "number": numbers.get(name, 0)}
            for name, label, url in queues + others
        ]


def wants_json(request: HttpRequest) -> bool:
    """Whether the screen's own script asks, and not a form that somebody sent."""
    return request.headers.get("Accept", "").startswith("application/json")
