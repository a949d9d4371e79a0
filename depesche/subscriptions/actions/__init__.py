"""The only writers of what readers follow and of the letters to them."""

from depesche.subscriptions.actions.asking import ask, ask_link, confirm, follow, forget_unanswered, send_link, take_in
from depesche.subscriptions.actions.bouncing import take_report
from depesche.subscriptions.actions.bringing import bring
from depesche.subscriptions.actions.changing import (
    change_quiet,
    change_rhythm,
    change_times,
    end,
    end_all,
    erase,
    told,
)
from depesche.subscriptions.actions.describing import describe, forget_described
from depesche.subscriptions.actions.forgetting import forget_totals
from depesche.subscriptions.actions.looking import look, worth_a_look
from depesche.subscriptions.actions.pausing import pause, resume
from depesche.subscriptions.actions.pushing import forget_notices, send_notices, settle_notices, write_notices
from depesche.subscriptions.actions.quieting import quiet_hours, set_quiet
from depesche.subscriptions.actions.refusals import NoAddress, NoBrowser, NoTime, Refused, TooMany
from depesche.subscriptions.actions.sending import forget_letters, send_next, send_trial, settle
from depesche.subscriptions.actions.watching import browsers_key, move, unwatch, watch, watches
from depesche.subscriptions.actions.writing import announce, write_announced, write_rounds

__all__ = [
    "NoAddress",
    "NoBrowser",
    "NoTime",
    "Refused",
    "TooMany",
    "announce",
    "ask",
    "ask_link",
    "bring",
    "browsers_key",
    "change_quiet",
    "change_rhythm",
    "change_times",
    "confirm",
    "describe",
    "end",
    "end_all",
    "erase",
    "follow",
    "forget_described",
    "forget_letters",
    "forget_notices",
    "forget_totals",
    "forget_unanswered",
    "look",
    "move",
    "pause",
    "quiet_hours",
    "resume",
    "send_link",
    "send_next",
    "send_notices",
    "send_trial",
    "set_quiet",
    "settle",
    "settle_notices",
    "take_in",
    "take_report",
    "told",
    "unwatch",
    "watch",
    "watches",
    "worth_a_look",
    "write_announced",
    "write_notices",
    "write_rounds",
]
