"""How often somebody may try at the door and in their account."""

from __future__ import annotations

from datetime import timedelta

from depesche.accounts.limits import Limit

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# From one network, and for one account or address: whoever guesses from everywhere meets the second.
SIGN_IN = Limit("sign-in", 30, 5 * _MINUTE)
SIGN_IN_TO = Limit("sign-in-to", 10, 15 * _MINUTE)
LETTERS = Limit("letters", 20, _HOUR)
LETTERS_TO = Limit("letters-to", 5, _DAY)
CODES = Limit("codes", 60, _HOUR)
SECOND_FACTOR = Limit("second-factor", 8, 15 * _MINUTE)
AGAIN = Limit("again", 10, 15 * _MINUTE)
OUTSIDE = Limit("outside", 30, 10 * _MINUTE)
CHANGES = Limit("changes", 30, 10 * _MINUTE)
USED_CODE = Limit("used-code", 1, 2 * _MINUTE)


def mailbox(address: str) -> str:
    """How the mailbox behind an address is counted, so that nobody fills it by writing the address in many ways.

    With many providers neither dots nor what stands behind a plus make another mailbox.
    """
    name, _at, house = address.lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{house}"
