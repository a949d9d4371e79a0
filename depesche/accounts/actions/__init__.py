"""The only writers of accounts."""

from depesche.accounts.actions.joining import Taken, change_address, connect_outside, describe, join, renew_password
from depesche.accounts.actions.leaving import ComesBack, close, erase, sign_out_everywhere, tidy
from depesche.accounts.actions.roles import set_up_roles

__all__ = [
    "ComesBack",
    "Taken",
    "change_address",
    "close",
    "connect_outside",
    "describe",
    "erase",
    "join",
    "renew_password",
    "set_up_roles",
    "sign_out_everywhere",
    "tidy",
]
