"""Authors: the people whose names stand in bylines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from depesche.newsroom import panels
from depesche.newsroom.models.base import NewsroomPage, check_in_edition


class Author(NewsroomPage):
    """Somebody who writes, photographs, draws or translates; the title is the name."""

    role = models.CharField(
        _("role"), max_length=150, blank=True, help_text=_("For example: reporter, port and economy.")
    )
    biography = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    photo = models.ForeignKey(
        "media.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )

    edit_handler = panels.author
    parent_page_types: ClassVar[list[str]] = ["newsroom.Edition"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def public_path(self) -> str:
        """``/edition/authors/name/``."""
        return f"/{check_in_edition(self)}/authors/{self.slug}/"
