"""What is looked at before a comment is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from depesche.comments.models import Comment, Discussion


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether readers may see a comment, and what was found in it."""

    state: Comment.State
    findings: tuple[str, ...] = ()


def examine(comment: Comment, *, discussion: Discussion, checked: bool, at: datetime) -> Verdict:
    """Look at a comment that was just written or changed; ``checked``: here a moderator reads everything first."""
    return Verdict(Comment.State.PENDING if checked else Comment.State.PUBLIC)
