"""The only writers of discussions."""

from depesche.comments.actions.appeals import (
    AlreadyAnswered,
    NotAppealable,
    OwnDecision,
    appeal,
    decide_appeal,
    may_appeal,
)
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
from depesche.comments.actions.learning import hear_service, learn
from depesche.comments.actions.lists import add_word, note_export, remove_word
from depesche.comments.actions.reports import NotReportable, TooManyReports, report
from depesche.comments.actions.sanctions import NeedsAnEnd, OneOfUs, lift, sanction
from depesche.comments.actions.states import set_state

__all__ = [
    "AlreadyAnswered",
    "CannotUndo",
    "Claimed",
    "NeedsAnEnd",
    "NotAppealable",
    "NotReportable",
    "OneOfUs",
    "Overtaken",
    "OwnDecision",
    "TooManyReports",
    "add_word",
    "appeal",
    "claim",
    "decide",
    "decide_appeal",
    "hear_service",
    "learn",
    "lift",
    "may_appeal",
    "note_export",
    "remove_word",
    "report",
    "sanction",
    "set_state",
    "undo",
    "version",
    "version_of",
]
