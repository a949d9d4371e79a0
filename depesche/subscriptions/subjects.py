"""What can be followed, and what is published under it: told by whoever owns it.

As for the audience, a subject is a kind ("story") and a name that never
changes ("12").  The owner registers the kind when it starts, so this app need
not know what an article is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

# The kind of a place that stands for all that somebody hears of in one kind of letter: ("every", "daily").
EVERY = "every"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that somebody has said in a discussion, as a letter tells of it."""

    who: str
    words: str
    path: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What is new in one discussion: how many remarks, the first few of them, and where the first one stands.

    ``places`` are those subjects, of what was asked for, for which it is told.
    """

    title: str
    path: str
    number: int
    remarks: tuple[Remark, ...]
    places: frozenset[Place]


class Label(NamedTuple):
    """What the desk calls a subject, whether readers may see it or not, and the paper that it belongs to."""

    title: str
    edition: str


Labels = Callable[[Collection[str]], Mapping[str, Label]]
Find = Callable[[str, datetime], "Subject | None"]
Asked = Mapping[Place, datetime]  # what somebody wants to hear of, and of each since when


class Watched(Protocol):
    """Where something comes up of which nobody says that it is worth a letter at once."""

    def moved(self, *, since: datetime, until: datetime) -> bool:
        """Whether a look is worth it at all: a short question, asked each minute."""

    def stirred(self, *, since: datetime, until: datetime, at: datetime) -> Iterable[Place]:
        """Under which of its places something has come up after ``since`` and up to ``until``."""


class Source(Watched, Protocol):
    """Whoever publishes."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        """What readers may see at ``at`` under this name, or None."""

    def correction(self, name: str, at: datetime) -> Corrected | None:
        """What was put right, if readers may see the piece; the numbers of corrections rise."""

    def new(self, asked: Asked, *, until: datetime, at: datetime) -> list[Piece]:
        """What was published under each of the places since its time and up to ``until``, the newest first."""


class Forum(Watched, Protocol):
    """Whoever keeps discussions."""

    def new(self, asked: Asked, *, until: datetime, at: datetime, but: Collection[int]) -> list[Talk]:
        """What others than the accounts ``but`` have said in each of the places since its time and up to ``until``."""


class _Nobody:
    """Nothing is published, and nobody speaks."""

    def moved(self, *, since: datetime, until: datetime) -> bool:
        return False

    def stirred(self, *, since: datetime, until: datetime, at: datetime) -> Iterable[Place]:
        return ()

    def piece(self, name: str, at: datetime) -> Piece | None:
        return None

    def correction(self, name: str, at: datetime) -> Corrected | None:
        return None

    def new(self, asked: Asked, *, until: datetime, at: datetime, but: Collection[int] = ()) -> list[Any]:
        return []


@dataclass(frozen=True, slots=True)
class _Kind:
    find: Find
    bundled: bool
    most: int
    labels: Labels | None


_KINDS: dict[str, _Kind] = {}
_SOURCE: list[Source] = [_Nobody()]
_FORUM: list[Forum] = [_Nobody()]


def register(kind: str, find: Find, *, bundled: bool = False, most: int = 0, labels: Labels | None = None) -> None:
    """Say who knows about a kind of subject.

    ``find`` answers for what readers may see at that moment, and None for
    everything else, whatever the reason.  ``bundled`` are those of which
    nobody says what is worth a letter: whoever wants to hear of them at once
    gets everything new in a letter, one an hour at most.  ``most`` is how many
    of them one address may follow; 0: as many as of others.  ``labels`` is
    asked by the desk for many names at once; of a kind without them the desk
    sees only how many follow such things, since their names are readers' own words.
    """
    _KINDS[kind] = _Kind(find, bundled, most, labels)


def publishes(source: Source) -> None:
    """Say who publishes."""
    _SOURCE[:] = [source]


def discusses(forum: Forum) -> None:
    """Say who keeps discussions."""
    _FORUM[:] = [forum]


def subject(place: Place, at: datetime) -> Subject | None:
    """What can be followed under this kind and name, or None."""
    known = _KINDS.get(place.kind)
    return known.find(place.name, at) if known else None


def bundled() -> list[str]:
    """The kinds of which one hears in bundles, if at once."""
    return sorted(kind for kind, known in _KINDS.items() if known.bundled)


def most_of(kind: str) -> int:
    """How many of a kind one address may follow; 0: as many as of others."""
    return _KINDS[kind].most if kind in _KINDS else 0


def has_labels(kind: str) -> bool:
    """Whether the desk may see what is followed of a kind."""
    return kind in _KINDS and _KINDS[kind].labels is not None


def labels(kind: str, names: Collection[str]) -> Mapping[str, Label]:
    """What the desk calls subjects of a kind; what is gone has no name."""
    known = _KINDS[kind].labels if kind in _KINDS else None
    return known(names) if known else {}


def source() -> Source:
    """Whoever publishes."""
    return _SOURCE[0]


def forum() -> Forum:
    """Whoever keeps discussions."""
    return _FORUM[0]


def watched() -> tuple[Watched, ...]:
    """Everybody with whom something comes up."""
    return source(), forum()


def place_of(text: str) -> Place:
    """The place that ``str`` of it has named."""
    kind, _dot, name = text.partition(".")
    return Place(kind, name)
