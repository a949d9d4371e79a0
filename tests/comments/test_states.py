"""Counts and pages follow what readers see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from depesche.accounts.models import User
from depesche.comments import actions, keys
from depesche.comments.models import Comment, Discussion
from depesche.delivery.models import PendingPurge


def comment(discussion: Discussion, writer: User, at: datetime, **more: Any) -> Comment:
    number = Comment.objects.count()
    return Comment.objects.create(
        discussion=discussion, writer=writer, text="…", html="<p>…</p>", posted_at=at, token=f"t{number}", **more
    )


@pytest.fixture
def waiting(discussion: Discussion, reader: User, now: datetime) -> Comment:
    return comment(discussion, reader, now)


def test_a_comment_counts_while_readers_see_it(waiting: Comment, discussion: Discussion, now: datetime) -> None:
    for state, number in (("public", 1), ("public", 1), ("refused", 0), ("public", 1), ("deleted", 0)):
        actions.set_state(comment=waiting, state=state, at=now)
        discussion.refresh_from_db()
        assert discussion.number == number, state


def test_an_answer_counts_beneath_what_it_answers(waiting: Comment, reader: User, now: datetime) -> None:
    answer = comment(waiting.discussion, reader, now, parent=waiting, root=waiting, depth=1)
    actions.set_state(comment=answer, state="public", at=now)
    waiting.refresh_from_db()
    assert waiting.answers == 1


def test_what_must_not_be_seen_any_more_goes_at_once(waiting: Comment, now: datetime) -> None:
    actions.set_state(comment=waiting, state="public", at=now)
    actions.set_state(comment=waiting, state="refused", at=now)
    key = keys.discussion("article", "7k2mnpqrstuv")
    assert [(pending.keys, pending.hard) for pending in PendingPurge.objects.order_by("pk")] == [
        ([key], False),
        ([key], True),
    ]
