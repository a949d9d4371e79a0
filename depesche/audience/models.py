"""Short links, counts, and the little that must be remembered to count a reader once.

No row points at what is counted: a subject is a kind and a name
(``depesche.audience.subjects``).  No row holds an address of a reader.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

# Letters and digits that nobody mistakes for each other, in print or over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
SHORTEST = 4


class Permanent(Exception):
    """A short address was printed somewhere, so it can never be taken back."""


def new_code(tries: int = 0) -> str:
    """A random code; after three that were taken, codes grow by one character: short ones have become scarce."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SHORTEST + tries // 3))


class ShortLinkQuerySet(models.QuerySet["ShortLink"]):
    """Reading short links."""

    def of(self, kind: str, subject: str | int) -> Self:
        """The one link of a subject, if it has been made."""
        return self.filter(kind=kind, subject=str(subject))

    def with_views(self) -> Self:
        """Say along how often each subject was read, as ``views``, in the same query."""
        return self.annotate(views=_views_of(OuterRef("kind"), OuterRef("subject")))

    def delete(self) -> NoReturn:
        """Refuse: a code that is given out again would lead old readers astray."""
        raise Permanent


class ShortLink(models.Model):
    """A short address that stays: ``/k/7Gx2`` leads to its subject wherever that stands today."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    views: int  # how often the subject was read, when ``with_views`` says it along

    objects: ClassVar[Any] = ShortLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")
        constraints = (models.UniqueConstraint(fields=["kind", "subject"], name="short_link_once"),)

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """``/k/7Gx2``."""
        return f"/k/{self.code}"

    def delete(self, *args: Any, **how: Any) -> NoReturn:
        """Refuse: see ``Permanent``."""
        raise Permanent


def reach_of(kind: str, column: str) -> dict[str, Any]:
    """Annotations for rows of other apps, so that code and views come with them: ``code`` and ``views``.

    ``column`` is where such a row holds the name of its subject.
    """
    links = ShortLink.objects.filter(kind=kind, subject=OuterRef(column))
    return {"code": Subquery(links.values("code")[:1]), "views": _views_of(Value(kind), OuterRef(column))}


def _views_of(kind: Any, subject: Any) -> Coalesce:
    totals = Count.objects.filter(kind=kind, subject=subject, what=What.VIEW, period=Period.TOTAL)
    return Coalesce(Subquery(totals.values("number")[:1]), Value(0))


class What(models.TextChoices):
    """What is counted of a subject by itself; what readers do on purpose is an act (``reaction``)."""

    VIEW = "view"
    LINK = "link"
    SHARE = "share"


def reaction(word: str) -> str:
    """The name under which one word of an edition's reactions is counted, whatever its case."""
    return f"r{blake2b(word.strip().casefold().encode(), digest_size=4).hexdigest()}"


class Period(models.TextChoices):
    """How long a count runs: an hour or a day of UTC, or since ever."""

    HOUR = "h"
    DAY = "d"
    TOTAL = "t"

    def start(self, at: datetime) -> datetime:
        """The first moment of the period in which ``at`` lies; counts in all begin in 1970."""
        if self is Period.TOTAL:
            return datetime(1970, 1, 1, tzinfo=UTC)
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return hour if self is Period.HOUR else hour.replace(hour=0)


class CountQuerySet(models.QuerySet["Count"]):
    """Reading counts."""

    def total(self, kind: str, subject: str | int, what: str = What.VIEW) -> int:
        """How often it happened since ever."""
        row = self.filter(kind=kind, subject=str(subject), what=what, period=Period.TOTAL).first()
        return row.number if row else 0

    def totals(self, kind: str, subject: str | int, whats: Collection[str]) -> dict[str, int]:
        """How often each of several things happened to a subject since ever."""
        rows = self.filter(kind=kind, subject=str(subject), what__in=whats, period=Period.TOTAL)
        return dict.fromkeys(whats, 0) | dict(rows.values_list("what", "number"))

    def lately(self, kind: str, *, hours: int, at: datetime, what: str = What.VIEW) -> Self:
        """The counts of the last ``hours``: by the hour up to two days, beyond that by the day."""
        period, since = (
            (Period.HOUR, timedelta(hours=hours - 1))
            if hours <= 48
            else (
                Period.DAY,
                timedelta(days=hours // 24 - 1),
            )
        )
        return self.filter(kind=kind, what=what, period=period, at__gte=period.start(at - since))

    def most_read(
        self, kind: str, *, hours: int, at: datetime, among: Collection[str] | Any = None, limit: int = 10
    ) -> list[tuple[str, int]]:
        """The names that were read most in the last ``hours`` with their numbers, the most read first."""
        rows = self.lately(kind, hours=hours, at=at)
        rows = rows if among is None else rows.filter(subject__in=among)
        ranked = rows.values("subject").annotate(read=Sum("number")).order_by("-read", "subject")
        return [(row["subject"], row["read"]) for row in ranked[:limit]]

    def curve(self, kind: str, subject: str, *, period: Period, since: datetime) -> list[tuple[datetime, int]]:
        """The numbers of one subject, period after period; those without any are left out."""
        rows = self.filter(kind=kind, subject=subject, what=What.VIEW, period=period, at__gte=period.start(since))
        return list(rows.order_by("at").values_list("at", "number"))


class Count(models.Model):
    """How often something happened to a subject in a period."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=32)
    what = models.CharField(max_length=10)  # one of ``What``, or a reaction
    period = models.CharField(max_length=1, choices=Period.choices)
    at = models.DateTimeField()
    number = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[Any] = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = (models.UniqueConstraint(fields=["kind", "subject", "what", "period", "at"], name="count_once"),)
        # It begins with the time, so that no database takes it where the constraint finds the rows of one subject.
        indexes = (models.Index(fields=["period", "at", "kind", "what", "subject", "number"], name="count_lately"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.what} {self.period} {self.at:%Y-%m-%d %H}: {self.number}"


class Origin(models.Model):
    """How many readers of a subject came from another site in a day: its host name, and nothing else of the address."""

    OWN = "own"  # from a page of this newsroom
    UNKNOWN = ""  # the browser did not say
    OTHER = "other"  # from one of many more hosts than are told apart

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=32)
    day = models.DateField()
    host = models.CharField(max_length=100, blank=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "subject", "day", "host"], name="origin_once"),)
        indexes = (models.Index(fields=["day"], name="origin_day"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.day}: {self.host} {self.number}"


class VisitQuerySet(models.QuerySet["Visit"]):
    """Reading who is there now."""

    def since(self, at: datetime, *, minutes: int) -> Self:
        """What was read in the last ``minutes``; nothing older than thirty is known."""
        return self.filter(what=What.VIEW, at__gt=int((at - timedelta(minutes=minutes)).timestamp()))

    def busiest(self, limit: int) -> list[tuple[str, str, int]]:
        """Kinds and names of what is read by most, with how many."""
        ranked = self.values("kind", "subject").annotate(readers=models.Count("token"))
        return list(ranked.order_by("-readers", "kind", "subject").values_list("kind", "subject", "readers")[:limit])


class Visit(models.Model):
    """That somebody read something in the last half hour, or reacted to it today: a salted hash that says not who."""

    token = models.CharField(max_length=32, primary_key=True)
    at = models.BigIntegerField(db_index=True)  # seconds since 1970, so that databases compare it alike
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=32)
    what = models.CharField(max_length=10)

    objects: ClassVar[Any] = VisitQuerySet.as_manager()

    def __str__(self) -> str:
        return self.token


class Quota(models.Model):
    """How much of a subject's count came from one network today: a salted hash and a number."""

    token = models.CharField(max_length=32, primary_key=True)
    day = models.DateField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.token


class Salt(models.Model):
    """The secret of one day; without it no hash of that day can be made again."""

    day = models.DateField(unique=True)
    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)
