"""Deciding about comments, also when several people do so at the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from depesche import events
from depesche.accounts.models import User
from depesche.comments import keys
from depesche.comments.actions.states import set_state
from depesche.comments.events import Refused
from depesche.comments.models import Claim, Comment, Decision, LogEntry, Report, Rule
from depesche.delivery import actions as delivery

HOLDS = timedelta(minutes=2)  # how long a claim does when nothing is heard of the moderator
_STATES = {Decision.Verdict.APPROVED: Comment.State.PUBLIC, Decision.Verdict.REFUSED: Comment.State.REFUSED}


class Overtaken(Exception):
    """The comment is no longer as the moderator saw it; ``last`` is the decision that came in between, if one did."""

    def __init__(self, last: Decision | None) -> None:
        super().__init__(last)
        self.last = last


class Claimed(Exception):
    """Somebody else has the comment before them."""

    def __init__(self, by: User) -> None:
        super().__init__(by)
        self.by = by


class CannotUndo(Exception):
    """There is no decision that could be put back: none, or one that an appeal has been made against."""


def version(comment: Comment) -> str:
    """What a moderator has seen of a comment: its state, its text and the last decision, as one word."""
    last = Decision.objects.filter(comment=comment.pk).order_by("-pk").values_list("pk", flat=True).first()
    return version_of(comment, last)


def version_of(comment: Comment, last: int | None) -> str:
    """The same, for a comment whose last decision is known."""
    edited = comment.edited_at.timestamp() if comment.edited_at else 0
    return f"{comment.state}-{last or 0}-{edited:.6f}"


@transaction.atomic
def decide(
    *, comment: Comment, verdict: str, by: User, at: datetime, seen: str, rule: Rule | None = None, note: str = ""
) -> Decision:
    """Let readers see a comment, or refuse it by a rule.

    Raises Overtaken when the comment is not as it was ``seen``, and Claimed
    when another moderator is reading it at the moment.
    """
    comment = _held(comment, by=by, at=at, seen=seen)
    decision = _write(comment=comment, verdict=verdict, by=by, at=at, rule=rule, note=note)
    outcome = Report.Outcome.FOUNDED if verdict == Decision.Verdict.REFUSED else Report.Outcome.UNFOUNDED
    Report.objects.open().filter(comment=comment).update(outcome=outcome, settled_by=decision)
    if verdict == Decision.Verdict.REFUSED:
        events.emit(Refused(decision_id=decision.pk))
    return decision


@transaction.atomic
def undo(*, comment: Comment, by: User, at: datetime, seen: str) -> Decision:
    """Take the last decision back: the comment is as it was before.

    Raises Overtaken, Claimed, and CannotUndo when nothing is left to take back.
    """
    comment = _held(comment, by=by, at=at, seen=seen)
    last = Decision.objects.last_of(comment.pk)
    if last is None or last.verdict == Decision.Verdict.REOPENED or hasattr(last, "appeal"):
        raise CannotUndo
    Decision.objects.filter(pk=last.pk).update(undone=True)
    last.reports.update(outcome="", settled_by=None)
    return _write(comment=comment, verdict=Decision.Verdict.REOPENED, by=by, at=at, state=last.before)


@transaction.atomic
def claim(*, comments: list[Comment], by: User, at: datetime) -> dict[int, User]:
    """Say that somebody reads these comments now; answers which of them another one has, and who."""
    until = at + HOLDS
    held = Claim.objects.filter(comment__in=comments)
    held.filter(Q(by=by) | Q(until__lte=at)).update(by=by, until=until)
    # Whoever inserts a moment later waits for us and inserts nothing; in one order, so two never wait for each other.
    free = sorted(comments, key=lambda comment: comment.pk)
    Claim.objects.bulk_create([Claim(comment=one, by=by, until=until) for one in free], ignore_conflicts=True)
    return {claim.comment_id: claim.by for claim in held.exclude(by=by).select_related("by")}


def reverse(*, comment: Comment, by: User, at: datetime) -> Decision:
    """Let readers see a comment after all, because an appeal was right; what its writer has deleted stays so."""
    locked = Comment.objects.select_for_update(of=("self",)).select_related("discussion").get(pk=comment.pk)
    deleted = Comment.State.DELETED if locked.state == Comment.State.DELETED else ""
    return _write(comment=locked, verdict=Decision.Verdict.APPROVED, by=by, at=at, state=deleted)


def refuse_own(comment: Comment, by: User) -> None:
    """Nobody decides about their own words, whatever their role; raises PermissionDenied."""
    if comment.writer_id == by.pk:
        raise PermissionDenied("own comment")


def _held(comment: Comment, *, by: User, at: datetime, seen: str) -> Comment:
    """The comment, locked, if nobody was quicker."""
    locked: Comment = Comment.objects.select_for_update(of=("self",)).select_related("discussion").get(pk=comment.pk)
    refuse_own(locked, by)
    if locked.state == Comment.State.DELETED or version(locked) != seen:
        last = Decision.objects.last_of(locked.pk)
        raise Overtaken(last if last and f"-{last.pk}-" not in seen else None)
    claim = Claim.objects.filter(comment=locked, until__gt=at).exclude(by=by).select_related("by").first()
    if claim:
        raise Claimed(claim.by)
    return locked


def _write(*, comment: Comment, verdict: str, by: User, at: datetime, state: str = "", **why: Any) -> Decision:
    decision = Decision.objects.create(comment=comment, verdict=verdict, before=comment.state, by=by, at=at, **why)
    LogEntry.objects.create(what=verdict, by=by, comment=comment, details={"decision": decision.public_id}, at=at)
    set_state(comment=comment, state=state or _STATES[Decision.Verdict(verdict)], at=at)
    Claim.objects.filter(comment=comment).delete()
    delivery.purge(keys.moderation(comment.discussion.edition))
    return decision
