"""What readers' pages are made of, kept by ``publish`` and ``withdraw``.

The tree of working copies is made for the desk; asked for "the newest twenty
of this section" it reads thousands of rows.  These tables are narrow and
indexed for the questions that readers' pages ask, so that an answer costs the
same with a thousand and with a million articles (docs/adr/0005).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from depesche.audience.models import Count
from depesche.formats import jsonable
from depesche.formats.newsitem import NewsItem

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(-?[0-9]{1,17})\.([0-9]{1,18})")


class Under(models.IntegerChoices):
    """What an article can be filed under."""

    EDITION = 1, "edition"
    SECTION = 2, "section"
    STORY = 3, "story"
    AUTHOR = 4, "author"
    TAG = 5, "tag"


class TeaserQuerySet(models.QuerySet["Teaser"]):
    """Reading what is live."""

    def visible(self, at: datetime) -> Self:
        """What readers may see at ``at``, even if the clock that withdraws is late."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), published_at__lte=at)

    def most_read(self, edition_id: int, under: Under, pk: int, *, hours: int, at: datetime, limit: int = 10) -> Self:
        """The articles of a list that were read most in the last ``hours``, the most read first: one query.

        It begins with what was read lately and asks of each whether it stands
        in the list, since a list may hold a hundred thousand.
        """
        lately = Count.objects.lately("article", hours=hours, at=at).order_by().values("subject")
        place = Filing.objects.filter(teaser=OuterRef("pk"), under=under, under_id=pk, edition_id=edition_id)
        here = Teaser.objects.visible(at).filter(Exists(place), public_id=OuterRef("subject"))
        ranked = lately.filter(Exists(here)).annotate(read=Sum("number")).order_by("-read", "subject")
        read = lately.filter(subject=OuterRef("public_id")).annotate(read=Sum("number"))
        found = self.filter(public_id__in=ranked.values("subject")[:limit])
        return found.annotate(read=Subquery(read.values("read"))).order_by("-read", "public_id")

    def with_photos(self) -> Self:
        """Fetch the lead photos along."""
        return self.select_related("photo")


class Teaser(models.Model):
    """A live article as lists show it: one narrow row."""

    article = models.OneToOneField("newsroom.Article", on_delete=models.CASCADE, related_name="teaser")
    edition = models.ForeignKey("newsroom.Edition", on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey("newsroom.Section", on_delete=models.CASCADE, related_name="+")
    main_story = models.ForeignKey("newsroom.Story", on_delete=models.SET_NULL, null=True, related_name="+")
    photo = models.ForeignKey("media.Photo", on_delete=models.PROTECT, null=True, related_name="+")
    public_id = models.CharField(max_length=12, unique=True)
    translation_key = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    path = models.CharField(max_length=600)
    headline = models.CharField(max_length=255)
    short_headline = models.CharField(max_length=120, blank=True)
    kicker = models.CharField(max_length=255, blank=True)
    kicker_path = models.CharField(max_length=600, blank=True)
    standfirst = models.TextField(blank=True)
    byline = models.CharField(max_length=500, blank=True)
    # The article's own words for the photo, in its own language; empty: the photo's.
    photo_caption = models.TextField(blank=True)
    photo_alt = models.CharField(max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TeaserQuerySet.as_manager()

    # Set by the front page for an article whose editor lets it stand there twice.
    may_repeat = False

    class Meta:
        verbose_name = _("live article")
        verbose_name_plural = _("live articles")

    def __str__(self) -> str:
        return self.headline

    @property
    def list_headline(self) -> str:
        """The headline for lists, feeds and cards."""
        return self.short_headline or self.headline

    @property
    def changed_at(self) -> datetime:
        """When readers last got something new: the update, else the publication."""
        return self.updated_at or self.published_at


class Snapshot(models.Model):
    """A live article as it was published: what readers get, whatever the desk does next."""

    teaser = models.OneToOneField(Teaser, on_delete=models.CASCADE, primary_key=True, related_name="snapshot")
    item = models.JSONField()
    photos = models.ManyToManyField("media.Photo", related_name="shown_in")
    documents = models.ManyToManyField("media.File", related_name="heard_in")

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")

    def __str__(self) -> str:
        return str(self.teaser)

    def as_item(self, at: datetime) -> NewsItem:
        """The neutral record with its photos as their rights stand at ``at`` (one query)."""
        photos = {str(photo.uid): photo.as_item(at) for photo in self.photos.all()}
        return self.as_text_item().with_photos(photos)

    def as_text_item(self) -> NewsItem:
        """The neutral record with bare keys for photos: enough for search and sitemaps."""
        return jsonable.from_dict(self.item)


class SearchEntry(models.Model):
    """The number under which search knows a live article; numbers of an edition run with time."""

    id = models.BigIntegerField(primary_key=True)
    teaser = models.OneToOneField(Teaser, on_delete=models.CASCADE, related_name="search_entry")

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return str(self.pk)


class FilingQuerySet(models.QuerySet["Filing"]):
    """Reading lists."""

    def under(self, edition_id: int, under: Under, pk: int) -> Self:
        """The list of an edition, section, story, author or tag, the newest first."""
        return self.filter(edition_id=edition_id, under=under, under_id=pk).order_by("-published_at", "-teaser_id")

    def below(self, place: str) -> Self:
        """What stands below a place of a list: the next page, whatever its number.

        ``place`` is what ``Filing.place`` said; raises ValueError for a name
        that cannot be one.
        """
        published_at, teaser_id = _place(place)
        return self.down_from(place).exclude(published_at=published_at, teaser_id=teaser_id)

    def down_from(self, place: str) -> Self:
        """The same, and first what stands at the place itself."""
        published_at, teaser_id = _place(place)
        return self.filter(
            Q(published_at__lt=published_at) | Q(published_at=published_at, teaser_id__lte=teaser_id),
            published_at__lte=published_at,
        )

    def above(self, row: Filing) -> Self:
        """What stands above a row in its list, the nearest first."""
        rows = self.under(row.edition_id, Under(row.under), row.under_id).filter(
            Q(published_at__gt=row.published_at) | Q(published_at=row.published_at, teaser_id__gt=row.teaser_id),
            published_at__gte=row.published_at,
        )
        return rows.order_by("published_at", "teaser_id")

    def visible(self, at: datetime) -> Self:
        """Leave out what has expired, and what would only be published later."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), published_at__lte=at)

    def newest_of_each(
        self, edition_id: int, places: Iterable[tuple[Under, int]], *, at: datetime, count: int
    ) -> dict[tuple[Under, int], list[Filing]]:
        """The newest ``count`` visible rows of several lists, the newest first: one query.

        It is the union of what ``under`` and ``visible`` ask of each list,
        written down: to compose a dozen parts takes longer than to answer them.
        """
        found: dict[tuple[Under, int], list[Filing]] = {place: [] for place in places}
        moment = connection.ops.adapt_datetimefield_value(at)
        given = [value for under, pk in found for value in (edition_id, under.value, pk, moment, moment, count)]
        if found:
            rows = Filing.objects.raw(" UNION ALL ".join([_NEWEST] * len(found)), given)
            # A union owes nobody the order of its parts.
            for row in sorted(rows, key=lambda row: (row.published_at, row.teaser_id), reverse=True):
                found[Under(row.under), row.under_id].append(row)
        return found


_NEWEST = (
    "SELECT * FROM (SELECT * FROM newsroom_filing WHERE edition_id = %s AND under = %s AND under_id = %s"
    " AND published_at <= %s AND (expires_at IS NULL OR expires_at > %s)"
    " ORDER BY published_at DESC, teaser_id DESC LIMIT %s) AS list"
)


class Filing(models.Model):
    """One place of one live article in one list."""

    edition = models.ForeignKey("newsroom.Edition", on_delete=models.CASCADE, related_name="+", db_index=False)
    under = models.PositiveSmallIntegerField(choices=Under.choices)
    under_id = models.BigIntegerField()
    teaser = models.ForeignKey(Teaser, on_delete=models.CASCADE, related_name="filings")
    published_at = models.DateTimeField()
    # When readers last got something new of the article, as its teaser says.
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        indexes = (
            models.Index(fields=["edition", "under", "under_id", "-published_at", "-teaser"], name="filing_list"),
            models.Index(fields=["edition", "under", "under_id", "-changed_at"], name="filing_last_changed"),
        )
        constraints = (models.UniqueConstraint(fields=["teaser", "under", "under_id"], name="filing_once"),)

    def __str__(self) -> str:
        return f"{self.teaser} ({self.get_under_display()} {self.under_id})"

    @property
    def place(self) -> str:
        """How addresses name its place in the list: microseconds since 1970 and the number of the teaser."""
        return f"{(self.published_at - _EPOCH) // timedelta(microseconds=1)}.{self.teaser_id}"

    def stands_at(self, place: str) -> bool:
        """Whether this is its place, however the name is spelt."""
        return _place(place) == (self.published_at, self.teaser_id)


def _place(name: str) -> tuple[datetime, int]:
    found = _PLACE.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is no place in a list")
    try:
        return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError as error:
        raise ValueError(f"{name!r} lies outside of all times") from error


class Tally(models.Model):
    """How many live articles a list has: in all (period empty) and in each month (``2026-11``)."""

    edition = models.ForeignKey("newsroom.Edition", on_delete=models.CASCADE, related_name="+", db_index=False)
    under = models.PositiveSmallIntegerField(choices=Under.choices)
    under_id = models.BigIntegerField()
    period = models.CharField(max_length=7, blank=True, default="")
    count = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        indexes = (models.Index(fields=["edition", "under", "period", "-count"], name="tally_largest"),)
        constraints = (models.UniqueConstraint(fields=["edition", "under", "under_id", "period"], name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.get_under_display()} {self.under_id} {self.period}: {self.count}"


class Gone(models.Model):
    """The public id of something that readers once could read and cannot any more."""

    public_id = models.CharField(max_length=12, unique=True)
    edition = models.ForeignKey("newsroom.Edition", on_delete=models.CASCADE, related_name="+")
    gone_at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawn address")
        verbose_name_plural = _("withdrawn addresses")

    def __str__(self) -> str:
        return self.public_id
