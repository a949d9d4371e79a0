"""What comes at once, and not now: in quiet hours it waits for their end, and above the limit of a day for a summary.

Both are asked when something is sent, whoever has written it and however long it has waited.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from depesche import events
from depesche.subscriptions.events import LettersWritten
from depesche.subscriptions.models import CORRECTION, ISSUE, PIECE, REST, Follower, Letter, Rhythm
from depesche.subscriptions.rounds import day_began, next_due, quiet_until

_State = Letter.State
_HELD = (PIECE, ISSUE, CORRECTION, Rhythm.NOW)  # daily and weekly letters come at an hour that their reader has chosen
_A_MOMENT = timedelta(minutes=1)  # until it is known whether another letter of the same reader was sent
_AFTER_ROUNDS = timedelta(minutes=10)  # what a daily letter tells at the same hour needs no letter of its own


def quiet_ends(followers: Collection[int], *, at: datetime) -> dict[int, datetime]:
    """Those of the followers for whom it is quiet, and until when."""
    with_hours = Follower.objects.filter(pk__in=followers, quiet_from__isnull=False)
    ends = {follower.pk: quiet_until(follower, at=at) for follower in with_hours}
    return {pk: end for pk, end in ends.items() if end > at}


def may_go(letter: Letter, *, at: datetime) -> bool:
    """Whether a letter that was taken may be sent now; if not, it is put where it belongs."""
    if letter.kind not in _HELD:
        return True
    if (end := quiet_until(letter.follower, at=at)) > at:
        _put_back(letter, end)
        return False
    return letter.kind != PIECE or _is_within_limit(letter, at)


@transaction.atomic
def let_go(*, follower: Follower, at: datetime) -> None:
    """The quiet hours of a follower are others now: what waited for their end waits for that of the new ones."""
    until = quiet_until(follower, at=at)
    follower.rounds.filter(rhythm=Rhythm.NOW, due_at__gt=at).update(due_at=until)
    waiting = Letter.objects.filter(follower=follower, kind__in=_HELD, state=_State.WAITING, tried=0)
    if waiting.update(due_at=until):
        events.emit(LettersWritten())


def most_of(own: int | None) -> int:
    """How many letters or messages a day come at once: the lower of the house's limit and a reader's own; 0: any."""
    return min((most for most in (settings.AT_ONCE_A_DAY, own) if most), default=0)


def _is_within_limit(letter: Letter, at: datetime) -> bool:
    """Whether its reader may have one more today.

    Another one that is on its way counts as well, so that two who send at the same time do not send one too many.
    If only that one stands in the way, this one waits until it is known whether it was sent.
    """
    most = most_of(letter.follower.most_a_day)
    if not most:
        return True
    today = day_began(letter.follower.zone, at=at)
    states = [_State.TAKEN, _State.SENT, _State.UNKNOWN]
    others = Letter.objects.filter(follower=letter.follower_id, kind=PIECE, taken_at__gte=today, state__in=states)
    found = list(others.exclude(pk=letter.pk).values_list("state", flat=True)[:most])
    if len(found) < most:
        return True
    if _State.TAKEN in found:
        _put_back(letter, at + _A_MOMENT)
    else:
        _leave(letter, at)
    return False


def _put_back(letter: Letter, until: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=_State.WAITING, taken_at=None, due_at=until)


@transaction.atomic
def _leave(letter: Letter, at: datetime) -> None:
    """It is told in the next letter that tells of several things: the daily one, or one of its own at that hour."""
    follower = letter.follower
    Letter.objects.filter(pk=letter.pk).update(state=_State.LEFT, done_at=at)
    due = next_due(follower, "daily", after=at)
    goes_round = follower.rounds.filter(rhythm="daily").exists()
    fields = {
        "kind": REST,
        "domain": letter.domain,
        "written_at": at,
        "due_at": due + _AFTER_ROUNDS if goes_round else due,
    }
    Letter.objects.get_or_create(follower=follower, about=REST, version=due.isoformat(), defaults=fields)
