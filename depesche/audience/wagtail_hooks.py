"""Where the desk finds its readers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.audience import desk


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """The screens; Wagtail lets in who may come to the desk, and nobody else."""
    return desk.urlpatterns


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The entry of the main menu."""
    return MenuItem(_("Readers"), reverse("desk_readers"), name="readers", icon_name="user", order=650)
