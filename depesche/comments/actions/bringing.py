"""Bringing in discussions that were held elsewhere: many at once, again and again, without doubling any.

What is here already, known by its source and its name there, is left alone
whatever has become of it: the house's own moderators had it in their hands.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from depesche.accounts.models import User
from depesche.comments import keys, text
from depesche.comments.actions.verdicts import Decided, keep_decisions
from depesche.comments.hosts import Place
from depesche.comments.models import Comment, Discussion, Mode, Setting
from depesche.comments.threading import Node, count, hang
from depesche.delivery import actions as delivery
from depesche.formats import discussion as neutral

_AT_ONCE = 500  # rows in a statement
_PUBLIC_ID = re.compile(r"[0-9a-z]{12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that takes comments, whether readers may see it yet or not; ``above`` as for a host."""

    kind: str
    name: str
    edition: str
    language: str
    title: str
    path: str
    above: tuple[Place, ...] = ()


@dataclass(slots=True)
class Brought:
    """What became of the comments on one page."""

    page: Page
    new: int = 0
    known: int = 0
    moved: list[neutral.Comment] = field(default_factory=list)
    left: list[neutral.Comment] = field(default_factory=list)


def bring(
    *, source: str, talks: Iterable[tuple[Page, Sequence[neutral.Comment]]], at: datetime, write: bool = True
) -> list[Brought]:
    """Bring comments to their pages, all in one transaction; ``source`` names for good where they come from.

    Without a source they come from a newsroom like this one, and keep the
    names by which readers link to them.  Names of people are kept, accounts
    are not made: whoever wrote elsewhere has none here.  Where nobody has said
    how discussions are kept, a page that gets comments is closed and can be
    read: they were public, and stay so.  ``write`` may be off, to see what would come.
    """
    lot = [_Talk(page, source, comments) for page, comments in _by_page(talks)]
    here = _here([name for talk in lot for name in talk.comments], source)
    for talk in lot:
        talk.look({name: here[name] for name in talk.comments if name in here})
    if write and any(talk.fresh for talk in lot):
        _write([talk for talk in lot if talk.fresh], at)
    return [talk.brought for talk in lot]


def give_to(*, comment: Comment, reader: User) -> None:
    """Say whose account a comment from elsewhere belongs to; one that is somebody's already stays theirs."""
    if Comment.objects.filter(pk=comment.pk, writer=None).update(writer=reader):
        comment.writer = reader


def token_of(source: str, name: str) -> str:
    """What a comment from elsewhere is known by."""
    token = f"{source or 'depesche'}:{name}"
    return token if len(token) <= 200 else f"{token[:130]}~{hashlib.sha256(token.encode()).hexdigest()}"


def _by_page(
    talks: Iterable[tuple[Page, Sequence[neutral.Comment]]],
) -> Iterator[tuple[Page, dict[str, neutral.Comment]]]:
    """Each page once, and each comment once, by its name over there."""
    found: dict[tuple[str, str], tuple[Page, dict[str, neutral.Comment]]] = {}
    seen: set[str] = set()
    for page, comments in talks:
        _page, named = found.setdefault((page.kind, page.name), (page, {}))
        for comment in comments:
            name = comment.id or hashlib.sha256(repr(comment).encode()).hexdigest()
            if name not in seen:
                seen.add(name)
                named[name] = comment
    yield from found.values()


def _here(names: Sequence[str], source: str) -> dict[str, int]:
    """The rows of those that came before, by their names over there."""
    found: dict[str, int] = {}
    by_token = {token_of(source, name): name for name in names}
    for part in _parts(sorted(by_token)):
        rows = Comment.objects.filter(token__in=part).values_list("token", "pk")
        found |= {by_token[token]: pk for token, pk in rows}
    for part in [] if source else _parts(sorted(names)):
        found |= dict(Comment.objects.filter(public_id__in=part).values_list("public_id", "pk"))
    return found


def _parts(of: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (of[start : start + _AT_ONCE] for start in range(0, len(of), _AT_ONCE))


class _Talk:
    """The comments on one page on their way in."""

    def __init__(self, page: Page, source: str, comments: dict[str, neutral.Comment]) -> None:
        self.page, self.source, self.comments = page, source, comments
        self.brought = Brought(page)
        self.fresh: list[Node] = []
        self._known: dict[str, int] = {}
        self._words: dict[str, tuple[str, str]] = {}  # the text and the HTML of each that is new

    def look(self, known: dict[str, int]) -> None:
        """What is new, and what it says: worked out before the database is locked."""
        self._known = known
        there = {name: Node(state="", pk=pk) for name, pk in known.items()}
        hung = hang(self.comments, there)
        self._words = {node.name: _words(self.comments[node.name]) for node in hung.nodes}
        if empty := [name for name, (words, _html) in self._words.items() if not words]:
            self.comments |= {name: replace(self.comments[name], state="deleted") for name in empty}
            hung = hang(self.comments, there)
        self.fresh = hung.nodes
        self.brought.new, self.brought.known = len(hung.nodes), len(known)
        self.brought.moved, self.brought.left = hung.moved, hung.left

    def place(self, rows: Iterable[tuple[Any, ...]]) -> tuple[list[Node], list[Node]]:
        """The comments that are there and those that come, as they hang and count together."""
        nodes: dict[int, Node] = {}
        for pk, parent, state, depth, *_counts in rows:
            nodes[pk] = Node(state=state, pk=pk, above=nodes.get(parent), depth=depth)
        known = {name: nodes[pk] for name, pk in self._known.items() if pk in nodes}
        comments = {name: each for name, each in self.comments.items() if name not in self._known or name in known}
        self.fresh = hang(comments, known).nodes
        count([*nodes.values(), *self.fresh])
        return list(nodes.values()), self.fresh

    def row(self, node: Node, discussion: Discussion, at: datetime) -> Comment:
        """What is written down of a comment that comes; of one that was deleted only its place."""
        said = self.comments[node.name]
        words, html = self._words.get(node.name) or _words(said)
        row = Comment(
            discussion=discussion,
            depth=node.depth,
            text=words,
            html=html,
            state=said.state,
            posted_at=said.at or at,
            edited_at=said.edited_at,
            token=token_of(self.source, node.name),
            **({} if said.state == "deleted" else _shown(said)),
        )
        if not self.source and _PUBLIC_ID.fullmatch(node.name):
            row.public_id = node.name
        return _counted(row, node)


def _shown(said: neutral.Comment) -> dict[str, Any]:
    return {
        "signed": text.tidy_name(said.author)[:100],
        "badge": said.badge if said.badge in Comment.Badge.values else "",
        "known_for": text.tidy_name(said.known_for)[:100],
        "quote": text.tidy(said.quote),
        "quoted_version": said.quoted_version[:40],
        "helpful": said.helpful,
        "pinned_at": said.pinned_at,
        "featured_at": said.featured_at,
    }


def _words(said: neutral.Comment) -> tuple[str, str]:
    if said.state == "deleted":
        return "", ""
    words = text.tidy(said.text or neutral.typed(said.html))
    return words, text.html_of(words)


@transaction.atomic
def _write(lot: list[_Talk], at: datetime) -> None:
    discussions = _discussions(lot, at)
    rows = _rows(discussions.values())
    new: list[tuple[Node, Comment]] = []
    recounted: list[Comment] = []
    decided: list[Decided] = []
    for talk in lot:
        one = discussions[talk.page.kind, talk.page.name]
        there, fresh = talk.place(rows[one.pk])
        changed = [node for node, row in zip(there, rows[one.pk], strict=True) if _counts(node) != row[4:]]
        recounted += [_counted(Comment(pk=node.pk), node) for node in changed]
        coming = [(node, talk.row(node, one, at)) for node in fresh]
        _sum_up(one, there, [row for _node, row in coming])
        new += coming
        decided += [(row, talk.comments[node.name].decisions) for node, row in coming]
    _insert(new)
    keep_decisions(decided)
    Comment.objects.bulk_update(recounted, ["stands", "answers", "size"], batch_size=_AT_ONCE)
    Discussion.objects.bulk_update(discussions.values(), ["number", "begun_at", "last_at"], batch_size=_AT_ONCE)
    _let_read(talk.page for talk in lot if any(node.state == Comment.State.PUBLIC for node in talk.fresh))
    delivery.purge(*(keys.discussion(talk.page.kind, talk.page.name) for talk in lot))


def _rows(discussions: Iterable[Discussion]) -> dict[int, list[tuple[Any, ...]]]:
    """What hangs where in the discussions as they are, from the top."""
    rows = defaultdict(list)
    for part in _parts([each.pk for each in discussions]):
        found = Comment.objects.filter(discussion__in=part).order_by("depth", "pk")
        for row in found.values_list("discussion_id", "pk", "parent_id", "state", "depth", "stands", "answers", "size"):
            rows[row[0]].append(row[1:])
    return rows


def _discussions(lot: list[_Talk], at: datetime) -> dict[tuple[str, str], Discussion]:
    """The discussions of the pages, made where there is none, and locked so that nobody counts meanwhile."""
    pages = {(talk.page.kind, talk.page.name): talk.page for talk in lot}
    Discussion.objects.bulk_create(
        [
            Discussion(
                kind=page.kind,
                name=page.name,
                edition=page.edition,
                language=page.language,
                title=page.title[:255],
                path=page.path[:500],
                begun_at=at,
            )
            for page in pages.values()
        ],
        ignore_conflicts=True,
    )
    names = sorted({name for _kind, name in pages})
    found = [
        each
        for part in _parts(names)
        for each in Discussion.objects.select_for_update().filter(name__in=part).order_by("pk")
    ]
    return {(each.kind, each.name): each for each in found if (each.kind, each.name) in pages}


def _counted(row: Comment, node: Node) -> Comment:
    row.stands, row.answers, row.size = node.stands, node.answers, node.size
    return row


def _insert(new: list[tuple[Node, Comment]]) -> None:
    """Write the comments, those that others hang on first: a row must be there before another names it."""
    new.sort(key=lambda pair: pair[0].depth)
    for _depth, level in groupby(new, key=lambda pair: pair[0].depth):
        pairs = list(level)
        for node, row in pairs:
            row.parent_id = node.above.pk if node.above else None
            row.root_id = node.root.pk if node.above else None
        Comment.objects.bulk_create([row for _node, row in pairs], batch_size=_AT_ONCE)
        for node, row in pairs:
            node.pk = row.pk


def _counts(node: Node) -> tuple[bool, int, int]:
    return node.stands, node.answers, node.size


def _sum_up(one: Discussion, there: list[Node], coming: list[Comment]) -> None:
    times = [row.posted_at for row in coming]
    public = [row.posted_at for row in coming if row.state == Comment.State.PUBLIC]
    one.number = len(public) + sum(node.state == Comment.State.PUBLIC for node in there)
    one.begun_at = min([one.begun_at, *times])
    one.last_at = max([*([one.last_at] if one.last_at else []), *public], default=None)


def _let_read(pages: Iterable[Page]) -> None:
    """Close the discussions of which nobody has said how they are kept, so that they can be read."""
    places = {page: {(page.kind, page.name), *page.above} for page in pages}
    names = sorted({name for each in places.values() for _kind, name in each})
    said = {
        row
        for part in _parts(names)
        for row in Setting.objects.filter(name__in=part).exclude(mode="").values_list("kind", "name")
    }
    for page in [page for page, each in places.items() if not each & said]:
        Setting.objects.update_or_create(kind=page.kind, name=page.name, defaults={"mode": Mode.CLOSED})
        delivery.purge(keys.keeping(page.kind, page.name))
