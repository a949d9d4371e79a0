"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from depesche import events
from depesche.subscriptions import actions, mailbox
from depesche.subscriptions.channels.email import Away, Office, Unsigned
from depesche.subscriptions.events import LettersWritten, NoticesWritten
from depesche.subscriptions.links import GOOD_FOR
from depesche.subscriptions.models import CORRECTION, Announcement, Call, Letter, Notice, Round
from depesche.subscriptions.subjects import Place, subject

logger = logging.getLogger(__name__)
TURN = timedelta(seconds=20)  # then others have theirs: pictures and pages wait for the same workers
KEPT = timedelta(days=30)  # letters that are done


@task()
def take_in(address: str, kind: str, name: str, rhythm: str, hour: int, zone: str) -> None:
    """Look up an address that somebody has typed, and ask its owner."""
    now = timezone.now()
    found = subject(Place(kind, name), now)
    if found:
        actions.take_in(address=address, subject=found, rhythm=rhythm, hour=hour, zone=zone, at=now)


@task()
def send_link(address: str) -> None:
    """Look up an address that somebody has typed, and write to its owner where everything stands that they follow."""
    actions.send_link(address=address, at=timezone.now())


@task()
def write_announced(announcement_id: int) -> None:
    """Write the letters of an announcement; if this ends half-way, the clock has it carried on."""
    announcement = Announcement.objects.filter(pk=announcement_id, done_at=None).first()
    while announcement and actions.write_announced(announcement=announcement, at=timezone.now()):
        continue


@task()
def write_notices(announcement_id: int) -> None:
    """Write the messages of an announcement to browsers; if this ends half-way, the clock has it carried on."""
    call = Call.objects.filter(announcement=announcement_id, done_at=None).select_related("announcement").first()
    while call and actions.write_notices(call=call, at=timezone.now()):
        continue


@task()
def look() -> None:
    """Look for what has come up of which somebody hears at once, and let the letters about it be written."""
    now = timezone.now()
    actions.look(at=now)
    if Round.objects.filter(due_at__lte=now).exists():
        Unless(write_rounds).enqueue()


@task()
def write_rounds() -> None:
    """Write the letters of rounds that are due."""
    while actions.write_rounds(at=timezone.now()):
        continue


@task()
def send_letters() -> None:
    """Send what stands in the outbox, for a while; if the mail server is away, the clock calls again each minute."""
    began = timezone.now()
    try:
        with Office() as office:
            while actions.send_next(office=office, at=timezone.now()):
                if timezone.now() - began > TURN:
                    events.emit(LettersWritten())
                    return
    except Unsigned as fault:
        logger.error("Letters cannot be signed (%s) and wait; “depesche check” says more.", fault)
    except Away as away:
        logger.warning("The mail server is away (%s); letters wait for it.", away)


@task()
def send_notices() -> None:
    """Send messages to browsers, for a while."""
    began = timezone.now()
    while actions.send_notices(at=timezone.now()):
        if timezone.now() - began > TURN:
            events.emit(NoticesWritten())
            return


@task()
def settle() -> None:
    """Carry on what was left by somebody who died in the middle."""
    actions.settle(at=timezone.now())


@task()
def take_bounces() -> None:
    """Read what the mail server has put into the folder for letters that come back."""
    mailbox.take(at=timezone.now())


@task()
def settle_notices() -> None:
    """The same for messages to browsers."""
    actions.settle_notices(at=timezone.now())


@task()
def tidy() -> None:
    """Forget questions without an answer and letters that are long done; the first beat of a day calls for it."""
    now = timezone.now()
    actions.forget_unanswered(before=now - GOOD_FOR)
    actions.forget_letters(before=now - KEPT)
    actions.forget_notices(before=now - KEPT)
    actions.forget_totals(before=now - KEPT)
    actions.forget_described(before=now - GOOD_FOR)


class Announcing:
    """Notes in the transaction of a publication that followers are to have it."""

    def enqueue(self, *, page_id: int, version: str) -> None:
        """Write it down at once; what is written on this ground follows on the queue."""
        actions.announce(piece=str(page_id), version=version, at=timezone.now())


class Correcting:
    """Notes in the transaction of a publication that whoever got an error is to hear of it."""

    def enqueue(self, *, page_id: int, correction_id: int) -> None:
        """Write it down at once."""
        actions.announce(piece=str(page_id), version=str(correction_id), at=timezone.now(), kind=CORRECTION)


class Unless:
    """Lets a task follow an event unless the like of it waits on the queue already."""

    def __init__(self, follower: Any) -> None:
        self._follower = follower

    def enqueue(self, **fields: Any) -> Any:
        """Put it on the queue, once."""
        waiting = DBTaskResult.objects.filter(
            task_path=self._follower.module_path, status=TaskResultStatus.READY
        ).exists()
        return None if waiting else self._follower.enqueue(**fields)


class EachMinute:
    """Looks whether something is due, so that an empty minute puts nothing on the queue."""

    def enqueue(self) -> None:
        """Put on the queue what there is to do."""
        now = timezone.now()
        if Round.objects.filter(due_at__lte=now).exists():
            Unless(write_rounds).enqueue()
        if actions.worth_a_look(at=now):
            Unless(look).enqueue()
        if mailbox.has_new():
            Unless(take_bounces).enqueue()
        taken, due = Q(state="taken"), Q(state="waiting", due_at__lte=now)
        open_letters = Letter.objects.filter(taken | due)
        if open_letters.exists() or Announcement.objects.filter(done_at=None).exists():
            Unless(settle).enqueue()
        open_notices = Notice.objects.filter(taken | due)
        if open_notices.exists() or Call.objects.filter(done_at=None).exists():
            Unless(settle_notices).enqueue()


announcing, correcting, each_minute = Announcing(), Correcting(), EachMinute()
send_letters_once, send_notices_once = Unless(send_letters), Unless(send_notices)
