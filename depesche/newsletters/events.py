"""What newsletters announce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrialWanted:
    """An editor wants an issue as a letter to their own address, before anybody else gets it."""

    issue_id: int
    user_id: int
