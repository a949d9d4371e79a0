"""How many letters one mail provider gets in a minute: who sends too many at once is taken for a sender of junk."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, QuerySet

from depesche.subscriptions.models import Letter


def open_at(waiting: QuerySet[Letter], at: datetime) -> QuerySet[Letter]:
    """Those of the waiting letters whose provider may have one more in the minute of the clock that ``at`` belongs to.

    Others pass them, and nothing is written for those that stay.
    """
    full = _full(at)
    if not full:
        return waiting
    return waiting.exclude(reduce(or_, (Q(follower__address__iendswith=f"@{domain}") for domain in full)))


def _full(at: datetime) -> list[str]:
    most = settings.LETTERS_PER_MINUTE
    if not most:
        return []
    minute = at.replace(second=0, microsecond=0)
    taken = Letter.objects.filter(taken_at__gte=minute).values_list("follower__address", flat=True)
    numbers = Counter(address.rpartition("@")[2].lower() for address in taken)
    return [domain for domain, number in numbers.items() if number >= most]
