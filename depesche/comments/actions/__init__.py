"""The only writers of discussions."""

from depesche.comments.actions.appeals import (
    AlreadyAnswered,
    OwnDecision,
    appeal,
    decide_appeal,
    may_appeal,
)
from depesche.comments.actions.bringing import Brought, Page, bring, give_to, token_of
from depesche.comments.actions.decisions import (
    CannotUndo,
    Claimed,
    Overtaken,
    claim,
    decide,
    undo,
    version,
    version_of,
)
from depesche.comments.actions.keeping import accept_rules, end_expert, keep, make_expert, publish_rules
from depesche.comments.actions.learning import hear_service, learn
from depesche.comments.actions.leaving import leave
from depesche.comments.actions.lists import add_word, note_export, remove_word
from depesche.comments.actions.posting import delete, edit, post, rules_to_accept
from depesche.comments.actions.refusals import (
    Closed,
    NoName,
    NotAppealable,
    NoText,
    NothingToAnswer,
    NotReportable,
    NotYours,
    OwnComment,
    QuoteNotFound,
    Refused,
    RulesNotAccepted,
    Stopped,
    TooLate,
    TooLong,
    TooOften,
)
from depesche.comments.actions.reports import report
from depesche.comments.actions.sanctions import NeedsAnEnd, OneOfUs, lift, sanction
from depesche.comments.actions.states import set_state
from depesche.comments.actions.verdicts import told_already
from depesche.comments.actions.voting import feature, pin, unvote, vote

__all__ = [
    "AlreadyAnswered",
    "Brought",
    "CannotUndo",
    "Claimed",
    "Closed",
    "NeedsAnEnd",
    "NoName",
    "NoText",
    "NotAppealable",
    "NotReportable",
    "NotYours",
    "NothingToAnswer",
    "OneOfUs",
    "Overtaken",
    "OwnComment",
    "OwnDecision",
    "Page",
    "QuoteNotFound",
    "Refused",
    "RulesNotAccepted",
    "Stopped",
    "TooLate",
    "TooLong",
    "TooOften",
    "accept_rules",
    "add_word",
    "appeal",
    "bring",
    "claim",
    "decide",
    "decide_appeal",
    "delete",
    "edit",
    "end_expert",
    "feature",
    "give_to",
    "hear_service",
    "keep",
    "learn",
    "leave",
    "lift",
    "make_expert",
    "may_appeal",
    "note_export",
    "pin",
    "post",
    "publish_rules",
    "remove_word",
    "report",
    "rules_to_accept",
    "sanction",
    "set_state",
    "token_of",
    "told_already",
    "undo",
    "unvote",
    "version",
    "version_of",
    "vote",
]
