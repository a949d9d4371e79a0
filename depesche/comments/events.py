"""What discussions announce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpinionWanted:
    """A comment waits for nothing but the answer of the service that knows advertising."""

    comment_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A comment was refused by a rule, by a moderator or by a check; its writer is to be told."""

    decision_id: int


@dataclass(frozen=True, slots=True)
class Sanctioned:
    """Somebody may not take part as before, for a time; the person is to be told."""

    sanction_id: int


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """Another moderator has looked at a decision again; whoever appealed is to be told."""

    appeal_id: int
