"""How often somebody may do something: one counter for all processes, kept in the database.

Whoever lets people write sets a limit of their own, under a name that begins
with their app, and asks it before each step::

    COMMENTS = Limit("comments.post", 10, timedelta(minutes=10))
    COMMENTS.spend(f"account:{by.pk}", at=at)  # within the transaction of the comment; raises TooOften

A try and its counting are one statement, so that of any number at the same
moment exactly as many pass as may.  If the database cannot count, nobody
passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from depesche.accounts.models import Attempt
from depesche.net import senders

# The window begins with the first try and ends as a whole; tries that come too often do not prolong it.
_COUNT = """
    INSERT INTO accounts_attempt (key, number, ends_at) VALUES (%(key)s, 1, %(end)s)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN accounts_attempt.ends_at <= %(now)s THEN 1 ELSE accounts_attempt.number + 1 END,
        ends_at = CASE WHEN accounts_attempt.ends_at <= %(now)s THEN %(end)s ELSE accounts_attempt.ends_at END
    RETURNING key, number, ends_at
"""


class TooOften(Exception):
    """More than somebody may do within a time; ``until`` says when they may again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one kind within a time."""

    what: str
    most: int
    within: timedelta

    def allows(self, who: str, *, at: datetime) -> bool:
        """Count a try of ``who``, and say whether it is one of those that may.

        Ask outside of a transaction that may fail: what is rolled back was never counted.
        """
        return self._count(who, at)[0] <= self.most

    def spend(self, who: str, *, at: datetime) -> None:
        """Use up one of what ``who`` has, within the transaction of what they do; raises TooOften.

        If what they do fails, nothing was used up.
        """
        number, until = self._count(who, at)
        if number > self.most:
            raise TooOften(until)

    def forget(self, who: str) -> None:
        """Begin anew for ``who``."""
        Attempt.objects.filter(key=self._key(who)).delete()

    def _count(self, who: str, at: datetime) -> tuple[int, datetime]:
        """How many tries it are with this one, and until when they count."""
        now, end = (connection.ops.adapt_datetimefield_value(moment) for moment in (at, at + self.within))
        [counted] = Attempt.objects.raw(_COUNT, {"key": self._key(who), "now": now, "end": end})
        return counted.number, counted.ends_at

    def _key(self, who: str) -> str:
        return salted_hmac("depesche.limits", f"{self.what}:{who}", algorithm="sha256").hexdigest()


def network(request: HttpRequest) -> str:
    """What stands for the sender of a request: an IPv4 address or the first 64 bits of an IPv6 address."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return senders.network(senders.address(peer, forwarded, proxies=settings.TRUSTED_PROXIES))


def mailbox(address: str) -> str:
    """How the mailbox behind an address is counted, so that nobody fills it by writing the address in many ways.

    With many providers neither dots nor what stands behind a plus make another mailbox.
    """
    name, _at, house = address.lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{house}"
