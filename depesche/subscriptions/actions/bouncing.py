"""What comes back: letters that could not be delivered, and complaints.

Anybody can write such a report.  It counts only if it holds the sealed name of
a letter that was sent, each letter once, and never an address that it names.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from depesche.formats.bounces import Kind, Report, kind_of
from depesche.subscriptions import links
from depesche.subscriptions.actions.changing import end_all
from depesche.subscriptions.actions.pausing import pause
from depesche.subscriptions.models import COMPLAINED, Bounce, Follower, Letter

logger = logging.getLogger(__name__)
MOST_DAYS, WITHIN = 4, timedelta(days=14)  # days on which letters did not arrive
_HANDED_OVER = (Letter.State.TAKEN, Letter.State.SENT, Letter.State.UNKNOWN)  # an answer may be quicker than our note


def take_report(report: Report, *, at: datetime) -> bool:
    """Do what follows from a report; says whether it is about a letter of ours, else nothing is changed."""
    sent = Letter.objects.filter(public_id__in=set(_named(report)), state__in=_HANDED_OVER)
    letter = sent.select_related("follower").first()
    if letter is None:
        return False
    note(letter=letter, kind=report.kind, status=report.status, at=at)
    return True


def note_refusal(*, letter: Letter, status: str, at: datetime) -> None:
    """The mail server has not taken a letter because of its reader's address."""
    note(letter=letter, kind=kind_of(status), status=status, at=at)


@transaction.atomic
def note(*, letter: Letter, kind: Kind, status: str, at: datetime) -> None:
    """Write down that a letter came back or is not wanted, and send its reader no more if that is enough."""
    fields = {"status": status, "at": at}
    _bounce, new = Bounce.objects.get_or_create(letter=letter, kind=kind.value, defaults=fields)
    if not new:
        return  # said again, or sent again by whoever got hold of it
    follower = letter.follower
    if kind is Kind.COMPLAINT:
        end_all(follower=follower, at=at, why=COMPLAINED)
        pause(follower=follower, why=kind.value, at=at)
    elif kind is Kind.HARD or _often(follower, at):
        pause(follower=follower, why=kind.value, at=at)
    logger.info("Letter %s came back (%s %s).", letter, kind.value, status or "–")


def _named(report: Report) -> Iterator[str]:
    """The letters whose sealed names stand in a report."""
    tags = [address.rpartition("@")[0].rpartition("+")[2] for address in report.senders]
    for name in [*tags, *(letter.partition("@")[0] for letter in report.letters)]:
        try:
            yield links.letter_of(name)
        except links.NotOurs:
            continue


def _often(follower: Follower, at: datetime) -> bool:
    """Whether letters came back on several days: one busy day with a full mailbox is no reason."""
    back = Bounce.objects.filter(letter__follower=follower, kind=Bounce.Kind.SOFT, counts=True, at__gt=at - WITHIN)
    return len({one.date() for one in back.values_list("at", flat=True)}) >= MOST_DAYS
