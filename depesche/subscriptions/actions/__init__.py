"""The only writers of what readers follow and of the letters to them."""

from depesche.subscriptions.actions.asking import ask, confirm, follow, forget_unanswered, take_in
from depesche.subscriptions.actions.bouncing import take_report
from depesche.subscriptions.actions.bringing import bring
from depesche.subscriptions.actions.changing import (
    change_rhythm,
    change_times,
    end,
    end_all,
    erase,
    told,
)
from depesche.subscriptions.actions.pausing import pause, resume
from depesche.subscriptions.actions.refusals import NoAddress, NoTime, Refused
from depesche.subscriptions.actions.sending import forget_letters, send_next, send_trial, settle
from depesche.subscriptions.actions.writing import announce, write_announced, write_rounds

__all__ = [
    "NoAddress",
    "NoTime",
    "Refused",
    "announce",
    "ask",
    "bring",
    "change_rhythm",
    "change_times",
    "confirm",
    "end",
    "end_all",
    "erase",
    "follow",
    "forget_letters",
    "forget_unanswered",
    "pause",
    "resume",
    "send_next",
    "send_trial",
    "settle",
    "take_in",
    "take_report",
    "told",
    "write_announced",
    "write_rounds",
]
