"""Appeals: once, and to another moderator."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from depesche import events
from depesche.accounts.models import User
from depesche.comments import keys
from depesche.comments.actions import decisions, sanctions
from depesche.comments.actions.refusals import NotAppealable
from depesche.comments.events import AppealDecided
from depesche.comments.models import Appeal, Decision, LogEntry, Sanction
from depesche.delivery import actions as delivery

OPEN_FOR = timedelta(days=183)  # six months, as Article 20 of the Digital Services Act wants it


class OwnDecision(Exception):
    """Whoever decided first does not decide about the appeal."""


class AlreadyAnswered(Exception):
    """Somebody has decided about the appeal meanwhile."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(appeal)
        self.appeal = appeal


def may_appeal(what: Decision | Sanction, reader: User, at: datetime) -> bool:
    """Whether somebody can still appeal against a decision or a sanction."""
    if isinstance(what, Decision):
        last = Decision.objects.last_of(what.comment_id)
        own = what.comment.writer_id == reader.pk
        stands = what.verdict == Decision.Verdict.REFUSED and last is not None and last.pk == what.pk
    else:
        own, stands = what.reader_id == reader.pk, what.lifted_at is None
    return own and stands and at <= what.at + OPEN_FOR and not hasattr(what, "appeal")


@transaction.atomic
def appeal(*, against: Decision | Sanction, reader: User, text: str, at: datetime) -> Appeal:
    """Ask for another look at a decision or a sanction; raises NotAppealable."""
    if not may_appeal(against, reader, at):
        raise NotAppealable
    target = {"decision" if isinstance(against, Decision) else "sanction": against}
    try:
        with transaction.atomic():
            made = Appeal.objects.create(text=text[:5000], at=at, against=against.by, **target)
    except IntegrityError:  # sent twice at once
        raise NotAppealable from None
    delivery.purge(keys.moderation(_edition(made)))
    return made


@transaction.atomic
def decide_appeal(*, appeal: Appeal, outcome: str, by: User, at: datetime, note: str = "") -> Appeal:
    """Let the decision stand, or put it right; raises OwnDecision and AlreadyAnswered."""
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if locked.outcome:
        raise AlreadyAnswered(locked)
    if by.pk in (locked.against_id, _concerned(locked)):
        raise OwnDecision
    locked.outcome, locked.note, locked.decided_by, locked.decided_at = outcome, note, by, at
    locked.save()
    if outcome == Appeal.Outcome.REVERSED:
        _put_right(locked, by, at)
    comment = locked.decision.comment if locked.decision else None
    LogEntry.objects.create(what=outcome, by=by, comment=comment, details={"appeal": locked.pk}, at=at)
    delivery.purge(keys.moderation(_edition(locked)))
    events.emit(AppealDecided(appeal_id=locked.pk))
    return locked


def _put_right(appeal: Appeal, by: User, at: datetime) -> None:
    if appeal.decision:
        decisions.reverse(comment=appeal.decision.comment, by=by, at=at)
    elif appeal.sanction:
        sanctions.lift(sanction=appeal.sanction, by=by, at=at)


def _concerned(appeal: Appeal) -> int | None:
    """Whose words, or whose sanction, an appeal is about."""
    if appeal.decision:
        return appeal.decision.comment.writer_id
    return appeal.sanction.reader_id if appeal.sanction else None


def _edition(appeal: Appeal) -> str:
    if appeal.decision:
        return appeal.decision.comment.discussion.edition
    assert appeal.sanction is not None
    return appeal.sanction.edition
