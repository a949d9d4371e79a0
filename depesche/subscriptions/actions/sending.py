"""Sending what stands in the outbox, letter by letter.

A letter is taken (nobody else takes it), begun (the server has asked for its
text) and sent (the server has answered).  Each step is committed before the
next one.  Whoever dies before a letter is begun has sent nothing, and it is
sent again; whoever dies after that may have sent it, and it never is: a letter
is not doubled for the sake of the one that the mail protocol leaves in doubt.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from depesche import events
from depesche.formats.bounces import status_in
from depesche.net.handing import FOR_GOOD, LEAVES, Unanswered, code_of, reader_refused
from depesche.net.retrying import A_DAY, pause
from depesche.subscriptions import letters
from depesche.subscriptions.actions import forgetting, holding, pacing
from depesche.subscriptions.actions.bouncing import note_refusal
from depesche.subscriptions.channels.email import Away, Office
from depesche.subscriptions.events import Announced, LettersWritten
from depesche.subscriptions.mailings import Mailing
from depesche.subscriptions.models import CORRECTION, LEASE, Announcement, Letter

logger = logging.getLogger(__name__)
_State = Letter.State
STALE = timedelta(days=2)  # yesterday's news is none


def send_next(*, office: Office, at: datetime) -> bool:
    """Send the next letter; says whether there was one.

    Raises Away if the server cannot be reached; the letter waits on.
    """
    letter = _take(at)
    if letter is None:
        return False
    message = _composed(letter, at) if holding.may_go(letter, at=at) else None
    if message is None:
        return True
    try:
        office.open()
    except Away:
        Letter.objects.filter(pk=letter.pk).update(state=_State.WAITING, taken_at=None)
        raise
    try:
        office.send(message, begun=lambda: _note_begun(letter, at))
    except ValueError as fault:  # a header that would be two, an address that is none: nothing of it has left
        logger.error("Letter %s cannot be sent as it is (%s).", letter, type(fault).__name__)
        _done(letter, _State.REFUSED, at)
    except OSError as failure:
        _failed(letter, failure, at)
        if code_of(failure) in (0, LEAVES):
            office.close()
    else:
        _done(letter, _State.SENT, at)
    return True


def send_trial(*, mailing: Mailing, address: str) -> None:
    """Send a mailing to the editor who made it; raises what the mail server answers."""
    with Office() as office:
        office.open()
        office.send(letters.trial(mailing, address=address), begun=lambda: None)


@transaction.atomic
def settle(*, at: datetime) -> bool:
    """Carry on what somebody has left who died in the middle; says whether anything waits to be sent.

    Letters that were taken and not begun are sent again.  Those that were begun are in doubt and stay so.
    """
    left = Letter.objects.filter(state=_State.TAKEN, taken_at__lt=at - LEASE)
    left.filter(begun_at=None).update(state=_State.WAITING, taken_at=None)
    left.exclude(begun_at=None).update(state=_State.UNKNOWN, done_at=at)
    Letter.objects.filter(state=_State.WAITING, written_at__lt=at - STALE).update(state=_State.DROPPED, done_at=at)
    waits = Q(kind=CORRECTION) | Q(at__lt=at - LEASE)  # a correction waits for what was on its way before it
    for announcement in Announcement.objects.filter(waits, done_at=None):
        events.emit(Announced(announcement_id=announcement.pk))
    waiting = Letter.objects.filter(state=_State.WAITING, due_at__lte=at).exists()
    if waiting:
        events.emit(LettersWritten())
    return waiting


@transaction.atomic
def forget_letters(*, before: datetime) -> None:
    """Forget letters that are long done but how many they were.

    Their announcements are remembered, so none of them is written again.
    """
    forgetting.letters(Letter.objects.filter(done_at__lt=before), at=before)


def _take(at: datetime) -> Letter | None:
    """The next letter, if nobody else is quicker; only its number is looked for, which the index alone tells."""
    while pk := pacing.open_at(Letter.objects.due(at), at).values_list("pk", flat=True).first():
        mine = Letter.objects.filter(pk=pk, state=_State.WAITING)
        if mine.update(state=_State.TAKEN, taken_at=at, begun_at=None):
            taken: Letter = Letter.objects.select_related("follower").get(pk=pk)
            return taken
    return None


def _composed(letter: Letter, at: datetime) -> letters.Message | None:
    """The letter as it is sent; one that nobody needs any more, or that cannot be written, holds up no other."""
    try:
        message = letters.compose(letter, at=at)
    except Exception:
        logger.exception("Letter %s cannot be written.", letter)
        _done(letter, _State.REFUSED, at)
        return None
    if message is None:
        _done(letter, _State.DROPPED, at)
    return message


def _note_begun(letter: Letter, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(begun_at=at, tells=letter.tells)


def _failed(letter: Letter, failure: OSError, at: datetime) -> None:
    """Only the number of what the server said is told: its words name the reader."""
    code = code_of(failure)
    if isinstance(failure, Unanswered):
        logger.warning("Letter %s was handed over without an answer, and is not sent again.", letter)
        _done(letter, _State.UNKNOWN, at)
    elif code >= FOR_GOOD or letter.tried >= A_DAY:
        logger.warning("Letter %s is not taken by the mail server (%s).", letter, code or type(failure).__name__)
        _done(letter, _State.REFUSED, at)
        if status := status_in(reader_refused(failure)):
            note_refusal(letter=letter, status=status, at=at)
    else:
        later = at + pause(letter.tried)
        again = {"state": _State.WAITING, "taken_at": None, "begun_at": None, "due_at": later, "tried": F("tried") + 1}
        Letter.objects.filter(pk=letter.pk).update(**again)


def _done(letter: Letter, state: Letter.State, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=state, done_at=at)
