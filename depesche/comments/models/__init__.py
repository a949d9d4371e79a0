"""The facts of discussions."""

from depesche.comments.models.checking import Finding, Fingerprint, Learned, Word
from depesche.comments.models.comment import CHANGEABLE, Comment, Vote
from depesche.comments.models.discussion import Discussion, Kept, Mode, Setting, kept
from depesche.comments.models.expert import Expert
from depesche.comments.models.log import LogEntry, NeverChanged
from depesche.comments.models.moderation import Appeal, Claim, Decision, Report, Sanction
from depesche.comments.models.rules import Acceptance, Rule, Rules
from depesche.comments.models.threads import Branch, Order, Page, branch, page_of

__all__ = [
    "CHANGEABLE",
    "Acceptance",
    "Appeal",
    "Branch",
    "Claim",
    "Comment",
    "Decision",
    "Discussion",
    "Expert",
    "Finding",
    "Fingerprint",
    "Kept",
    "Learned",
    "LogEntry",
    "Mode",
    "NeverChanged",
    "Order",
    "Page",
    "Report",
    "Rule",
    "Rules",
    "Sanction",
    "Setting",
    "Vote",
    "Word",
    "branch",
    "kept",
    "page_of",
]
