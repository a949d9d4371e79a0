"""What a page of a discussion shows, in which order, and at what cost."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Discussion, Order, branch, page_of, threads

WHO = ("article", "7k2mnpqrstuv")


def fill(discussion: Discussion, shape: list[int | None], at: datetime, **fields: Any) -> list[Comment]:
    """Public comments, one a minute; each says the number of the one that it answers, or None."""
    made: list[Comment] = []
    for number, to in enumerate(shape):
        parent = made[to] if to is not None else None
        comment = Comment.objects.create(
            discussion=discussion,
            parent=parent,
            root=(parent.root or parent) if parent else None,
            depth=parent.depth + 1 if parent else 0,
            signed=f"N{number}",
            text=f"{number}",
            html=f"<p>{number}</p>",
            posted_at=at + timedelta(minutes=number),
            token=f"t{Comment.objects.count()}",
            **fields,
        )
        actions.set_state(comment=comment, state="public", at=at)
        made.append(comment)
    return made


def shown(page: Any) -> list[tuple[int, int]]:
    return [(int(line.comment.text), line.level) for thread in page.threads for line in thread.lines]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three threads to a page, two replies to a thread."""
    for name, number in (("THREADS", 3), ("ANSWERS", 2), ("BENEATH", 2)):
        monkeypatch.setattr(threads, name, number)
    monkeypatch.setattr(threads, "REPLIES", 2)


def walked(order: Order) -> list[int]:
    """All threads of a discussion, page by page."""
    found: list[int] = []
    before = ""
    while True:
        page = page_of(*WHO, order=order, before=before)
        assert page.found
        found += [int(thread.top.text) for thread in page.threads]
        if not page.older:
            return found
        before = page.older.removeprefix("before=")


@pytest.mark.usefixtures("few")
def test_every_order_shows_every_thread_once(discussion: Discussion, now: datetime) -> None:
    made = fill(discussion, [None] * 8, now)
    votes = [0, 3, 0, 3, 0, 0, 9, 0]
    for comment, number in zip(made, votes, strict=True):
        Comment.objects.filter(pk=comment.pk).update(helpful=number)
    assert walked(Order.NEWEST) == [7, 6, 5, 4, 3, 2, 1, 0]
    assert walked(Order.OLDEST) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert walked(Order.HELPFUL) == [6, 3, 1, 7, 5, 4, 2, 0]
    assert walked(Order.PICKS) == []


@pytest.mark.usefixtures("few")
def test_comments_of_the_same_moment_are_told_apart(discussion: Discussion, now: datetime) -> None:
    fill(discussion, [None] * 8, now)
    Comment.objects.update(posted_at=now)
    for order in (Order.NEWEST, Order.OLDEST, Order.HELPFUL):
        assert sorted(walked(order)) == list(range(8))


@pytest.mark.usefixtures("few")
def test_picks_are_those_of_editors_wherever_they_hang(discussion: Discussion, boss: User, now: datetime) -> None:
    made = fill(discussion, [None, 0, None, 1], now)
    for minute, number in enumerate((3, 0)):
        actions.feature(comment=made[number], by=boss, at=now + timedelta(minutes=minute))
    assert shown(page_of(*WHO, order=Order.PICKS)) == [(0, 0), (3, 0)]


@pytest.mark.usefixtures("few")
def test_a_pinned_thread_stands_before_all_others_and_nowhere_else(
    discussion: Discussion, boss: User, now: datetime
) -> None:
    made = fill(discussion, [None] * 6, now)
    actions.pin(comment=made[1], by=boss, at=now)
    assert walked(Order.NEWEST) == [1, 5, 4, 3, 2, 0]


def test_replies_are_read_in_the_order_of_the_conversation(discussion: Discussion, now: datetime) -> None:
    fill(discussion, [None, 0, 0, 1, 3], now)
    page = page_of(*WHO)
    assert shown(page) == [(0, 0), (1, 1), (3, 2), (4, 3), (2, 1)]
    assert page.threads[0].hidden == 0


@pytest.mark.usefixtures("few")
def test_what_is_not_shown_is_counted_for_the_link(discussion: Discussion, now: datetime) -> None:
    fill(discussion, [None, 0, 0, 0, 1], now)
    [thread] = page_of(*WHO).threads
    assert [(int(line.comment.text), line.level) for line in thread.lines] == [(0, 0), (1, 1), (2, 1)]
    assert thread.hidden == 2


def test_deeper_than_three_a_thread_continues_elsewhere(discussion: Discussion, now: datetime) -> None:
    fill(discussion, [None, 0, 1, 2, 3, 4], now)
    page = page_of(*WHO)
    assert shown(page) == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert page.threads[0].lines[-1].more == 1
    deep = branch(discussion, page.threads[0].lines[-1].comment.public_id)
    assert deep
    assert shown(deep) == [(3, 0), (4, 1), (5, 2)]
    assert deep.up
    assert deep.up.text == "2"


@pytest.mark.usefixtures("few")
def test_a_branch_leads_to_every_answer(discussion: Discussion, now: datetime) -> None:
    made = fill(discussion, [None, 0, 0, 0, 0, 0, 1, 1, 1], now)
    found: list[int] = []
    before = ""
    while True:
        page = branch(discussion, made[0].public_id, before=before)
        assert page
        found += [number for number, level in shown(page) if level == 1]
        if not page.older:
            break
        before = page.older.removeprefix("before=")
    assert found == [1, 2, 3, 4, 5]
    first = branch(discussion, made[0].public_id)
    assert first
    assert [line.more for line in first.threads[0].lines if line.comment.text == "1"] == [1]


def test_in_questions_and_answers_the_invited_come_first(discussion: Discussion, now: datetime) -> None:
    made = fill(discussion, [None, *[0] * 8], now)
    Comment.objects.filter(pk=made[7].pk).update(badge="expert")
    [thread] = page_of(*WHO, questions=True).threads
    assert [int(line.comment.text) for line in thread.lines][:3] == [0, 7, 1]
    assert thread.answered
    [plain] = page_of(*WHO).threads
    assert 7 not in [int(line.comment.text) for line in plain.lines]


def test_what_waits_or_was_refused_is_on_no_page(discussion: Discussion, now: datetime) -> None:
    made = fill(discussion, [None, None, 0], now)
    actions.set_state(comment=made[1], state="pending", at=now)
    actions.set_state(comment=made[2], state="refused", at=now)
    assert shown(page_of(*WHO)) == [(0, 0)]
    assert branch(discussion, made[1].public_id) is None


def test_a_comment_that_was_refused_keeps_an_empty_place_while_answers_hang_on_it(
    discussion: Discussion, now: datetime
) -> None:
    made = fill(discussion, [None, 0], now)
    actions.set_state(comment=made[0], state="refused", at=now)
    assert shown(page_of(*WHO)) == [(0, 0), (1, 1)]
    actions.set_state(comment=made[1], state="refused", at=now)
    assert shown(page_of(*WHO)) == []


@pytest.mark.parametrize("before", ["x", "1", "1.2.3", "-99999999999999999.1", "-1", "1.x"])
def test_a_place_that_cannot_be_is_refused(discussion: Discussion, before: str) -> None:
    with pytest.raises(ValueError, match=r"place|times"):
        page_of(*WHO, before=before)


def test_a_place_where_nobody_stands_is_none_of_the_pages(discussion: Discussion, now: datetime) -> None:
    made = fill(discussion, [None] * 3, now)
    page = page_of(*WHO, before=f"{made[1].place.split('.')[0]}.999999")
    assert not page.found
    assert len(page.threads) == 2


def test_counts_are_right_whatever_happens(discussion: Discussion, now: datetime) -> None:
    """Random states of a random tree: the numbers that are kept are those that counting finds."""
    draw = random.Random(7)  # noqa: S311 - chance is not secret here
    made = fill(discussion, [None, None, *(draw.randrange(number) for number in range(2, 40))], now)
    for _ in range(150):
        comment = Comment.objects.get(pk=draw.choice(made).pk)
        actions.set_state(comment=comment, state=draw.choice(["public", "refused", "deleted", "pending"]), at=now)
    rows = {row.pk: row for row in Comment.objects.all()}
    assert Discussion.objects.get().number == sum(row.public for row in rows.values())
    for row in rows.values():
        beneath = [other for other in rows.values() if other.parent_id == row.pk]
        assert row.answers == sum(other.stands for other in beneath)
        assert row.stands == (row.public or row.answers > 0)
        if row.root_id is None:
            assert row.size == sum(other.public for other in rows.values() if other.root_id == row.pk)


def plans(read: Callable[[], Any]) -> str:
    """How the database goes about what ``read`` asks."""
    with CaptureQueriesContext(connection) as asked:
        read()
    found = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            found += [row[-1] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("order", list(Order))
def test_no_page_reads_the_whole_discussion(discussion: Discussion, now: datetime, order: Order) -> None:
    place = fill(discussion, [None, 0, 0, None, None], now)[-1]
    before = f"0.{place.place}" if order == Order.HELPFUL else place.place
    for read in (
        lambda: page_of(*WHO, order=order, questions=True),
        lambda: page_of(*WHO, order=order, before=before),
        lambda: branch(discussion, place.public_id),
    ):
        plan = plans(read)
        assert "SCAN comments_comment" not in plan, plan
        assert "SCAN U0" not in plan, plan


def test_a_page_takes_as_many_queries_with_one_thread_as_with_many(
    discussion: Discussion, now: datetime, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    fill(discussion, [None, 0], now)
    cost = count_queries(lambda: page_of(*WHO))
    fill(discussion, [part for number in range(30) for part in (None, 2 * number)], now + timedelta(days=1))
    assert count_queries(lambda: page_of(*WHO)) == cost == 2
