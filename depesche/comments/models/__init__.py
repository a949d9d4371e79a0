"""The facts of discussions."""

from depesche.comments.models.checking import Finding, Fingerprint, Learned, Word
from depesche.comments.models.comment import Comment, Vote
from depesche.comments.models.discussion import Discussion, Mode, Setting
from depesche.comments.models.log import LogEntry, NeverChanged
from depesche.comments.models.moderation import Appeal, Claim, Decision, Report, Sanction
from depesche.comments.models.rules import Acceptance, Rule, Rules

__all__ = [
    "Acceptance",
    "Appeal",
    "Claim",
    "Comment",
    "Decision",
    "Discussion",
    "Finding",
    "Fingerprint",
    "Learned",
    "LogEntry",
    "Mode",
    "NeverChanged",
    "Report",
    "Rule",
    "Rules",
    "Sanction",
    "Setting",
    "Vote",
    "Word",
]
