"""Looking, once a minute, whether something has come up of which somebody wants to hear at once.

Nothing hangs on a comment or on a publication: whoever writes or publishes
does no more work for a thousand who follow than for none.  A storm of
comments is one look a minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Q

from depesche.subscriptions.actions.sending import STALE
from depesche.subscriptions.actions.writing import AT_ONCE
from depesche.subscriptions.models import Following, Look, Rhythm, Round
from depesche.subscriptions.rounds import SETTLED
from depesche.subscriptions.subjects import Place, watched

_ROW = 1


def worth_a_look(*, at: datetime) -> bool:
    """Whether somebody waits for something at once, and something may have come up since the last look."""
    if not Round.objects.filter(rhythm=Rhythm.NOW, due_at=None).exists():
        return False
    since, until = _time(at)
    return any(one.moved(since=since, until=until) for one in watched())


def look(*, at: datetime) -> None:
    """Let those be written to who hear at once of what has come up since the last look.

    What it finds is written down before it is noted how far it came: who is killed in the middle looks again,
    and whoever was woken is awake already.
    """
    since, until = _time(at)
    stirred = {place for one in watched() for place in one.stirred(since=since, until=until, at=at)}
    for lot in _lots(sorted(stirred)):
        followers = Following.objects.heard().filter(reduce(or_, lot), rhythm=Rhythm.NOW)
        waiting = Round.objects.filter(rhythm=Rhythm.NOW, due_at=None, follower__in=followers.values("follower"))
        waiting.update(due_at=at)
    Look.objects.update_or_create(pk=_ROW, defaults={"reached_at": until})


def _time(at: datetime) -> tuple[datetime, datetime]:
    """From where the last look has ended until what has settled by now; nobody is told of what is older than news."""
    until = at - SETTLED
    reached = Look.objects.filter(pk=_ROW, reached_at__gt=until - STALE).values_list("reached_at", flat=True).first()
    return reached or until - STALE, until


def _lots(places: list[Place]) -> Iterable[list[Q]]:
    """So many places as one question may name, those of a kind together."""
    for start in range(0, len(places), AT_ONCE):
        by_kind = groupby(places[start : start + AT_ONCE], key=lambda place: place.kind)
        yield [Q(kind=kind, name__in=[place.name for place in of_it]) for kind, of_it in by_kind]
