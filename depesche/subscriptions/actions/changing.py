"""What followers change themselves, without an account: by a link that was sent to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from depesche.subscriptions.actions import forgetting
from depesche.subscriptions.actions.asking import check_time
from depesche.subscriptions.actions.writing import begin_round
from depesche.subscriptions.models import ENDED, Bounce, Follower, Letter, Rhythm
from depesche.subscriptions.rounds import next_due
from depesche.subscriptions.subjects import EVERY, Place


@transaction.atomic
def end(*, follower: Follower, places: Iterable[Place], at: datetime) -> None:
    """Send nothing more of these; a place may stand for all of one rhythm."""
    for kind, name in places:
        of_it = Q(rhythm=name) if kind == EVERY else Q(kind=kind, name=name)
        forgetting.followings(follower.followings.filter(of_it), at=at)
    _end_rounds(follower)


@transaction.atomic
def end_all(*, follower: Follower, at: datetime, why: str = ENDED) -> None:
    """Send nothing more at all; the address and its settings are kept until they are erased."""
    forgetting.followings(follower.followings.all(), at=at, why=why)
    _end_rounds(follower)


@transaction.atomic
def change_rhythm(*, follower: Follower, place: Place, rhythm: str, at: datetime) -> None:
    """Let somebody hear of something at once, daily or weekly; raises NoTime."""
    check_time(rhythm=rhythm, hour=follower.hour, zone=follower.zone)
    if follower.followings.filter(kind=place.kind, name=place.name).update(rhythm=rhythm):
        begin_round(follower=follower, rhythm=rhythm, at=at)
    _end_rounds(follower)


@transaction.atomic
def change_times(*, follower: Follower, hour: int, weekday: int, zone: str, at: datetime) -> None:
    """Let daily and weekly letters come at another time; raises NoTime."""
    check_time(rhythm=Rhythm.DAILY, hour=hour, zone=zone, weekday=weekday)
    follower.hour, follower.weekday, follower.zone = hour, weekday, zone
    follower.save(update_fields=["hour", "weekday", "zone"])
    for one in follower.rounds.all():
        one.due_at = next_due(follower, one.rhythm, after=at)
        one.save(update_fields=["due_at"])


@transaction.atomic
def erase(*, follower: Follower, at: datetime) -> None:
    """Forget an address and everything that hangs on it, at once; how many letters there were stays as a number."""
    forgetting.followings(follower.followings.all(), at=at)
    forgetting.letters(Letter.objects.filter(follower=follower), at=at)
    follower.delete()


def told(follower: Follower) -> dict[str, Any]:
    """Everything that is kept of a follower, fit for JSON."""
    followings = follower.followings.order_by("pk")
    letters = Letter.objects.filter(follower=follower).order_by("pk")
    return {
        "address": follower.address,
        "language": follower.language,
        "asked_at": follower.asked_at.isoformat(),
        "confirmed_at": _said(follower.confirmed_at),
        "paused_at": _said(follower.paused_at),
        "paused_for": follower.paused_for,
        "hour": follower.hour,
        "weekday": follower.weekday,
        "time_zone": follower.zone,
        "follows": [
            {
                "kind": one.kind,
                "name": one.name,
                "title": one.title,
                "rhythm": one.rhythm,
                "asked_at": one.asked_at.isoformat(),
                "confirmed_at": _said(one.confirmed_at),
            }
            for one in followings
        ],
        "consents": [
            {
                "kind": one.kind,
                "name": one.name,
                "origin": one.origin,
                "agreed_at": _said(one.agreed_at),
                "statement": one.statement,
                "noted_at": one.noted_at.isoformat(),
            }
            for one in follower.consents.order_by("pk")
        ],
        "letters": [
            {"about": one.about, "written_at": one.written_at.isoformat(), "state": one.state} for one in letters
        ],
        "came_back": [
            {"kind": one.kind, "status": one.status, "at": one.at.isoformat()}
            for one in Bounce.objects.filter(letter__follower=follower).order_by("pk")
        ],
    }


def _end_rounds(follower: Follower) -> None:
    """A daily or weekly letter about nothing needs no clock."""
    wanted = follower.followings.filter(confirmed_at__isnull=False).values("rhythm")
    follower.rounds.exclude(rhythm__in=wanted).delete()


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
