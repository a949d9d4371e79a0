"""Where the desk finds what subscriptions show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.subscriptions import caught, desk


class FolderItem(MenuItem):
    """The entry of the main menu for letters that went into the folder."""

    def is_shown(self, request: HttpRequest) -> bool:
        """To administrators, while there is no mail server."""
        return caught.may_look(request)


@hooks.register("register_admin_urls")
def folder_urls() -> list[Any]:
    """The screens about letters in the folder."""
    return caught.urlpatterns


@hooks.register("register_admin_urls")
def figures_urls() -> list[Any]:
    """The figures; Wagtail lets in who may come to the desk, and nobody else."""
    return desk.urlpatterns


@hooks.register("register_admin_menu_item")
def followers_item() -> MenuItem:
    """The entry of the main menu, beneath that of readers."""
    return MenuItem(_("Followers"), reverse("desk_followers"), name="followers", icon_name="group", order=655)


@hooks.register("register_admin_menu_item")
def folder_item() -> MenuItem:
    """The entry of the main menu."""
    return FolderItem(
        _("Letters in the folder"), reverse("desk_letters"), name="caught-letters", icon_name="mail", order=660
    )
