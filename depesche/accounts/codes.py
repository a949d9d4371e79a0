"""Codes that travel by mail: who types the one that we sent can read what is sent to the address.

What waits for the code stands in the session, nothing of it in the database: an
address that somebody has typed leaves no trace until its owner has agreed.
And since nothing is looked up before, nothing tells whether it is known.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 8
LASTS = timedelta(minutes=20)
TRIES = 5


@dataclass
class Pending:
    """What waits for its code."""

    email: str
    code: str  # a hash of it
    until: float
    facts: dict[str, Any] = field(default_factory=dict)
    tries: int = 0
    confirmed: bool = False
    second_code: str = ""  # of the other address, where two must agree


def new_code() -> str:
    """Eight digits, in two groups for the eye."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return f"{digits[:4]} {digits[4:]}"


def hashed(code: str) -> str:
    """A code as it is kept; what people put between its digits means nothing, and any script's digits will do."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in code if unicodedata.digit(sign, None) is not None)
    return salted_hmac("depesche.codes", digits, algorithm="sha256").hexdigest()


def keep(request: HttpRequest, purpose: str, pending: Pending) -> None:
    """Let ``pending`` wait in the session."""
    request.session[_name(purpose)] = asdict(pending)


def waiting(request: HttpRequest, purpose: str, at: datetime) -> Pending | None:
    """What waits, unless its time is over."""
    said = request.session.get(_name(purpose))
    pending = Pending(**said) if said else None
    return pending if pending and at.timestamp() < pending.until else None


def drop(request: HttpRequest, purpose: str) -> None:
    """Nothing waits any more."""
    request.session.pop(_name(purpose), None)


def matches(request: HttpRequest, purpose: str, pending: Pending, code: str, second: str = "") -> bool:
    """Whether the code is the one that was sent; after too many wrong ones nothing waits any more."""
    right = constant_time_compare(hashed(code), pending.code)
    if pending.second_code:
        right &= constant_time_compare(hashed(second), pending.second_code)
    pending.tries += not right
    if pending.tries >= TRIES:
        drop(request, purpose)
    else:
        pending.confirmed = right
        keep(request, purpose, pending)
    return right


def _name(purpose: str) -> str:
    return f"account_waits_{purpose}"
