"""The part of a text that shows why it was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from depesche.newsroom.search.words import WORD, term_of

_LENGTH = 220


class Segment(NamedTuple):
    """A stretch of text, and whether it is one of the words asked for."""

    text: str
    hit: bool


def excerpt(text: str, found: frozenset[str], language: str) -> list[Segment]:
    """The first stretch of ``text`` in which the words stand, about 220 characters, in segments."""
    hits = _hits(text, found, language)
    first = next(hits, None)
    at = first[0] if first else 0
    start = min(at, _boundary(text, max(0, at - 60)))  # a word as long as a line has no boundary before its end
    end = min(len(text), start + _LENGTH)
    end = text.rfind(" ", start, end) if end < len(text) and " " in text[start:end] else end
    return [
        *([Segment("… ", False)] if start else []),
        *segments(text[start:end], found, language),
        *([Segment(" …", False)] if end < len(text) else []),
    ]


def segments(text: str, found: frozenset[str], language: str) -> list[Segment]:
    """All of ``text``, with the words asked for marked as hits."""
    rows: list[Segment] = []
    at = 0
    for start, end in _hits(text, found, language):
        rows += [Segment(text[at:start], False), Segment(text[start:end], True)]
        at = end
    rows.append(Segment(text[at:], False))
    return [row for row in rows if row.text]


def _hits(text: str, found: frozenset[str], language: str) -> Iterator[tuple[int, int]]:
    for match in WORD.finditer(text):
        term = term_of(match.group(), language)
        if term.stem in found or found.intersection(term.parts):
            yield match.span()


def _boundary(text: str, start: int) -> int:
    return text.find(" ", start) + 1 if start and " " in text[start:] else start
