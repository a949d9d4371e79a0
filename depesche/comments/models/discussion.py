"""Which page has a discussion, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from depesche.comments.hosts import Host, Place


class Mode(models.TextChoices):
    """Who may write, and whether a moderator reads it first."""

    OPEN = "open", pgettext_lazy("discussion", "open")
    CHECKED = "checked", pgettext_lazy("discussion", "read by a moderator first")
    CLOSED = "closed", pgettext_lazy("discussion", "closed, can be read")
    OFF = "off", pgettext_lazy("discussion", "off")


class SettingQuerySet(models.QuerySet["Setting"]):
    """Reading how discussions are kept."""

    def of(self, kind: str, name: str) -> Self:
        """What was said for one place."""
        return self.filter(kind=kind, name=name)

    def of_any(self, places: Iterable[Place]) -> Self:
        """What was said for several places."""
        return self.filter(reduce(or_, (Q(kind=kind, name=name) for kind, name in places)))


class Setting(models.Model):
    """How discussions are kept in one place: an edition, a section, or a single page.

    What is empty is as the place above says.  Where nobody has said anything,
    there is no discussion: none is opened before there is somebody to look
    after it.
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=32)
    mode = models.CharField(_("discussion"), max_length=10, choices=Mode, blank=True, default="")
    # Days after the publication of the page; 0: never.
    closes_after = models.PositiveIntegerField(_("closes after days"), null=True, blank=True)
    # Threads are questions; what authors, staff and invited experts answer stands before the rest.
    questions = models.BooleanField(_("questions and answers"), null=True, blank=True)

    # Whether a comment may bring a picture; a moderator sees each before readers do.
    pictures = models.BooleanField(_("pictures"), null=True, blank=True)

    objects: ClassVar[Any] = SettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("setting of discussions")
        verbose_name_plural = _("settings of discussions")
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="discussion_setting_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.mode or '–'}"


@dataclass(frozen=True, slots=True)
class Kept:
    """How the discussion of one page is kept, from everything that was said for it and the places above."""

    mode: Mode = Mode.OFF
    closes_at: datetime | None = None
    questions: bool = False
    pictures: bool = False

    @property
    def shown(self) -> bool:
        """Whether there is a discussion at all."""
        return self.mode != Mode.OFF

    @property
    def open(self) -> bool:
        """Whether readers may write."""
        return self.mode in (Mode.OPEN, Mode.CHECKED)


def kept(host: Host, at: datetime) -> Kept:
    """How the discussion of a page is kept at a moment: the nearest place that says something counts.  One query."""
    places = ((host.kind, host.name), *host.above)
    said = {(row.kind, row.name): row for row in Setting.objects.of_any(places)}
    nearest = [said[place] for place in places if place in said]
    mode = next((Mode(row.mode) for row in nearest if row.mode), Mode.OFF)
    days = next((row.closes_after for row in nearest if row.closes_after is not None), 0)
    closes_at = host.published_at + timedelta(days=days) if days else None
    if closes_at is not None and at >= closes_at and mode != Mode.OFF:
        mode = Mode.CLOSED
    questions = next((row.questions for row in nearest if row.questions is not None), False)
    pictures = next((row.pictures for row in nearest if row.pictures is not None), False)
    return Kept(mode, closes_at, questions, pictures)


class Discussion(models.Model):
    """The comments of one page; made with the first of them.  No row points at the page itself."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=32)
    edition = models.CharField(max_length=50)  # the code
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=255)  # of the page, for the desk
    path = models.CharField(max_length=500)  # of the page, for the desk
    number = models.PositiveIntegerField(_("comments"), default=0)  # those that readers see
    begun_at = models.DateTimeField(_("begun at"))
    last_at = models.DateTimeField(_("last comment at"), null=True)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="discussion_once"),)

    def __str__(self) -> str:
        return self.title
