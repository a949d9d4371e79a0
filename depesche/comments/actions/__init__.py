"""The only writers of discussions."""

from depesche.comments.actions.leaving import leave
from depesche.comments.actions.states import set_state

__all__ = ["leave", "set_state"]
