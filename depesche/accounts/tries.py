"""How often somebody may try at the door and in their account."""

from __future__ import annotations

from datetime import datetime, timedelta

from depesche.accounts.limits import Limit, mailbox

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


def may_get_a_letter(address: str, *, at: datetime) -> bool:
    """Whether one more letter may go to the mailbox behind an address that somebody has typed."""
    return LETTERS_TO.allows(mailbox(address), at=at)
