"""The XML in which Disqus gives a site's comments back.

The file lists categories, then threads, then posts; posts come in no order
that helps, so ``load`` hands both out as they stand, and whoever wants a
thread with its comments gathers them.  The schema is that of
https://disqus.com/api/schemas/1.0/disqus.xsd; what it says of people beyond
their names (addresses, networks, accounts) is left where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, TypeAlias

from depesche.formats import html
from depesche.formats.discussion import Comment, State, Thread
from depesche.formats.malformed import Malformed
from depesche.formats.wxr.stream import Dialect, Element, elements

#: The largest record, in characters of text.
LARGEST = 2_000_000
_DISQUS = Dialect(
    system="Disqus",
    root="disqus",
    depth=2,
    records=frozenset(),
    prefixes=((r"https?://disqus\.com/disqus-internals/?$", "dsq"), (r"https?://disqus\.com/?$", "")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """The site over there, by its short name; always the first record."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A comment and the key of the thread that it belongs to."""

    thread: str
    comment: Comment


Record: TypeAlias = Forum | Thread | Post


def load(stream: BinaryIO, *, largest: int = LARGEST) -> Iterator[Record]:
    """The forum, and then threads and posts in their order.

    ``Malformed`` says in one sentence why the rest of a broken file was not
    read; everything before it is complete.
    """
    known = False
    for element in elements(stream, largest=largest, dialect=_DISQUS):
        if not known:
            known = True
            yield Forum(name=element.text("forum"))
        if element.too_large:
            raise Malformed(f"A record is larger than {largest:,} characters.", line=element.line)
        if element.name == "thread":
            yield _thread(element)
        elif element.name == "post":
            yield Post(thread=_reference(element, "thread"), comment=_comment(element))
    if not known:
        yield Forum(name="")


def _thread(element: Element) -> Thread:
    """A page: its address, and what the site called it when it asked for its comments."""
    return Thread(
        key=_number(element),
        address=element.text("link"),
        title=html.text(element.text("title")),
        published_at=_moment(element.text("createdAt")),
        identifiers=tuple(filter(None, [element.text("id")])),
    )


def _comment(element: Element) -> Comment:
    author = next(iter(element.all("author")), Element("author"))
    return Comment(
        id=_number(element) or element.text("id"),
        parent=_reference(element, "parent"),
        author=html.text(author.text("name") or author.text("username")),
        html=element.text("message"),
        at=_moment(element.text("createdAt")),
        state=_state(element),
    )


def _state(element: Element) -> State:
    """What was deleted keeps its place if something hangs on it; what was never approved waits."""
    if _yes(element, "isSpam"):
        return "spam"
    if _yes(element, "isDeleted"):
        return "deleted"
    return "pending" if element.text("isApproved").lower() in ("false", "0") else "public"


def _yes(element: Element, name: str) -> bool:
    return element.text(name).lower() in ("true", "1")


def _number(element: Element) -> str:
    """The number that Disqus gave it: ``dsq:id``, with whichever prefix."""
    return next((value.strip() for name, value in element.attributes.items() if name.rpartition(":")[2] == "id"), "")


def _reference(element: Element, name: str) -> str:
    """The number of the thread or post that is meant; old files give the name instead."""
    found = element.all(name)
    return (_number(found[0]) or found[0].text()) if found else ""


def _moment(text: str) -> datetime | None:
    """A time in UTC, with or without saying so."""
    try:
        found = datetime.fromisoformat(re.sub(r"\.\d+", "", text.strip()))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
