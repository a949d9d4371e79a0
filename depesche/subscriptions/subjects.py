"""What can be followed, and what is published under it: told by whoever owns it.

As for the audience, a subject is a kind ("story") and a name that never
changes ("12").  The owner registers the kind when it starts, so this app need
not know what an article is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
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
    stand in its story, else the piece itself.
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


class Label(NamedTuple):
    """What the desk calls a subject, whether readers may see it or not, and the paper that it belongs to."""

    title: str
    edition: str


Labels = Callable[[Collection[str]], Mapping[str, Label]]
Find = Callable[[str, datetime], "Subject | None"]


class Source(Protocol):
    """Whoever publishes."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        """What readers may see at ``at`` under this name, or None."""

    def new(self, places: Collection[Place], *, since: datetime, until: datetime, at: datetime) -> list[Piece]:
        """What was published under any of the places after ``since`` and up to ``until``, the newest first."""


class _Nobody:
    """Nothing is published yet."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        return None

    def new(self, places: Collection[Place], *, since: datetime, until: datetime, at: datetime) -> list[Piece]:
        return []


_FINDERS: dict[str, Find] = {}
_LABELS: dict[str, Labels] = {}
_SOURCE: list[Source] = [_Nobody()]


def register(kind: str, find: Find, labels: Labels) -> None:
    """Say who knows about a kind of subject.

    ``find`` answers for what readers may see at that moment, and None for
    everything else, whatever the reason.  ``labels`` is asked by the desk for
    many names at once.
    """
    _FINDERS[kind] = find
    _LABELS[kind] = labels


def publishes(source: Source) -> None:
    """Say who publishes."""
    _SOURCE[:] = [source]


def subject(place: Place, at: datetime) -> Subject | None:
    """What can be followed under this kind and name, or None."""
    find = _FINDERS.get(place.kind)
    return find(place.name, at) if find else None


def labels(kind: str, names: Collection[str]) -> Mapping[str, Label]:
    """What the desk calls subjects of a kind; what is gone has no name."""
    known = _LABELS.get(kind)
    return known(names) if known else {}


def source() -> Source:
    """Whoever publishes."""
    return _SOURCE[0]


def place_of(text: str) -> Place:
    """The place that ``str`` of it has named."""
    kind, _dot, name = text.partition(".")
    return Place(kind, name)
