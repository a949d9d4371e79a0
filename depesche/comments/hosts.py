"""Pages that can have a discussion: told by whoever owns them.

As for the audience, a page is a kind ("article") and a name that never
changes.  The owner registers the kind when it starts, so this app need not
know what an article is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Place = tuple[str, str]  # a kind and a name, such as ("section", "12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A public page with a discussion.

    ``above`` are the places whose settings count where the page has none of
    its own, the nearest first: its section, its edition.  ``authors`` are the
    accounts of those who wrote it, by number.  ``paragraphs`` is its text as
    it stands now, without markup: what can be quoted; ``version`` names it.
    """

    kind: str
    name: str
    path: str
    title: str
    edition: str
    language: str
    published_at: datetime
    above: tuple[Place, ...] = ()
    authors: frozenset[int] = frozenset()
    paragraphs: tuple[str, ...] = ()
    version: str = ""


Find = Callable[[str, datetime], "Host | None"]

_FINDERS: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Say who knows about a kind of page.

    ``find`` answers for what readers may see at that moment, and None for
    everything else, whatever the reason.
    """
    _FINDERS[kind] = find


def host(kind: str, name: str, at: datetime) -> Host | None:
    """The page with its discussion, or None if readers may not see it."""
    find = _FINDERS.get(kind)
    return find(name, at) if find else None
