"""What is looked at before a comment is public.

``examine`` is called in the transaction that wrote a comment or its new text.
It says in which state the comment should be, and keeps what was found for the
moderators.  It changes no state: whoever calls it does, through ``set_state``.
"""

from __future__ import annotations

from datetime import datetime

from depesche import events
from depesche.comments import keys
from depesche.comments.events import OpinionWanted, Refused
from depesche.comments.models import Comment, Decision, Discussion, Finding, LogEntry
from depesche.comments.moderation.checks import CHECKS
from depesche.comments.moderation.finding import Case, Found, Verdict, Weight
from depesche.delivery import actions as delivery

__all__ = ["Found", "Verdict", "Weight", "examine", "said"]

_REASONS = {(check.name, reason): text for check in CHECKS for reason, text in check.reasons.items()}


def examine(comment: Comment, *, discussion: Discussion, checked: bool, at: datetime) -> Verdict:
    """Look at a comment with every check, in their order.

    ``checked`` says that in this place a moderator reads everything first.
    Nothing is refused without a rule that can be cited: what cannot cite one
    waits.  A refusal is a decision like any other, made by nobody.
    """
    case = Case(comment, discussion, checked, at)
    verdict = _verdict(tuple(found for check in CHECKS for found in check.look(case)))
    _keep(comment, verdict, at)
    if _only_the_service(verdict):
        events.emit(OpinionWanted(comment_id=comment.pk))
    return verdict


def said(finding: Finding) -> str:
    """A finding as a sentence, in the language of whoever reads it."""
    text = _REASONS.get((finding.check_name, finding.reason))
    return str(text) % finding.values if text else finding.reason


def _verdict(findings: tuple[Found, ...]) -> Verdict:
    weight = max((found.weight for found in findings), default=Weight.NOTE)
    states = {
        Weight.NOTE: Comment.State.PUBLIC,
        Weight.HOLD: Comment.State.PENDING,
        Weight.REFUSE: Comment.State.REFUSED,
    }
    rule = next((found.rule for found in findings if found.weight == Weight.REFUSE), None)
    return Verdict(states[weight], findings, rule)


def _keep(comment: Comment, verdict: Verdict, at: datetime) -> None:
    comment.findings.all().delete()  # they were about the text as it was
    Finding.objects.bulk_create(
        Finding(
            comment=comment,
            check_name=found.check,
            reason=found.reason,
            values=found.values,
            weight=found.weight,
            at=at,
        )
        for found in verdict.findings
    )
    if verdict.state == Comment.State.REFUSED:
        decision = Decision.objects.create(
            comment=comment,
            verdict=Decision.Verdict.REFUSED,
            rule=verdict.rule,
            before=Comment.State.PENDING,
            automatic=True,
            at=at,
        )
        LogEntry.objects.create(
            what=LogEntry.What.REFUSED, comment=comment, details={"decision": decision.public_id}, at=at
        )
        delivery.purge(keys.moderation(comment.discussion.edition), calm=True)
        events.emit(Refused(decision_id=decision.pk))


def _only_the_service(verdict: Verdict) -> bool:
    """Whether nothing but the answer of a service keeps the comment from readers."""
    return [found.check for found in verdict.findings if found.weight == Weight.HOLD] == ["service"] and (
        verdict.state == Comment.State.PENDING
    )
