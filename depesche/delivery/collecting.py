"""Collecting the surrogate keys of a page while it is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class _Marks(set[str]):
    """The keys of the page being rendered, until it turns out to be for its one reader."""

    unkept = False


_marks: ContextVar[_Marks | None] = ContextVar("surrogate keys of the page being rendered", default=None)


def mark(*keys: str) -> None:
    """Say that the page being rendered shows what these keys stand for; outside of a page it says nothing."""
    if (marks := _marks.get()) is not None:
        marks.update(keys)


def unkept() -> None:
    """Say that the page being rendered is for whoever asks for it and not to be stored: there are too many such."""
    if (marks := _marks.get()) is not None:
        marks.unkept = True


@contextmanager
def collecting() -> Iterator[set[str]]:
    """Collect what is marked meanwhile; a page within a page keeps its marks to itself.

    Of a page that is not to be stored nothing is left at the end: a page
    without keys could not be purged, so none such is stored.
    """
    marks = _Marks()
    token = _marks.set(marks)
    try:
        yield marks
    finally:
        _marks.reset(token)
        if marks.unkept:
            marks.clear()
