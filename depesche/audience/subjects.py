"""What can be counted and linked to, and where it stands now: told by whoever owns it.

A subject is a kind ("article") and a name that never changes ("7k2mnpqrstuv").
The owner registers the kind when it starts, so this app need not know what an
article is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import NamedTuple


class Place(NamedTuple):
    """Where something public stands: its address, beginning with a slash, and its name for the desk.

    ``acts`` is what readers can do there on purpose and have counted: share it, react to it.
    """

    path: str
    title: str
    acts: frozenset[str] = frozenset()


Find = Callable[[Collection[str], datetime], Mapping[str, Place]]

_FINDERS: dict[str, Find] = {}
_NAME = re.compile(r"[0-9a-z]{1,32}", re.ASCII)


def register(kind: str, find: Find) -> None:
    """Say who knows about a kind of subject.

    ``find`` is asked for many names at once and answers for those that readers
    may see at that moment; it names no others, whatever the reason.
    """
    _FINDERS[kind] = find


def places(kind: str, names: Collection[str], at: datetime) -> Mapping[str, Place]:
    """Where those of the subjects stand that readers may see at ``at``."""
    return _FINDERS[kind](names, at) if names and kind in _FINDERS else {}


def path_of(kind: str, name: str, at: datetime) -> str | None:
    """The present address of one subject, or None when readers may not see it."""
    place = places(kind, [name], at).get(name)
    return place.path if place else None


def could_be(kind: str, name: str) -> bool:
    """Whether there can be such a subject at all, from its looks alone."""
    return kind in _FINDERS and _NAME.fullmatch(name) is not None
