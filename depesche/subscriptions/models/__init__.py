"""The facts of subscriptions."""

from depesche.subscriptions.models.bounces import Bounce
from depesche.subscriptions.models.consents import WORDING, Consent
from depesche.subscriptions.models.described import Described, Look
from depesche.subscriptions.models.followers import Follower, Following, Rhythm, Round, new_public_id
from depesche.subscriptions.models.letters import (
    CONFIRM,
    CORRECTION,
    ISSUE,
    LEASE,
    PIECE,
    REST,
    Announcement,
    Letter,
    domain_of,
)
from depesche.subscriptions.models.push import Browser, Call, Notice, Watch
from depesche.subscriptions.models.totals import BEGAN, CAME_BACK, COMPLAINED, ENDED, UNWANTED, Total

__all__ = [
    "BEGAN",
    "CAME_BACK",
    "COMPLAINED",
    "CONFIRM",
    "CORRECTION",
    "ENDED",
    "ISSUE",
    "LEASE",
    "PIECE",
    "REST",
    "UNWANTED",
    "WORDING",
    "Announcement",
    "Bounce",
    "Browser",
    "Call",
    "Consent",
    "Described",
    "Follower",
    "Following",
    "Letter",
    "Look",
    "Notice",
    "Rhythm",
    "Round",
    "Total",
    "Watch",
    "domain_of",
    "new_public_id",
]
