"""Whom something reaches: what editors are told before they send, and the selection by which letters are written.

There is one of each kind.  What the desk shows as a number is counted over
the same rows that become letters and messages.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from depesche.subscriptions.known import HAS
from depesche.subscriptions.models import PIECE, Following, Letter, Rhythm, Round, Watch
from depesche.subscriptions.subjects import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many a piece would reach.

    Whoever gets it at once is not told of it again by a daily or weekly
    letter; ``daily_besides`` and ``weekly_besides`` leave them out.
    """

    at_once: int
    push: int
    daily: int
    daily_besides: int
    weekly: int
    weekly_besides: int


def following(places: Collection[Place], *, rhythm: str) -> Q:
    """What somebody has to follow who hears in this rhythm of what stands under the places."""
    return _any_of(places) & Q(rhythm=rhythm)


def readers(asked: Q) -> Any:
    """The followings for which letters are sent, among those that are asked for: nothing of those who pause."""
    return Following.objects.heard().filter(asked)


def browsers(places: Collection[Place]) -> Any:
    """The watches for which messages are sent about what stands under the places."""
    return Watch.objects.filter(_any_of(places))


def number(asked: Q) -> int:
    """How many readers that are: each counts once, however much of it they follow."""
    return _readers_of(readers(asked))


def of_piece(places: Collection[Place], *, name: str, published_at: datetime | None) -> Reach:
    """How many a piece reaches that stands under the places; ``published_at`` is when it was published first."""
    if not places:
        return Reach(at_once=0, push=0, daily=0, daily_besides=0, weekly=0, weekly_besides=0)
    at_once = readers(following(places, rhythm=Rhythm.NOW))
    daily, weekly = (_in_round(places, one, name, published_at) for one in (Rhythm.DAILY, Rhythm.WEEKLY))
    besides = [rows.exclude(follower__in=at_once.values("follower_id")) for rows in (daily, weekly)]
    return Reach(
        at_once=_readers_of(at_once),
        push=browsers(places).values("browser_id").distinct().count(),
        daily=_readers_of(daily),
        daily_besides=_readers_of(besides[0]),
        weekly=_readers_of(weekly),
        weekly_besides=_readers_of(besides[1]),
    )


def _in_round(places: Collection[Place], rhythm: str, name: str, published_at: datetime | None) -> Any:
    """Whose next letter of this rhythm tells of a piece: it has not passed it yet, and they have not had it at once."""
    had = Letter.objects.filter(about=f"{PIECE}.{name}", state__in=HAS)
    rows = readers(following(places, rhythm=rhythm)).exclude(follower__in=had.values("follower_id"))
    if published_at is None:
        return rows
    ahead = Round.objects.filter(rhythm=rhythm, reached_at__lt=published_at)
    return rows.filter(confirmed_at__lt=published_at, follower__in=ahead.values("follower_id"))


def _readers_of(rows: Any) -> int:
    count: int = rows.values("follower_id").distinct().count()
    return count


def _any_of(places: Collection[Place]) -> Q:
    return reduce(or_, (Q(kind=kind, name=name) for kind, name in places))
