"""What a check finds, and what all of them together come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import Any

from depesche.comments.models import Comment, Discussion, Rule, Rules


class Weight(IntEnum):
    """What follows from a finding."""

    NOTE = 0  # the moderator should know
    HOLD = 1  # a moderator reads the comment before others do
    REFUSE = 2  # refused at once, by a rule


@dataclass(frozen=True, slots=True)
class Found:
    """What one check says of a comment: a reason by name, and what belongs into its sentence."""

    check: str
    reason: str
    weight: Weight
    values: dict[str, Any] = field(default_factory=dict)
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a comment, and why; ``rule`` is the one by which it is refused."""

    state: str
    findings: tuple[Found, ...]
    rule: Rule | None = None


@dataclass(frozen=True)
class Case:
    """A comment as the checks look at it; what several of them ask for is asked once."""

    comment: Comment
    discussion: Discussion
    checked: bool
    at: datetime

    @property
    def writer_id(self) -> int | None:
        """The account that wrote it."""
        return self.comment.writer_id

    @cached_property
    def trusted(self) -> bool:
        """Whether the house knows the writer: somebody of the newsroom, the author, or an expert."""
        return bool(self.comment.badge)

    @cached_property
    def seen_before(self) -> bool:
        """Whether readers see another comment of the writer already."""
        others = Comment.objects.filter(writer=self.writer_id, state=Comment.State.PUBLIC)
        return bool(self.writer_id) and others.exclude(pk=self.comment.pk).exists()

    def rule(self, number: int | None) -> Rule | None:
        """The rule of this number in the house rules in force, if there is one."""
        newest = Rules.objects.in_force(self.discussion.edition).values("pk")[:1]
        return Rule.objects.filter(rules__in=newest, number=number).first() if number else None
