"""Where the desk finds its discussions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.comments.desk import addresses
from depesche.comments.desk.queues import waiting


class DiscussionItem(MenuItem):
    """The entry of the main menu, with the number of things that wait for a moderator."""

    def is_shown(self, request: HttpRequest) -> bool:
        """To those who moderate."""
        return request.user.has_perm(addresses.MODERATE)

    def render_component(self, request: HttpRequest) -> Any:
        """The entry as it is at this moment."""
        component = super().render_component(request)
        if number := sum(waiting().values()):
            component.label = f"{self.label} ({number})"
        return component


class KeepingItem(MenuItem):
    """The entry among the settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """To those who may say how discussions are kept."""
        return request.user.has_perm("comments.change_setting")


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """The moderators' screens, and those about how discussions are kept."""
    return addresses.urlpatterns


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The entry of the main menu."""
    return DiscussionItem(_("Discussion"), reverse("moderation"), name="discussion", icon_name="comment", order=550)


@hooks.register("register_settings_menu_item")
def keeping_item() -> MenuItem:
    """The entry of the menu."""
    return KeepingItem(
        _("Discussions"), reverse("desk_discussions"), name="discussions", icon_name="comment", order=650
    )
