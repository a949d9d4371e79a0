"""The facts of subscriptions."""

from depesche.subscriptions.models.followers import Follower, Following, Rhythm, Round, new_public_id
from depesche.subscriptions.models.letters import CONFIRM, LEASE, PIECE, Announcement, Letter
from depesche.subscriptions.models.push import Browser, Call, Notice, Watch

__all__ = [
    "CONFIRM",
    "LEASE",
    "PIECE",
    "Announcement",
    "Browser",
    "Call",
    "Follower",
    "Following",
    "Letter",
    "Notice",
    "Rhythm",
    "Round",
    "Watch",
    "new_public_id",
]
