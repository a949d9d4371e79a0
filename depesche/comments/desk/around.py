"""What stands around a comment, and what its writer has said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from depesche.accounts.models import User
from depesche.comments.desk.queues import last_of
from depesche.comments.models import Comment, Decision, Sanction
from depesche.media.models import Portrait

NEAR = 4  # comments before and behind
PAST = 8  # earlier comments of the writer


@dataclass
class Person:
    """Somebody's history in discussions."""

    user: User
    face: str  # the address of the picture
    states: dict[str, int]
    comments: list[tuple[Comment, Decision | None]]
    sanctions: list[Sanction]


def thread(comment: Comment) -> list[Comment]:
    """The comments among which one stands: what it answers, its neighbours and its answers, in order of time."""
    near = Comment.objects.filter(discussion=comment.discussion_id).exclude(pk=comment.pk)
    beside = near.filter(parent=comment.parent_id)
    before = beside.filter(posted_at__lte=comment.posted_at).order_by("-posted_at")[:NEAR]
    behind = beside.filter(posted_at__gt=comment.posted_at).order_by("posted_at")[:NEAR]
    above = near.filter(Q(pk=comment.parent_id) | Q(pk=comment.root_id))
    answers = near.filter(parent=comment.pk).order_by("posted_at")[:NEAR]
    found = {one.pk: one for rows in (above, before, behind, answers) for one in rows}
    found[comment.pk] = comment
    return sorted(found.values(), key=lambda one: (one.posted_at, one.pk))


def person(user: User, at: datetime, *, number: int = PAST, without: Comment | None = None) -> Person:
    """What somebody has said lately, how it was judged, and what holds for the person."""
    written: QuerySet[Comment] = Comment.objects.filter(writer=user)
    rows = written.exclude(pk=without.pk) if without else written
    newest = list(rows.select_related("discussion").order_by("-posted_at")[:number])
    last = last_of([comment.pk for comment in newest])
    states: Any = written.order_by().values_list("state").annotate(number=Count("pk"))
    return Person(
        user=user,
        face=Portrait.objects.addresses([user.pk]).get(user.pk, ""),
        states={str(Comment.State(state).label): count for state, count in states},
        comments=[(comment, last.get(comment.pk)) for comment in newest],
        sanctions=list(Sanction.objects.in_force(user, at).order_by("-at")),
    )
