"""Who follows what, and how often they hear of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from depesche.subscriptions.subjects import EVERY, Place, bundled

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """A random name that tells nothing and is never used twice: 16 characters, 79 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


class Rhythm(models.TextChoices):
    """How often somebody hears of what they follow."""

    NOW = "now", _("At once, when the newsroom finds it worth it")
    DAILY = "daily", _("Once a day, all together")
    WEEKLY = "weekly", _("Once a week, all together")

    @classmethod
    def offered(cls, kind: str) -> list[tuple[str, Any]]:
        """How often one can hear of a kind of subject, in words."""
        return [(one.value, one.said_of(kind)) for one in cls]

    def said_of(self, kind: str) -> Any:
        """What it means for a kind of subject."""
        return _("At once, one letter an hour at most") if self == Rhythm.NOW and kind in bundled() else self.label


def quiet_hours() -> Q:
    """Quiet hours begin and end at two hours of a day, or there are none."""
    none = Q(quiet_from=None, quiet_to=None)
    both = Q(quiet_from__isnull=False, quiet_to__isnull=False, quiet_from__lte=23, quiet_to__lte=23)
    return none | both & ~Q(quiet_from=F("quiet_to"))


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Reading who follows."""

    def at(self, address: str) -> Self:
        """Whose address this is, in capitals or not: by the index that keeps it unique."""
        return self.alias(small=Lower("address")).filter(small=address.lower())


class Follower(models.Model):
    """An address to which what somebody follows is sent; ``edition`` is the paper in whose language we speak to them.

    One that has never been confirmed gets a single kind of letter, which asks.
    """

    public_id = models.CharField(max_length=16, default=new_public_id, unique=True, editable=False)
    address = models.EmailField(_("address"), max_length=254)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("account")
    )
    edition = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), default=5)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), null=True)
    quiet_to = models.PositiveSmallIntegerField(_("quiet until"), null=True)
    most_a_day = models.PositiveSmallIntegerField(
        _("letters at once, a day"), null=True
    )  # empty: the house's own limit
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_for = models.CharField(max_length=10, blank=True)  # what came back (a kind of bounce); empty: they said so

    objects: ClassVar[Any] = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = (
            models.UniqueConstraint(Lower("address"), name="follower_address_once"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="follower_hour_of_a_day"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="follower_day_of_a_week"),
            models.CheckConstraint(condition=quiet_hours(), name="follower_quiet_from_one_hour_to_another"),
        )

    def __str__(self) -> str:
        return self.public_id  # the address is nobody's business in a log


class FollowingQuerySet(models.QuerySet["Following"]):
    """Reading who follows what."""

    def confirmed(self) -> Self:
        """What has been confirmed, of everybody."""
        return self.filter(confirmed_at__isnull=False)

    def within(self, places: Iterable[Place]) -> Self:
        """What any of the places stands for; one of them may stand for all that one kind of letter tells of."""
        return self.filter(reduce(or_, map(_stands_for, places), Q(pk__in=())))

    def heard(self) -> Self:
        """What letters are sent for: confirmed, and its follower is not pausing."""
        return self.confirmed().filter(follower__paused_at=None, follower__confirmed_at__isnull=False)


def _stands_for(place: Place) -> Q:
    if place.kind != EVERY:
        return Q(kind=place.kind, name=place.name)
    return Q(rhythm=place.name, **({"kind__in": bundled()} if place.name == Rhythm.NOW else {}))


class Following(models.Model):
    """One thing that somebody follows; until it is confirmed, it is only a question."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="followings")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = FollowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("following")
        verbose_name_plural = _("followings")
        constraints = (
            models.UniqueConstraint(fields=["follower", "kind", "name"], name="following_once"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="following_rhythm_is_known"),
        )
        indexes = (models.Index(fields=["kind", "name", "rhythm", "follower"], name="following_of_a_subject"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def place(self) -> Place:
        """What is followed, by what it is called."""
        return Place(self.kind, self.name)

    @property
    def how(self) -> Any:
        """How often its follower hears of it, in words."""
        return Rhythm(self.rhythm).said_of(self.kind)


class Round(models.Model):
    """A follower's daily or weekly letter: what it has reached, and when the next is due.

    That of what comes at once in bundles is due when something has come up, and until then at no time.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="rounds")
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    reached_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = (
            models.UniqueConstraint(fields=["follower", "rhythm"], name="round_once"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="round_rhythm_is_known"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(rhythm="now"), name="round_daily_or_weekly_is_due"
            ),
        )
        indexes = (models.Index(fields=["due_at"], name="round_due"),)

    def __str__(self) -> str:
        return f"{self.follower} {self.rhythm}"
