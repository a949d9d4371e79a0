"""What waits for a moderator, twenty comments at a time.

However much is there, a page costs the same: an index leads to where it
begins, and everything around its comments is asked for all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from depesche.comments.actions import version_of
from depesche.comments.models import Appeal, Claim, Comment, Decision, Finding, Report, Rule, Rules
from depesche.comments.moderation import said
from depesche.media.models import Portrait

PAGE = 20
NEW_FOR = timedelta(days=7)
QUEUES = {
    "pending": pgettext_lazy("queue", "Waiting"),
    "reported": pgettext_lazy("queue", "Reported"),
    "new": pgettext_lazy("queue", "New, read by nobody yet"),
    "all": pgettext_lazy("queue", "All"),
}
_FIRST_COME = ("pending", "reported")  # the oldest first; the others are read from the newest back


@dataclass
class Item:
    """A comment with everything that a moderator needs to decide about it."""

    comment: Comment
    rules: list[Rule]
    version: str = ""
    findings: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    last: Decision | None = None
    claimed_by: Any = None
    face: str = ""

    @property
    def decidable(self) -> bool:
        """Whether there is anything left to decide."""
        return self.comment.state != Comment.State.DELETED

    @property
    def may_undo(self) -> bool:
        """Whether the last decision can be taken back."""
        return (
            self.last is not None
            and self.last.verdict != Decision.Verdict.REOPENED
            and not hasattr(self.last, "appeal")
        )

    @property
    def decided(self) -> str:
        """What was decided last, as a sentence."""
        return sentence(self.last) if self.last else ""


def queue(name: str, *, at: datetime, edition: str = "", after: str = "") -> tuple[list[Comment], bool]:
    """The comments of a queue behind the one called ``after``, and whether there are more."""
    rows = _rows(name, at)
    if edition:
        rows = rows.filter(discussion__edition=edition)
    rising = name in _FIRST_COME
    if after and (place := Comment.objects.filter(public_id=after).values_list("posted_at", "pk").first()):
        rows = _behind(rows, *place, rising=rising)
    order = ("posted_at", "pk") if rising else ("-posted_at", "-pk")
    found = list(rows.select_related("discussion", "writer", "parent", "picture").order_by(*order)[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def items(comments: list[Comment]) -> list[Item]:
    """The comments with their surroundings: eight questions, however many comments."""
    pks = [comment.pk for comment in comments]
    rules = rules_of({comment.discussion.edition for comment in comments})
    findings, reports = defaultdict(list), defaultdict(list)
    for finding in Finding.objects.filter(comment__in=pks).order_by("-weight", "pk"):
        findings[finding.comment_id].append(said(finding))
    for report in Report.objects.open().filter(comment__in=pks).select_related("rule", "reader").order_by("pk"):
        reports[report.comment_id].append(report)
    last = last_of(pks)
    claims = {claim.comment_id: claim for claim in Claim.objects.filter(comment__in=pks).select_related("by")}
    faces = Portrait.objects.addresses({comment.writer_id for comment in comments if comment.writer_id})
    return [
        Item(
            comment=comment,
            rules=rules.get(comment.discussion.edition, []),
            version=version_of(comment, last[comment.pk].pk if comment.pk in last else None),
            findings=findings[comment.pk],
            reports=reports[comment.pk],
            last=last.get(comment.pk),
            claimed_by=claims.get(comment.pk),
            face=faces.get(comment.writer_id or 0, ""),
        )
        for comment in comments
    ]


def last_of(pks: list[int]) -> dict[int, Decision]:
    """The last decision about each of these comments."""
    decided = Decision.objects.filter(comment__in=pks).select_related("rule", "by", "appeal").order_by("pk")
    return {decision.comment_id: decision for decision in decided}


def rules_of(editions: set[str]) -> dict[str, list[Rule]]:
    """The rules in force of each edition, in their order."""
    newest = {one.edition: one for one in Rules.objects.filter(edition__in=editions).order_by("version")}
    found = defaultdict(list)
    for rule in Rule.objects.filter(rules__in=newest.values()).select_related("rules").order_by("number"):
        found[rule.rules.edition].append(rule)
    return found


def waiting() -> dict[str, int]:
    """How much waits in each queue that has to be emptied, and how many appeals do."""
    return {
        "pending": Comment.objects.filter(state=Comment.State.PENDING).count(),
        "reported": _reported().distinct().count(),
        "appeals": Appeal.objects.filter(outcome="").count(),
    }


def sentence(decision: Decision) -> str:
    """Who decided what, and by which rule."""
    if decision.automatic:
        who = _("A check")
    else:
        who = str(decision.by) if decision.by else _("Somebody whose account is gone")
    said = f"{who}: {decision.get_verdict_display()}"
    return f"{said} ({decision.rule})" if decision.rule else said


def _rows(name: str, at: datetime) -> QuerySet[Comment]:
    rows = Comment.objects.all()
    if name == "pending":
        return rows.filter(state=Comment.State.PENDING)
    if name == "reported":
        return rows.filter(pk__in=_reported())
    if name == "new":
        decided = Exists(Decision.objects.filter(comment=OuterRef("pk"), automatic=False))
        return rows.filter(~decided, state=Comment.State.PUBLIC, posted_at__gt=at - NEW_FOR)
    return rows


def _reported() -> Any:
    """The comments with a report that waits; what its writer has deleted needs no decision any more."""
    return Report.objects.open().exclude(comment__state=Comment.State.DELETED).values("comment")


def _behind(rows: QuerySet[Comment], posted_at: datetime, pk: int, *, rising: bool) -> QuerySet[Comment]:
    # The first condition is what the index understands, the second what is meant.
    if rising:
        return rows.filter(posted_at__gte=posted_at).filter(Q(posted_at__gt=posted_at) | Q(pk__gt=pk))
    return rows.filter(posted_at__lte=posted_at).filter(Q(posted_at__lt=posted_at) | Q(pk__lt=pk))


ALL_EDITIONS = gettext_lazy("All editions")
