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


@dataclass(frozen=True, slots=True)
class MeantForFollowers:
    """A version went live of which an editor says that it is worth a letter to followers at once.

    ``version`` names the version, so that nobody gets it twice.
    """

    page_id: int
    version: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A version went live that puts an error right; whoever got the error is to hear of it."""

    page_id: int
    correction_id: int


@dataclass(frozen=True, slots=True)
class MinuteBegan:
    """The clock has begun another minute: time to look for what is due."""
