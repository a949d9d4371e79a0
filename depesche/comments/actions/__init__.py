"""The only writers of discussions."""

from depesche.comments.actions.allowances import forget_allowances
from depesche.comments.actions.keeping import accept_rules, end_expert, keep, make_expert, publish_rules
from depesche.comments.actions.posting import delete, edit, post, rules_to_accept
from depesche.comments.actions.refusals import (
    Closed,
    NoName,
    NoText,
    NothingToAnswer,
    NotYours,
    OwnComment,
    QuoteNotFound,
    Refused,
    RulesNotAccepted,
    TooLate,
    TooLong,
    TooOften,
)
from depesche.comments.actions.states import set_state
from depesche.comments.actions.voting import feature, pin, unvote, vote

__all__ = [
    "Closed",
    "NoName",
    "NoText",
    "NotYours",
    "NothingToAnswer",
    "OwnComment",
    "QuoteNotFound",
    "Refused",
    "RulesNotAccepted",
    "TooLate",
    "TooLong",
    "TooOften",
    "accept_rules",
    "delete",
    "edit",
    "end_expert",
    "feature",
    "forget_allowances",
    "keep",
    "make_expert",
    "pin",
    "post",
    "publish_rules",
    "rules_to_accept",
    "set_state",
    "unvote",
    "vote",
]
