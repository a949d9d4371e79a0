"""The facts of subscriptions."""

from depesche.subscriptions.models.consents import WORDING, Consent
from depesche.subscriptions.models.followers import Follower, Following, Rhythm, Round, new_public_id
from depesche.subscriptions.models.letters import CONFIRM, LEASE, PIECE, Announcement, Letter

__all__ = [
    "CONFIRM",
    "LEASE",
    "PIECE",
    "WORDING",
    "Announcement",
    "Consent",
    "Follower",
    "Following",
    "Letter",
    "Rhythm",
    "Round",
    "new_public_id",
]
