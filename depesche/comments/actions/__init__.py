"""The only writers of discussions."""

from depesche.comments.actions.states import set_state

__all__ = ["set_state"]
