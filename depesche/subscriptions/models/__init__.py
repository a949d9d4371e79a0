"""The facts of subscriptions."""

from depesche.subscriptions.models.bounces import Bounce
from depesche.subscriptions.models.followers import Follower, Following, Rhythm, Round, new_public_id
from depesche.subscriptions.models.letters import CONFIRM, ISSUE, LEASE, PIECE, Announcement, Letter

__all__ = [
    "CONFIRM",
    "ISSUE",
    "LEASE",
    "PIECE",
    "Announcement",
    "Bounce",
    "Follower",
    "Following",
    "Letter",
    "Rhythm",
    "Round",
    "new_public_id",
]
