"""Where the desk finds its discussions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.comments.desk import addresses


class KeepingItem(MenuItem):
    """The entry among the settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """To those who may say how discussions are kept."""
        return request.user.has_perm("comments.change_setting")


@hooks.register("register_admin_urls")
def keeping_urls() -> list[Any]:
    """The screens about how discussions are kept."""
    return addresses.urlpatterns


@hooks.register("register_settings_menu_item")
def keeping_item() -> MenuItem:
    """The entry of the menu."""
    return KeepingItem(
        _("Discussions"), reverse("desk_discussions"), name="discussions", icon_name="comment", order=650
    )
