"""What a discussion consists of, whichever system it comes from or goes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

#: ``spam`` is what was never wanted: it does not come along.
State: TypeAlias = Literal["public", "pending", "refused", "deleted", "spam"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The discussion of one page.

    ``key`` names the page in its source for good, ``address`` is where it
    stands or stood; ``identifiers`` are further names or addresses under which
    the source knows it.
    """

    key: str
    address: str = ""
    title: str = ""
    language: str = ""
    edition: str = ""
    published_at: datetime | None = None
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What the writer said against a decision, and how somebody else decided."""

    at: datetime
    text: str
    decided_at: datetime | None = None
    by: str = ""
    note: str = ""
    outcome: Literal["", "upheld", "reversed"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a moderator said of a comment, by which rule of which version, and what the writer was told."""

    at: datetime
    verdict: Literal["approved", "refused", "reopened"]
    before: State = "pending"
    rule: int = 0
    version: int = 0
    note: str = ""
    by: str = ""
    automatic: bool = False
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with a comment: where readers find it, if they do, what it shows, and its size in pixels."""

    address: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody has said beneath a page, or in answer to somebody.

    ``text`` is what was typed, ``html`` what was shown; one of them may be
    empty.  ``parent`` is the ``id`` of the comment that is answered.
    """

    id: str
    parent: str = ""
    author: str = ""
    text: str = ""
    html: str = ""
    picture: Picture | None = None
    at: datetime | None = None
    edited_at: datetime | None = None
    state: State = "public"
    helpful: int = 0
    badge: str = ""
    known_for: str = ""
    quote: str = ""
    quoted_version: str = ""
    pinned_at: datetime | None = None
    featured_at: datetime | None = None
    decisions: tuple[Decision, ...] = ()


Record: TypeAlias = Thread | Comment
