"""What follows from experience: the house's own, and that of a service."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from depesche.comments.actions.states import set_state
from depesche.comments.models import Comment, Decision, Finding, Learned
from depesche.comments.moderation import Weight, learning


def learn(*, language: str, at: datetime) -> Learned | None:
    """Learn from what moderators decided in one language; nothing before there are enough decisions of each kind."""
    examples = _examples(language)
    refused = sum(was_refused for _text, was_refused in examples)
    if min(refused, len(examples) - refused) < learning.LEAST:
        return None
    lesson = learning.learn(examples, language)
    learned, _new = Learned.objects.update_or_create(
        language=language,
        defaults={
            "weights": lesson.weights,
            "bias": lesson.bias,
            "approved": len(examples) - refused,
            "refused": refused,
            "agreed": lesson.agreed,
            "tried": lesson.tried,
            "at": at,
        },
    )
    return learned


def _examples(language: str) -> list[learning.Example]:
    """The comments that people decided about last, with what they decided; the oldest first.

    What a check refused by itself is left out: it would only learn from itself.
    """
    later = Decision.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    decided = Decision.objects.filter(
        ~Exists(later), automatic=False, verdict__in=[Decision.Verdict.APPROVED, Decision.Verdict.REFUSED]
    )
    known = decided.filter(comment__discussion__language__startswith=language).exclude(comment__text="")
    rows = known.order_by("-pk").values_list("comment__text", "verdict")[: learning.MOST]
    return [(text, verdict == Decision.Verdict.REFUSED) for text, verdict in reversed(rows)]


@transaction.atomic
def hear_service(*, comment: Comment, spam: bool | None, at: datetime) -> None:
    """Act on what the service says: what is no advertising is public, everything else stays in the queue.

    ``None``: it said nothing.  A comment that somebody has looked at meanwhile stays as it is.
    """
    locked = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    waiting = [finding.check_name for finding in locked.findings.filter(weight=Weight.HOLD)]
    decided = Decision.objects.filter(comment=locked).exists()
    if locked.state != Comment.State.PENDING or waiting != ["service"] or decided:
        return
    locked.findings.filter(check_name="service").delete()
    if spam is False:
        set_state(comment=locked, state=Comment.State.PUBLIC, at=at)
        return
    host = settings.SPAM_SERVICE.hostname if settings.SPAM_SERVICE else ""
    Finding.objects.create(
        comment=locked,
        check_name="service",
        reason="silent" if spam is None else "spam",
        values={"host": host},
        weight=Weight.HOLD,
        at=at,
    )
