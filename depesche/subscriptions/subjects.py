"""What can be followed, and what is published under it: told by whoever owns it.

As for the audience, a subject is a kind ("story") and a name that never
changes ("12").  The owner registers the kind when it starts, so this app need
not know what an article is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

EVERY = "every"  # the kind of a place that stands for all that somebody hears of in one rhythm: ("every", "daily")


class Place(NamedTuple):
    """A subject by what it is called: a kind and a name, such as ("story", "12")."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something public that can be followed; ``edition`` is the place of the paper that it belongs to."""

    place: Place
    title: str
    path: str
    edition: Place
    code: str
    paper: str
    language: str
    direction: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that was published, as a letter tells of it.

    ``places`` are all subjects that it stands under, the nearest first: one
    letter goes to whoever follows any of them.  ``group`` is what it is told
    together with: its story, else its section.  ``opens`` is where its news
    stand in its story, else the piece itself.  ``corrected`` is the number of
    the last correction that it holds.
    """

    name: str
    headline: str
    summary: str
    byline: str
    path: str
    opens: str
    published_at: datetime
    places: tuple[Place, ...]
    group: str
    group_path: str
    so_far: str
    edition: Place
    paper: str
    language: str
    direction: str
    corrected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction of a piece: what was wrong in versions ``since`` then, or in all, and what is right."""

    number: int
    piece: Piece
    wrong: str
    right: str
    since: datetime | None


Find = Callable[[str, datetime], "Subject | None"]


class Source(Protocol):
    """Whoever publishes."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        """What readers may see at ``at`` under this name, or None."""

    def correction(self, name: str, at: datetime) -> Corrected | None:
        """What was put right, if readers may see the piece; the numbers of corrections rise."""

    def new(self, places: Collection[Place], *, since: datetime, until: datetime, at: datetime) -> list[Piece]:
        """What was published under any of the places after ``since`` and up to ``until``, the newest first."""


class _Nobody:
    """Nothing is published yet."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        return None

    def correction(self, name: str, at: datetime) -> Corrected | None:
        return None

    def new(self, places: Collection[Place], *, since: datetime, until: datetime, at: datetime) -> list[Piece]:
        return []


_FINDERS: dict[str, Find] = {}
_SOURCE: list[Source] = [_Nobody()]


def register(kind: str, find: Find) -> None:
    """Say who knows about a kind of subject.

    ``find`` answers for what readers may see at that moment, and None for
    everything else, whatever the reason.
    """
    _FINDERS[kind] = find


def publishes(source: Source) -> None:
    """Say who publishes."""
    _SOURCE[:] = [source]


def subject(place: Place, at: datetime) -> Subject | None:
    """What can be followed under this kind and name, or None."""
    find = _FINDERS.get(place.kind)
    return find(place.name, at) if find else None


def source() -> Source:
    """Whoever publishes."""
    return _SOURCE[0]


def place_of(text: str) -> Place:
    """The place that ``str`` of it has named."""
    kind, _dot, name = text.partition(".")
    return Place(kind, name)
