"""How often somebody may do something: counted in the database, so that all processes count together.

Every limit of discussions is kept here and through this one door.  Limits
refuse; what makes a moderator look first are the checks
(``depesche.comments.moderation``), which count nothing of their own.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from depesche.comments.actions.refusals import TooOften
from depesche.comments.models import Allowance


@dataclass(frozen=True, slots=True)
class Limit:
    """What an account may do in a while, and what all accounts of one network: a school, an office, an operator."""

    own: int
    network: int
    every: timedelta = timedelta(minutes=10)


LIMITS = {
    "comment": Limit(10, 100),
    "vote": Limit(60, 600),
    "report": Limit(20, 200, timedelta(days=1)),
}


def spend(what: str, *, account: int, network: str, at: datetime, own: int | None = None) -> None:
    """Use up one of what somebody has, within the transaction of what they do; raises TooOften.

    ``own`` is for somebody who has less of it than others.
    """
    limit = LIMITS[what]
    _count(f"{what}:account:{account}", limit.own if own is None else own, limit.every, at)
    if network:
        _count(f"{what}:network:{network}", limit.network, limit.every, at)


def _count(who: str, most: int, every: timedelta, at: datetime) -> None:
    seconds = int(every.total_seconds())
    number_of_while = int(at.timestamp()) // seconds
    until = datetime.fromtimestamp((number_of_while + 1) * seconds, UTC)
    number = _upserted(_token(f"{who}:{number_of_while}"), until)
    if number > most:
        raise TooOften(until)
    if number == 1:
        forget_allowances(at=at)


def _upserted(token: str, until: datetime) -> int:
    """One more, in one statement: two processes cannot both be the last that was allowed."""
    table = connection.ops.quote_name(Allowance._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(until)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (token, until, number) VALUES (%s, %s, 1)"  # noqa: S608 - our own table
            f" ON CONFLICT (token) DO UPDATE SET number = {table}.number + 1 RETURNING number",
            [token, moment],
        )
        [number] = cursor.fetchone()
    return int(number)


def forget_allowances(*, at: datetime) -> int:
    """Delete what has ended; says how many."""
    return Allowance.objects.filter(until__lte=at).delete()[0]


def _token(text: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")[:16].hex()
