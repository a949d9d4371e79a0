"""Sections of an edition."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.newsroom import panels
from depesche.newsroom.models.base import TAKEN, NewsroomPage, check_in_edition


class Section(NewsroomPage):
    """A section of the paper: its articles stand beneath it."""

    description = models.CharField(_("description"), max_length=255, blank=True, help_text=_("For search engines."))

    taken_slugs: ClassVar[frozenset[str]] = TAKEN
    edit_handler = panels.section
    parent_page_types: ClassVar[list[str]] = ["newsroom.Edition"]
    subpage_types: ClassVar[list[str]] = ["newsroom.Article"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def public_path(self) -> str:
        """``/edition/section/``."""
        return f"/{check_in_edition(self)}/{self.slug}/"
