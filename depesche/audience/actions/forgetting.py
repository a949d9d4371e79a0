"""Forgetting: what was needed to count readers once is gone when it is not needed any more."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from depesche.audience.actions.counts import WINDOW
from depesche.audience.models import Count, Origin, Period, Quota, Salt, Visit

# Curves by the hour are looked at for so long; days and totals stay.
HOURS_KEPT = timedelta(days=60)
ORIGINS_KEPT = timedelta(days=400)


def salt_of(*, day: date) -> bytes:
    """The secret of a day, made by whoever needs it first."""
    Salt.objects.bulk_create([Salt(day=day, secret=secrets.token_bytes(32))], ignore_conflicts=True)
    return bytes(Salt.objects.get(day=day).secret)


@transaction.atomic
def forget_readers(*, at: datetime) -> None:
    """Throw away the hashes of visits that have become old, and everything that was salted before today."""
    today = at.astimezone(UTC).date()
    Visit.objects.filter(at__lte=int((at - WINDOW).timestamp())).delete()
    Salt.objects.filter(day__lt=today).delete()
    Quota.objects.filter(day__lt=today).delete()
    Count.objects.filter(period=Period.HOUR, at__lt=at - HOURS_KEPT).delete()
    Origin.objects.filter(day__lt=today - ORIGINS_KEPT).delete()
