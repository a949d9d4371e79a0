"""What moderators decided elsewhere: written down as it was, with its dates, and told to nobody again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F

from depesche.comments import keys, text
from depesche.comments.models import Appeal, Comment, Decision, Rule
from depesche.delivery import actions as delivery
from depesche.formats import discussion as neutral

Decided = tuple[Comment, Sequence[neutral.Decision]]


def keep_decisions(decided: Iterable[Decided]) -> None:
    """Write down the decisions about comments that have come, and the appeals against them.

    Who decided is a name of another house, so nobody here did.  A refusal by
    a rule that this house has not is left out: here each one cites a rule.
    """
    decided = [(comment, said) for comment, said in decided if said]
    rules = _rules({comment.discussion.edition for comment, _said in decided})
    pairs = [
        (_decision(comment, said, rules.get((comment.discussion.edition, said.version, said.rule))), said)
        for comment, every in decided
        for said in every
    ]
    kept = [(row, said) for row, said in pairs if row.rule or row.verdict != Decision.Verdict.REFUSED]
    Decision.objects.bulk_create([row for row, _said in kept])
    Appeal.objects.bulk_create([_appeal(row, said.appeal) for row, said in kept if said.appeal])
    delivery.purge(*{keys.moderation(row.comment.discussion.edition) for row, _said in kept})


def told_already(*, comment: Comment) -> None:
    """Say that the writer of a comment knows what was decided about it: no letter follows."""
    Decision.objects.filter(comment=comment, told_at=None).update(told_at=F("at"))
    Appeal.objects.filter(decision__comment=comment, told_at=None).update(told_at=F("decided_at"))


def _rules(editions: set[str]) -> dict[tuple[str, int, int], Rule]:
    found = Rule.objects.filter(rules__edition__in=editions).select_related("rules")
    return {(rule.rules.edition, rule.rules.version, rule.number): rule for rule in found}


def _decision(comment: Comment, said: neutral.Decision, rule: Rule | None) -> Decision:
    return Decision(
        comment=comment,
        verdict=said.verdict,
        rule=rule,
        note=text.tidy(said.note),
        before=said.before if said.before in Comment.State.values else Comment.State.PENDING,
        automatic=said.automatic,
        at=said.at,
        told_at=said.at,
    )


def _appeal(row: Decision, said: neutral.Appeal) -> Appeal:
    decided_at = (said.decided_at or said.at) if said.outcome else None
    return Appeal(
        decision=row,
        text=text.tidy(said.text)[:5000],
        at=said.at,
        outcome=said.outcome,
        note=text.tidy(said.note),
        decided_at=decided_at,
        told_at=decided_at,
    )
