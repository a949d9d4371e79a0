"""The facts of subscriptions."""

from depesche.subscriptions.models.bounces import Bounce
from depesche.subscriptions.models.consents import WORDING, Consent
from depesche.subscriptions.models.followers import Follower, Following, Rhythm, Round, new_public_id
from depesche.subscriptions.models.letters import CONFIRM, ISSUE, LEASE, PIECE, Announcement, Letter

__all__ = [
    "CONFIRM",
    "ISSUE",
    "LEASE",
    "PIECE",
    "WORDING",
    "Announcement",
    "Bounce",
    "Consent",
    "Follower",
    "Following",
    "Letter",
    "Rhythm",
    "Round",
    "new_public_id",
]
