"""Reading a discussion: so much of it as one page shows, the same work with ten comments and with ten thousand.

A page holds the beginnings of twenty threads and of each the first few
replies.  Every question is answered by a few steps into an index
(docs/adr/0015); what is left out, a link leads to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from depesche.comments.models.comment import EPOCH, Comment, micros
from depesche.comments.models.discussion import Discussion

THREADS = 20  # on a page
REPLIES = 4  # of a thread that are shown with it
PINNED = 3
ANSWERS = 20  # directly beneath the comment that a page is about
BENEATH = 3  # ... and beneath each of those
DEEPEST = 3  # levels of replies
_PLACE = re.compile(r"(?:([0-9]{1,9})\.)?(-?[0-9]{1,17})\.([0-9]{1,18})")


class Order(models.TextChoices):
    """How threads can be sorted; each order has an address of its own."""

    NEWEST = "newest", pgettext_lazy("order of comments", "Newest")
    OLDEST = "oldest", pgettext_lazy("order of comments", "Oldest")
    HELPFUL = "helpful", pgettext_lazy("order of comments", "Most helpful")
    PICKS = "picks", pgettext_lazy("order of comments", "Editors’ picks")


@dataclass(slots=True)
class Line:
    """A comment on a page: how deep it stands there, and how many answers to it are shown elsewhere only."""

    comment: Comment
    level: int
    more: int = 0


@dataclass(slots=True)
class Thread:
    """A comment with what hangs on it, in the order of reading; ``hidden`` replies are left to a page of their own."""

    lines: list[Line]
    hidden: int = 0

    @property
    def top(self) -> Comment:
        """The comment that everything else hangs on."""
        return self.lines[0].comment

    @property
    def answered(self) -> bool:
        """Whether somebody whom the newsroom has invited has answered."""
        return any(line.level == 1 and line.comment.badge and line.comment.public for line in self.lines)


@dataclass(slots=True)
class Page:
    """One page of a discussion.  ``query`` is its own and ``older`` that of the next one, or empty.

    ``found`` says whether a comment stands at the place with which the page
    begins: there are endlessly many others, and none of them is a page.
    """

    discussion: Discussion | None = None
    threads: list[Thread] = field(default_factory=list)
    query: str = ""
    older: str = ""
    found: bool = True

    @property
    def first(self) -> bool:
        """Whether the list begins here."""
        return not self.query

    def comments(self) -> Iterator[Comment]:
        """All that it shows."""
        return (line.comment for thread in self.threads for line in thread.lines)


@dataclass(slots=True)
class Branch(Page):
    """The page of one comment: what it answers, what it says, what was answered."""

    up: Comment | None = None


def page_of(kind: str, name: str, *, order: Order = Order.NEWEST, before: str = "", questions: bool = False) -> Page:
    """A page of the threads of a discussion: two queries.  Raises ValueError for a place that cannot be."""
    here = Comment.objects.filter(discussion=Discussion.objects.filter(kind=kind, name=name).values("pk")[:1])
    every = here.picks() if order == Order.PICKS else here.begins().visible()
    rest = every if order == Order.PICKS else every.filter(pinned_at=None)
    pinned = every.filter(pinned_at__isnull=False).order_by("-pinned_at")[:PINNED]
    parts = _from_place(rest, order, before)
    rows = sorted(_together(parts if before or order == Order.PICKS else [*parts, pinned]), key=_KEYS[order])
    first = [row for row in rows if row.pinned_at] if order != Order.PICKS else []
    rows = [row for row in rows if row not in first]
    found = not before or bool(rows and _place(rows[0], order) == before)
    rows = rows[1:] if before and found else rows
    shown = [*sorted(first, key=lambda row: row.pinned_at or EPOCH, reverse=True), *rows[:THREADS]]
    return Page(
        discussion=shown[0].discussion if shown else None,
        threads=list(_threads(shown, questions)) if order != Order.PICKS else [Thread([Line(row, 0)]) for row in shown],
        query=f"before={before}" if before else "",
        older=f"before={_place(rows[THREADS - 1], order)}" if len(rows) > THREADS else "",
        found=found,
    )


def branch(discussion: Discussion, public_id: str, *, before: str = "") -> Branch | None:
    """The page of one comment, or None if it has no place: four queries.  Raises ValueError as ``page_of`` does."""
    top = discussion.comments.visible().select_related("parent", "discussion").filter(public_id=public_id).first()
    if top is None:
        return None
    answers = _from_place(top.replies.visible(), Order.OLDEST, before, most=ANSWERS)
    rows = sorted(_together(answers), key=_KEYS[Order.OLDEST])
    found = not before or bool(rows and _place(rows[0], Order.OLDEST) == before)
    rows = rows[1:] if before and found else rows
    beneath = _children(rows[:ANSWERS], BENEATH)
    deeper = _children(beneath, BENEATH)
    [thread] = _trees([top], [*rows[:ANSWERS], *beneath, *deeper], questions=False)
    for line in thread.lines:
        line.more = line.comment.answers - sum(other.comment.parent_id == line.comment.pk for other in thread.lines)
    thread.lines[0].more = 0
    return Branch(
        discussion=top.discussion,
        threads=[thread],
        query=f"before={before}" if before else "",
        older=f"before={_place(rows[ANSWERS - 1], Order.OLDEST)}" if len(rows) > ANSWERS else "",
        found=found,
        up=top.parent,
    )


def _threads(tops: Sequence[Comment], questions: bool) -> Iterator[Thread]:
    """The threads that begin with these comments, each with its first replies: one query."""
    parts = [_FIRST.format(most=REPLIES), *([_INVITED] if questions else [])]
    begun = [top.pk for top in tops if top.answers]
    replies = _union([(part, pk) for pk in begun for part in parts])
    for thread in _trees(tops, replies, questions=questions):
        shown = sum(line.comment.public for line in thread.lines[1:])
        thread.hidden = max(0, thread.top.size - shown)
        yield thread


def _trees(tops: Iterable[Comment], replies: Iterable[Comment], *, questions: bool) -> Iterator[Thread]:
    """Put each reply beneath what it answers; a reply whose parent is not there is left out."""
    hanging: dict[int, list[Comment]] = defaultdict(list)
    for reply in sorted({reply.pk: reply for reply in replies}.values(), key=lambda one: (one.posted_at, one.pk)):
        hanging[reply.parent_id or 0].append(reply)
    for top in tops:
        if questions:
            hanging[top.pk].sort(key=lambda reply: not reply.badge)
        yield Thread(list(_read(top, 0, hanging)))


def _read(comment: Comment, level: int, hanging: dict[int, list[Comment]]) -> Iterator[Line]:
    yield Line(comment, level, more=comment.answers if level == DEEPEST else 0)
    if level < DEEPEST:
        for reply in hanging.get(comment.pk, ()):
            yield from _read(reply, level + 1, hanging)


def _from_place(rows: Any, order: Order, before: str, *, most: int = THREADS) -> list[Any]:
    """What stands in a list from a place on, as parts of which each is one run through an index."""
    rows, count = _SORTED[order](rows), most + 2
    if not before:
        return [rows[:count]]
    helpful, at, pk = _understood(before)
    if (helpful is None) == (order == Order.HELPFUL):
        raise ValueError(f"{before!r} is no place in this list")
    column, after = ("featured_at" if order == Order.PICKS else "posted_at"), ("gt" if order == Order.OLDEST else "lt")
    from_here = rows.filter(
        Q(**{f"{column}__{after}": at}) | Q(**{column: at, f"pk__{after}e": pk}), **{f"{column}__{after}e": at}
    )
    if order == Order.HELPFUL:
        return [from_here.filter(helpful=helpful)[:count], rows.filter(helpful__lt=helpful)[:count]]
    return [from_here[:count]]


def _together(parts: Iterable[Any]) -> list[Comment]:
    """The rows of several parts, each with its discussion: one query."""
    every = reduce(or_, (Q(pk__in=part.values("pk")) for part in parts))
    return list(Comment.objects.filter(every).select_related("discussion"))


def _children(parents: Iterable[Comment], most: int) -> list[Comment]:
    """The first few answers to each of several comments."""
    return _union([(_BENEATH.format(most=most), parent.pk) for parent in parents if parent.answers])


def _union(parts: list[tuple[str, int]]) -> list[Comment]:
    """What several short questions find: one query.  Written down, since Django composes none of limited parts."""
    if not parts:
        return []
    return list(Comment.objects.raw(" UNION ALL ".join(sql for sql, _pk in parts), [pk for _sql, pk in parts]))


_PART = "SELECT * FROM (SELECT * FROM comments_comment WHERE {where} ORDER BY posted_at, id LIMIT {most}) AS part"
_FIRST = _PART.format(where="root_id = %s AND stands", most="{most}")
_BENEATH = _PART.format(where="parent_id = %s AND stands", most="{most}")
_INVITED = _PART.format(where="root_id = %s AND badge > '' AND depth = 1 AND stands", most=PINNED)

_SORTED: dict[Order, Any] = {
    Order.NEWEST: lambda rows: rows.newest(),
    Order.OLDEST: lambda rows: rows.oldest(),
    Order.HELPFUL: lambda rows: rows.most_helpful(),
    Order.PICKS: lambda rows: rows,
}
_KEYS: dict[Order, Any] = {
    Order.NEWEST: lambda row: (-micros(row.posted_at), -row.pk),
    Order.OLDEST: lambda row: (micros(row.posted_at), row.pk),
    Order.HELPFUL: lambda row: (-row.helpful, -micros(row.posted_at), -row.pk),
    Order.PICKS: lambda row: (-micros(row.featured_at), -row.pk),
}


def _place(row: Comment, order: Order) -> str:
    """How addresses name the place of a comment in a list."""
    if order == Order.PICKS and row.featured_at:
        return f"{micros(row.featured_at)}.{row.pk}"
    return f"{row.helpful}.{row.place}" if order == Order.HELPFUL else row.place


def _understood(name: str) -> tuple[int | None, datetime, int]:
    found = _PLACE.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is no place in a list")
    try:
        moment = EPOCH + timedelta(microseconds=int(found[2]))
    except OverflowError as error:
        raise ValueError(f"{name!r} lies outside of all times") from error
    return (int(found[1]) if found[1] else None), moment, int(found[3])
