"""The facts of discussions."""

from depesche.comments.models.comment import Comment, Vote
from depesche.comments.models.discussion import Discussion, Mode, Setting
from depesche.comments.models.rules import Acceptance, Rule, Rules

__all__ = ["Acceptance", "Comment", "Discussion", "Mode", "Rule", "Rules", "Setting", "Vote"]
