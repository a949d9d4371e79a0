"""Exact counts of lists, kept with every change of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from depesche.newsroom.models import Edition, Filing, Tally, Under

_BATCH = 500


def count_in(row: Filing) -> None:
    """An article has been put into a list."""
    for period in _periods(row):
        tally = Tally.objects.filter(**_key(row), period=period)
        if not tally.update(count=F("count") + 1):  # it is there nearly always
            _tally, created = Tally.objects.get_or_create(**_key(row), period=period, defaults={"count": 1})
            if not created:  # somebody else was faster
                tally.update(count=F("count") + 1)
    changed(row, at=row.changed_at)


def count_out(row: Filing) -> None:
    """An article has been taken out of a list; what is left says when it last changed."""
    for period in _periods(row):
        Tally.objects.filter(**_key(row), period=period).update(count=F("count") - 1)
        Tally.objects.filter(**_key(row), period=period, count=0).delete()
    left = Filing.objects.filter(**_key(row)).order_by("-changed_at")
    Tally.objects.filter(**_key(row), period="").update(changed_at=left.values_list("changed_at", flat=True).first())


def changed(row: Filing, *, at: datetime) -> None:
    """An article in a list has got something new."""
    Tally.objects.filter(**_key(row), period="").exclude(changed_at__gte=at).update(changed_at=at)


def close(under: Under, pk: int) -> None:
    """What the list belonged to is gone: nothing stands in it any more, in whatever edition."""
    # Editions are named because the indexes of both tables begin with them.
    list_of = {"edition__in": list(Edition.objects.values_list("pk", flat=True)), "under": under, "under_id": pk}
    Filing.objects.filter(**list_of).delete()
    Tally.objects.filter(**list_of).delete()


def retally(edition: Edition) -> None:
    """Count all lists of an edition anew, on its calendar."""
    Tally.objects.filter(edition=edition).delete()
    tallies: dict[tuple[int, int, str], Tally] = {}
    rows = Filing.objects.filter(edition=edition).select_related("edition")
    for row in rows.iterator(chunk_size=_BATCH):
        for period in _periods(row):
            fresh = Tally(**_key(row), period=period)
            tally = tallies.setdefault((row.under, row.under_id, period), fresh)
            tally.count += 1
            if not period:
                tally.changed_at = max(filter(None, (tally.changed_at, row.changed_at)))
    Tally.objects.bulk_create(tallies.values(), batch_size=_BATCH)


def _key(row: Filing) -> dict[str, Any]:
    return {"edition_id": row.edition_id, "under": row.under, "under_id": row.under_id}


def _periods(row: Filing) -> tuple[str, str]:
    """All of it, and the month on the calendar of the list's edition."""
    return "", f"{timezone.localtime(row.published_at, row.edition.zone):%Y-%m}"
