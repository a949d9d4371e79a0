"""How often somebody may try: one counter for all processes, kept in the database.

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
    RETURNING number
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one kind within a time."""

    what: str
    most: int
    within: timedelta

    def allows(self, who: str, *, at: datetime) -> bool:
        """Count a try of ``who``, and say whether it is one of those that may."""
        end = connection.ops.adapt_datetimefield_value(at + self.within)
        now = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"key": self._key(who), "now": now, "end": end})
            [number] = cursor.fetchone()
        return bool(number <= self.most)

    def forget(self, who: str) -> None:
        """Begin anew for ``who``."""
        Attempt.objects.filter(key=self._key(who)).delete()

    def _key(self, who: str) -> str:
        return salted_hmac("depesche.limits", f"{self.what}:{who}", algorithm="sha256").hexdigest()


def network(request: HttpRequest) -> str:
    """What stands for the sender of a request: an IPv4 address or the first 64 bits of an IPv6 address."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return senders.network(senders.address(peer, forwarded, proxies=settings.TRUSTED_PROXIES))


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
