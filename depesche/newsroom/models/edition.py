"""Editions and their front pages."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, PageManager

from depesche.newsroom import panels
from depesche.newsroom.models.base import NewsroomPage, NewsroomPageQuerySet

MOST_REACTIONS, LONGEST_REACTION = 6, 24
ARABIC_SCRIPT = ("ar", "fa", "he", "ur")


def check_time_zone(name: str) -> None:
    """Refuse a zone that the time-zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it as region and city, for example Europe/Berlin."),
            params={"name": name},
        )


class EditionManager(PageManager.from_queryset(NewsroomPageQuerySet)):  # type: ignore[misc]  # it is made when it runs
    """Finds editions without a look at all other pages."""

    def get_queryset(self) -> Any:
        """All editions."""
        return super().get_queryset().of_few()


class Edition(NewsroomPage):
    """A language or region version of the site; the page itself is its front page.

    The page's title is the name in the masthead, its slug the first part of
    every address in the edition.
    """

    objects: ClassVar[Any] = EditionManager()

    tagline = models.CharField(_("tagline"), max_length=255, blank=True)
    place = models.CharField(
        _("place"), max_length=100, blank=True, help_text=_("Where the paper is made; stands in the masthead.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_time_zone])
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#a3241a",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, for example #a3241a."))
        ],
    )
    accent_dark = models.CharField(
        _("accent colour in dark"),
        max_length=7,
        default="#f0897c",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, for example #f0897c."))
        ],
    )

    reactions = models.TextField(
        _("reactions"),
        blank=True,
        default="",
        help_text=_(
            "What readers can say of an article with one click, a word or two on each line, six at most: for example "
            "“Helpful”. Without any, articles offer none. A word that is changed begins at zero."
        ),
    )

    taken_slugs: ClassVar[frozenset[str]] = frozenset({"-", "account", "api", "desk", "k", "media", "static"})
    edit_handler = panels.edition
    unique_lists: ClassVar[tuple[str, ...]] = ("slots",)
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "newsroom.Section",
        "newsroom.Story",
        "newsroom.Author",
        "newsroom.PlainPage",
    ]

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def clean(self) -> None:
        """Refuse reactions that no page has room for."""
        super().clean()
        words = self.reaction_words
        if len(words) > MOST_REACTIONS or any(len(word) > LONGEST_REACTION for word in words):
            text = _("Up to %(most)d reactions of up to %(longest)d letters have room beneath an article.")
            params = {"most": MOST_REACTIONS, "longest": LONGEST_REACTION}
            raise ValidationError({"reactions": ValidationError(text, params=params)})

    @property
    def reaction_words(self) -> list[str]:
        """What readers can say of an article with one click, each once."""
        words: dict[str, str] = {}
        for line in self.reactions.splitlines():
            word = " ".join(line.split())
            words.setdefault(word.casefold(), word)
        return list(filter(None, words.values()))

    @property
    def code(self) -> str:
        """The short name in addresses and on the command line."""
        return str(self.slug)

    @property
    def language(self) -> str:
        """BCP 47 tag of the edition's language."""
        return str(self.locale.language_code)

    @property
    def direction(self) -> str:
        """``rtl`` for scripts that run from right to left, else ``ltr``."""
        return "rtl" if self.language.split("-")[0] in ARABIC_SCRIPT else "ltr"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The edition's clock."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def public_path(self) -> str:
        """The front page's address."""
        return f"/{self.slug}/"

    def month(self, year: int, month: int) -> tuple[datetime, datetime]:
        """The first moments of a month and of the next, on the edition's clock.

        Raises ValueError or OverflowError for a month that no calendar has.
        """
        return self._midnight(date(year, month, 1)), self._midnight(date(year + month // 12, month % 12 + 1, 1))

    def day(self, year: int, month: int, day: int) -> tuple[datetime, datetime]:
        """The first moments of a day and of the next; raises what ``month`` raises."""
        first = date(year, month, day)
        return self._midnight(first), self._midnight(first + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        # Databases count in UTC, in which the year 1 of the east and the end of 9999 in the west are no times.
        midnight = datetime.combine(day, time(), tzinfo=self.zone)
        midnight.astimezone(UTC)
        return midnight


class FrontSlot(Orderable):
    """An article that an editor put on the front page, and how large."""

    class Rank(models.TextChoices):
        """How much room a piece gets."""

        LEAD = "lead", _("Lead")
        SECOND = "second", _("Second")
        STANDARD = "standard", _("Standard")

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="slots")
    article = models.ForeignKey(
        "newsroom.Article", on_delete=models.CASCADE, related_name="+", verbose_name=_("article")
    )
    rank = models.CharField(_("rank"), max_length=10, choices=Rank, default=Rank.STANDARD)
    may_repeat = models.BooleanField(
        _("may show again below"),
        default=False,
        help_text=_("Usually an article stands on the front page once."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("front page slot")
        verbose_name_plural = _("front page slots")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["edition", "article"], condition=Q(may_repeat=False), name="front_slot_article_once"
            ),
        ]
