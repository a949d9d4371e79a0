"""What subscriptions announce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """Somebody has typed an address to which something shall be sent; nothing is looked up before this is answered."""

    address: str
    kind: str
    name: str
    rhythm: str
    hour: int
    zone: str


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """Somebody has typed an address to get the link to what it follows; nothing is looked up before the answer."""

    address: str


@dataclass(frozen=True, slots=True)
class Announced:
    """Followers are to have a version of a piece, an issue or a correction; their letters are still to be written."""

    announcement_id: int


@dataclass(frozen=True, slots=True)
class LettersWritten:
    """There are letters in the outbox that can be sent."""


@dataclass(frozen=True, slots=True)
class NoticesWritten:
    """There are messages to browsers in the outbox that can be sent."""
