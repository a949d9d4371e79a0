"""What followers change themselves, without an account: by a link that was sent to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from depesche.subscriptions.actions import forgetting, holding
from depesche.subscriptions.actions.asking import check_quiet, check_time
from depesche.subscriptions.actions.refusals import NoTime
from depesche.subscriptions.actions.writing import begin_round
from depesche.subscriptions.models import ENDED, Bounce, Follower, Letter, Rhythm
from depesche.subscriptions.rounds import next_due
from depesche.subscriptions.subjects import Place, bundled

MOST_A_DAY = 50  # that somebody may wish for as a limit of their own


@transaction.atomic
def end(*, follower: Follower, places: Iterable[Place], at: datetime) -> None:
    """Send nothing more of these; a place may stand for all of one kind of letter."""
    forgetting.followings(follower.followings.within(places), at=at)
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
    if following := follower.followings.filter(kind=place.kind, name=place.name).first():
        following.rhythm = rhythm
        following.save(update_fields=["rhythm"])
        begin_round(follower=follower, following=following, at=at)
    _end_rounds(follower)


@transaction.atomic
def change_times(*, follower: Follower, hour: int, weekday: int, zone: str, at: datetime) -> None:
    """Let daily and weekly letters come at another time, and quiet hours be those of another zone; raises NoTime."""
    check_time(rhythm=Rhythm.DAILY, hour=hour, zone=zone, weekday=weekday)
    follower.hour, follower.weekday, follower.zone = hour, weekday, zone
    follower.save(update_fields=["hour", "weekday", "zone"])
    for one in follower.rounds.exclude(rhythm=Rhythm.NOW):
        one.due_at = next_due(follower, one.rhythm, after=at)
        one.save(update_fields=["due_at"])
    holding.let_go(follower=follower, at=at)


@transaction.atomic
def change_quiet(
    *, follower: Follower, quiet_from: int | None, quiet_to: int | None, most_a_day: int | None, at: datetime
) -> None:
    """Let nothing come at once between two hours, and no more than so much a day; raises NoTime."""
    check_quiet(quiet_from, quiet_to)
    if most_a_day is not None and most_a_day not in range(1, MOST_A_DAY + 1):
        raise NoTime(most_a_day)
    follower.quiet_from, follower.quiet_to, follower.most_a_day = quiet_from, quiet_to, most_a_day
    follower.save(update_fields=["quiet_from", "quiet_to", "most_a_day"])
    holding.let_go(follower=follower, at=at)


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
        "quiet_from": follower.quiet_from,
        "quiet_until": follower.quiet_to,
        "at_once_a_day": follower.most_a_day,
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
    wanted = follower.followings.filter(Q(kind__in=bundled()) | ~Q(rhythm=Rhythm.NOW), confirmed_at__isnull=False)
    follower.rounds.exclude(rhythm__in=wanted.values("rhythm")).delete()


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
