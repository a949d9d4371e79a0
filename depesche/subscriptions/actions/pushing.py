"""Messages to browsers: written with the letters of an announcement, and sent once.

A message is taken before it is sent, and that is committed.  Whoever dies
after that may have sent it, so it is never sent again: as with letters, nobody
hears twice of one version.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from depesche import events
from depesche.net.fetching import Answer, NotAllowed, NotReached
from depesche.net.retrying import A_DAY, pause
from depesche.subscriptions import notices, reach
from depesche.subscriptions.actions import correcting, forgetting, quieting
from depesche.subscriptions.actions.sending import STALE
from depesche.subscriptions.actions.writing import AT_ONCE
from depesche.subscriptions.channels import push
from depesche.subscriptions.channels.push import Parcel
from depesche.subscriptions.events import Announced, NoticesWritten
from depesche.subscriptions.models import CORRECTION, LEASE, Browser, Call, Notice
from depesche.subscriptions.subjects import source

logger = logging.getLogger(__name__)
_State = Notice.State
TOGETHER = 16  # calls at the same time: a push service that hangs holds up no other message for long
_GONE = (404, 410)  # the subscription is over (RFC 8030, 7.3)
_LATER = (408, 425, 429)


@transaction.atomic
def write_notices(*, call: Call, at: datetime) -> bool:
    """Write some more messages of an announcement; says whether there may be others.

    One to each browser that hears of anything that the piece stands under; of a correction, to those that were
    told of the piece with the error in it.
    """
    announcement = call.announcement
    if correcting.is_too_early(announcement):
        return False
    browsers = _next_browsers(call, at)
    quiet = quieting.quiet_ends(browsers, at=at)
    written = [
        Notice(
            browser_id=browser,
            kind=announcement.kind,
            piece=announcement.piece,
            version=announcement.version,
            written_at=at,
            due_at=quiet.get(browser, at),
        )
        for browser in browsers
    ]
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    if written:
        call.reached = browsers[-1]
        events.emit(NoticesWritten())
    else:
        call.done_at = at
    call.save(update_fields=["reached", "done_at"])
    return bool(written)


def send_notices(*, at: datetime) -> bool:
    """Send some messages at the same time; says whether there were any."""
    taken = _take(at)
    ready = [notice for notice in taken if quieting.may_go(notice, at=at)]
    parcels = [(notice, parcel) for notice in ready if (parcel := _composed(notice, at))]
    if parcels:
        with ThreadPoolExecutor(TOGETHER) as threads:  # the threads know no database
            outcomes = list(threads.map(_handed_over, [parcel for _notice, parcel in parcels]))
        for (notice, _parcel), outcome in zip(parcels, outcomes, strict=True):
            _note(notice, outcome, at)
    return bool(taken)


@transaction.atomic
def settle_notices(*, at: datetime) -> None:
    """Carry on what was left by somebody who died in the middle; what they had taken is in doubt, and stays so."""
    Notice.objects.filter(state=_State.TAKEN, taken_at__lt=at - LEASE).update(state=_State.UNKNOWN, done_at=at)
    Notice.objects.filter(state=_State.WAITING, written_at__lt=at - STALE).update(state=_State.DROPPED, done_at=at)
    waits = Q(announcement__kind=CORRECTION) | Q(at__lt=at - LEASE)
    for call in Call.objects.filter(waits, done_at=None):
        events.emit(Announced(announcement_id=call.announcement_id))
    if Notice.objects.filter(state=_State.WAITING, due_at__lte=at).exists():
        events.emit(NoticesWritten())


@transaction.atomic
def forget_notices(*, before: datetime) -> None:
    """Forget messages that are long done but how many they were.

    Their announcements are remembered, so none of them is written again.
    """
    forgetting.notices(Notice.objects.filter(done_at__lt=before), at=before)


def _next_browsers(call: Call, at: datetime) -> list[int]:
    announcement = call.announcement
    if announcement.kind == CORRECTION:
        return correcting.next_browsers(announcement, call.reached, at)
    piece = source().piece(announcement.piece, at)
    if piece is None or not piece.places:
        return []
    ahead = reach.browsers(piece.places).filter(browser_id__gt=call.reached).order_by("browser_id")
    return list(ahead.values_list("browser_id", flat=True).distinct()[:AT_ONCE])


def _take(at: datetime) -> list[Notice]:
    waiting = Notice.objects.filter(state=_State.WAITING, due_at__lte=at).select_related("browser")
    return [notice for notice in waiting.order_by("due_at", "pk")[:TOGETHER] if _is_mine(notice, at)]


def _is_mine(notice: Notice, at: datetime) -> bool:
    waiting = Notice.objects.filter(pk=notice.pk, state=_State.WAITING)
    return bool(waiting.update(state=_State.TAKEN, taken_at=at))


def _composed(notice: Notice, at: datetime) -> Parcel | None:
    """The message as it is sent; one that nobody needs any more, or that cannot be written, holds up no other."""
    try:
        parcel = notices.compose(notice, keep_until=notice.written_at + STALE, at=at)
    except Exception:
        logger.exception("Message %s cannot be written.", notice)
        _done(notice, _State.REFUSED, at)
        return None
    if parcel is None:
        _done(notice, _State.DROPPED, at)
    else:
        Notice.objects.filter(pk=notice.pk).update(tells=notice.tells)  # before anything is handed over
    return parcel


def _handed_over(parcel: Parcel) -> Answer | OSError:
    try:
        return push.send(parcel)
    except OSError as fault:
        return fault


def _note(notice: Notice, outcome: Answer | OSError, at: datetime) -> None:
    """What has become of a message; a log is told a number and no endpoint."""
    match outcome:
        case Answer(status=status) if 200 <= status < 300:
            _done(notice, _State.SENT, at)
        case Answer(status=status) if status in _GONE:
            _gone(notice, at)
        case Answer(status=status) if status in _LATER or status >= 500:
            _again(notice, str(status), push.wait_for(outcome, at=at), at)
        case Answer(status=status):
            logger.warning("Message %s is not taken by the push service (%s).", notice, status)
            _done(notice, _State.REFUSED, at)
        case NotReached():
            _again(notice, type(outcome).__name__, timedelta(), at)
        case NotAllowed():
            logger.warning("Message %s is for a push service that is not called.", notice)
            _done(notice, _State.REFUSED, at)
        case _:
            logger.warning("Message %s was handed over without an answer, and is not sent again.", notice)
            _done(notice, _State.UNKNOWN, at)


@transaction.atomic
def _gone(notice: Notice, at: datetime) -> None:
    _done(notice, _State.REFUSED, at)
    forgetting.browsers(Browser.objects.filter(pk=notice.browser_id), at=at)


def _again(notice: Notice, said: str, wait: timedelta, at: datetime) -> None:
    if notice.tried >= A_DAY:
        logger.warning("Message %s is not taken by the push service (%s).", notice, said)
        _done(notice, _State.REFUSED, at)
        return
    later = at + max(wait, pause(notice.tried))
    again = {"state": _State.WAITING, "taken_at": None, "due_at": later, "tried": F("tried") + 1}
    Notice.objects.filter(pk=notice.pk).update(**again)


def _done(notice: Notice, state: Notice.State, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(state=state, done_at=at)
