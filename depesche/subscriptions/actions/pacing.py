"""How many letters one mail provider gets in a minute: who sends too many at once is taken for a sender of junk."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet

from depesche.subscriptions.models import Letter


def open_at(waiting: QuerySet[Letter], at: datetime) -> QuerySet[Letter]:
    """Those of the waiting letters whose provider may have one more in the minute of the clock that ``at`` belongs to.

    Others pass them, and nothing is written for those that stay.
    """
    full = _full(at)
    return waiting.exclude(domain__in=full) if full else waiting


def _full(at: datetime) -> list[str]:
    most = settings.LETTERS_PER_MINUTE
    if not most:
        return []
    taken = Letter.objects.filter(taken_at__gte=at.replace(second=0, microsecond=0)).order_by()
    return list(
        taken.values("domain").annotate(number=Count("pk")).filter(number__gte=most).values_list("domain", flat=True)
    )
