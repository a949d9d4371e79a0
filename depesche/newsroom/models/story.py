"""Running stories: what an edition follows over weeks and years."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from depesche.newsroom import panels
from depesche.newsroom.models.base import NewsroomPage, check_in_edition


class Story(NewsroomPage):
    """A running story; the title is its name and the kicker of its articles."""

    summary = models.TextField(_("the story so far"), blank=True)
    checked_on = models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody last made sure that the summary still holds. Readers see the date."),
    )
    places = models.CharField(_("places"), max_length=500, blank=True, help_text=_("Separated by semicolons."))
    people = models.CharField(
        _("people and organisations"), max_length=1000, blank=True, help_text=_("Separated by semicolons.")
    )
    photo = models.ForeignKey(
        "media.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    running = models.BooleanField(
        _("running"), default=True, help_text=_("Switch off when the story is over; its page and archive stay.")
    )

    edit_handler = panels.story
    unique_lists: ClassVar[tuple[str, ...]] = ("pinned",)
    parent_page_types: ClassVar[list[str]] = ["newsroom.Edition"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def public_path(self) -> str:
        """``/edition/stories/name/``."""
        return f"/{check_in_edition(self)}/stories/{self.slug}/"

    def place_names(self) -> tuple[str, ...]:
        """The places, one by one."""
        return _split(self.places)

    def people_names(self) -> tuple[str, ...]:
        """The people and organisations, one by one."""
        return _split(self.people)


class TimelineEvent(Orderable):
    """A dated key event."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="timeline")
    on = models.DateField(_("date"))
    text = models.CharField(_("what happened"), max_length=300)

    class Meta(Orderable.Meta):
        ordering: ClassVar[list[str]] = ["-on", "sort_order"]
        verbose_name = _("key event")
        verbose_name_plural = _("key events")


class PinnedArticle(Orderable):
    """An article that stays at the top of the story page."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="pinned")
    article = models.ForeignKey(
        "newsroom.Article", on_delete=models.CASCADE, related_name="+", verbose_name=_("article")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("pinned article")
        verbose_name_plural = _("pinned articles")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["story", "article"], name="story_pins_article_once")
        ]


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(";") if name.strip())
