"""Collecting the surrogate keys of a page while it is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_marks: ContextVar[set[str] | None] = ContextVar("surrogate keys of the page being rendered", default=None)


def mark(*keys: str) -> None:
    """Say that the page being rendered shows what these keys stand for; outside of a page it says nothing."""
    if (marks := _marks.get()) is not None:
        marks.update(keys)


@contextmanager
def collecting() -> Iterator[set[str]]:
    """Collect what is marked meanwhile; a page within a page keeps its marks to itself."""
    marks: set[str] = set()
    token = _marks.set(marks)
    try:
        yield marks
    finally:
        _marks.reset(token)
