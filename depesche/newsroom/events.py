"""What the newsroom announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """A piece went live, or its live version was replaced.

    ``first`` tells a first publication from an update.
    """

    page_id: int
    first: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A live piece was taken back, by hand or because its time was over."""

    page_id: int
