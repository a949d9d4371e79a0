"""Sending an issue: once, now or at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.accounts.models import User
from depesche.delivery.actions import purge
from depesche.newsletters import composing, keys
from depesche.newsletters.following import mailing_of
from depesche.newsletters.models import Issue
from depesche.subscriptions import actions as subscriptions
from depesche.subscriptions.mailings import ISSUE


class NotToBeSent(ValueError):
    """The issue was sent already, its newsletter is switched off, or nothing of it can be shown."""


@transaction.atomic
def schedule(*, issue: Issue, send_at: datetime) -> None:
    """Let the clock send an issue; raises NotToBeSent."""
    if not Issue.objects.filter(pk=issue.pk, sent_at=None, newsletter__live=True).update(send_at=send_at):
        raise NotToBeSent(issue.public_id)


@transaction.atomic
def give_up_schedule(*, issue: Issue) -> None:
    """Leave an issue with the desk."""
    Issue.objects.filter(pk=issue.pk, sent_at=None).update(send_at=None)


@transaction.atomic
def send(*, issue: Issue, at: datetime) -> None:
    """Put an issue on the web and its letters on their way; whoever comes second raises NotToBeSent."""
    chosen = composing.choose(issue, at=at)
    mine = Issue.objects.filter(pk=issue.pk, sent_at=None, newsletter__live=True)
    if not mine.update(sent_at=at, send_at=None, chosen=chosen, faults=[]):
        raise NotToBeSent(issue.public_id)
    issue.refresh_from_db()
    subscriptions.announce(kind=ISSUE, piece=str(issue.pk), version="1", at=at)
    purge(keys.issues(issue.newsletter_id), keys.issue(issue.public_id))


def send_trial(*, issue: Issue, to: User, at: datetime) -> None:
    """Send an issue to an editor's own address, as it is at this moment; raises what mail servers say."""
    if to.email:
        subscriptions.send_trial(mailing=mailing_of(issue, at=at), address=to.email)
