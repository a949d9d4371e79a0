"""The months of an archive, as story pages and the archive of an edition list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import get_language

from depesche.newsroom.models import Tally, Under
from depesche.website.templatetags.reading import edition_month
from depesche.website.views.frame import Frame


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which something was published: its first day, address and name, and how much there is."""

    on: date
    path: str
    name: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything under one roof: its months, the newest first, its exact count and when something last changed."""

    months: list[Month]
    count: int
    changed_at: datetime | None


def archive(frame: Frame, under: Under, pk: int, *, path: str, current: date | None = None) -> Archive:
    """The archive of an edition or a story, whose months stand under ``path``: one query.

    ``current`` is a day of the month that the reader looks at.
    """
    tallies = Tally.objects.filter(edition=frame.edition, under=under, under_id=pk).order_by("-period")
    rows = tallies.values_list("period", "count", "changed_at")
    shown = f"{current:%Y-%m}" if current else ""
    months = [_month(path, period, count, shown) for period, count, _ in rows if period]
    total, changed_at = next(((count, at) for period, count, at in rows if not period), (0, None))
    return Archive(months, total, changed_at)


def _month(path: str, period: str, count: int, shown: str) -> Month:
    on = date.fromisoformat(f"{period}-01")
    return Month(on, f"{path}{period.replace('-', '/')}/", _name(on, get_language()), count, period == shown)


@lru_cache(5_000)
def _name(on: date, _language: str) -> str:
    return edition_month(on)
