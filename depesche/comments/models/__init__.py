"""The facts of discussions."""

from depesche.comments.models.allowance import Allowance
from depesche.comments.models.comment import CHANGEABLE, Comment, Vote
from depesche.comments.models.discussion import Discussion, Kept, Mode, Setting, kept
from depesche.comments.models.expert import Expert
from depesche.comments.models.rules import Acceptance, Rule, Rules
from depesche.comments.models.threads import Branch, Order, Page, branch, page_of

__all__ = [
    "CHANGEABLE",
    "Acceptance",
    "Allowance",
    "Branch",
    "Comment",
    "Discussion",
    "Expert",
    "Kept",
    "Mode",
    "Order",
    "Page",
    "Rule",
    "Rules",
    "Setting",
    "Vote",
    "branch",
    "kept",
    "page_of",
]
