"""Plain pages: about, house rules, imprint."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from depesche.newsroom import panels
from depesche.newsroom.blocks import Body
from depesche.newsroom.models.base import TAKEN, NewsroomPage, check_in_edition


class PlainPage(NewsroomPage):
    """A page that is no news: who we are, what the rules are, who is liable."""

    standfirst = models.TextField(_("standfirst"), blank=True)
    body = StreamField(Body(), blank=True, verbose_name=_("text"))
    in_footer = models.BooleanField(_("link in the footer"), default=True)

    taken_slugs: ClassVar[frozenset[str]] = TAKEN
    edit_handler = panels.plain_page
    parent_page_types: ClassVar[list[str]] = ["newsroom.Edition"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def public_path(self) -> str:
        """``/edition/page/``."""
        return f"/{check_in_edition(self)}/{self.slug}/"
