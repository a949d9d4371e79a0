"""What is written once for many followers, such as an issue of a newsletter: told by whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Protocol

from django.db.models import Q
from django.utils.text import Truncator

from depesche.subscriptions import reach
from depesche.subscriptions.models import ISSUE, PIECE, Following, Rhythm
from depesche.subscriptions.subjects import Place

__all__ = ["ISSUE", "PIECE", "Audience", "Mailing", "Writer", "in_short", "writer", "writes"]


LONGEST = 400  # characters of a summary


def in_short(text: str) -> str:
    """A summary as letters have room for it: in one line, and not cut within a word."""
    whole = " ".join(text.split())
    if len(whole) <= LONGEST:
        return whole
    cut = Truncator(whole).chars(LONGEST)
    words, _space, _rest = cut.rpartition(" ")
    return f"{words.rstrip(' ,;:–-')} …" if words else cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom something goes to, each of them once.

    Whoever follows ``own`` gets it, however often they hear of other things;
    whoever follows one of ``also`` does if they want to hear of that at once.
    """

    own: Place
    also: tuple[Place, ...] = ()

    def asked(self) -> Q:
        """What somebody has to follow."""
        at_once = [Q(kind=kind, name=name, rhythm=Rhythm.NOW) for kind, name in self.also]
        return reduce(or_, at_once, Q(kind=self.own.kind, name=self.own.name))

    def has(self, following: Following) -> bool:
        """Whether this is a reason to get it."""
        return following.place == self.own or (following.place in self.also and following.rhythm == Rhythm.NOW)

    def number(self) -> int:
        """How many would get it now."""
        return reach.number(self.asked())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What every one of its letters says; ``html`` is the inner part of a letter and safe to show.

    ``pieces`` are those of which it tells, each with the number of the last correction that it held then, so that
    whoever got it hears of an error in them.
    """

    subject: str
    text: str
    html: str
    audience: Audience
    paper: str
    language: str
    direction: str
    zone: str
    pieces: tuple[tuple[str, int], ...] = ()


class Writer(Protocol):
    """Whoever writes mailings."""

    def audience(self, name: str, at: datetime) -> Audience | None:
        """Whom this goes to, or None if it is not to be sent (any more)."""

    def mailing(self, name: str, at: datetime) -> Mailing | None:
        """What it says at ``at``, or None."""


class _Nobody:
    """Nothing is written yet."""

    def audience(self, name: str, at: datetime) -> Audience | None:
        return None

    def mailing(self, name: str, at: datetime) -> Mailing | None:
        return None


_WRITER: list[Writer] = [_Nobody()]


def writes(writer: Writer) -> None:
    """Say who writes."""
    _WRITER[:] = [writer]


def writer() -> Writer:
    """Whoever writes."""
    return _WRITER[0]
