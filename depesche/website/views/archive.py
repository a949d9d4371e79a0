"""The archive: by year, month and day, on the edition's own calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from depesche.newsroom import keys
from depesche.newsroom.models import Filing, Under
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.lists import Listing, listing
from depesche.website.views.months import Month, archive
from depesche.website.views.story import month_bounds


@in_edition
def years(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Every year with its months and how much each holds."""
    by_year: dict[int, list[Month]] = {}
    for one in _months(frame):
        by_year.setdefault(one.on.year, []).append(one)
    return frame.render("archive", {"years": by_year, "canonical": _path(frame)}, keys=[_count(frame)])


@in_edition
def year(request: HttpRequest, frame: Frame, year: int) -> HttpResponse:
    """The months of one year."""
    of_year = [one for one in _months(frame) if one.on.year == year]
    if not of_year:
        raise Http404
    context = {"years": {year: of_year}, "year": year, "canonical": f"{_path(frame)}{year}/"}
    return frame.render("archive", context, keys=[_count(frame, str(year))])


@in_edition
def month(request: HttpRequest, frame: Frame, year: int, month: int) -> HttpResponse:
    """The articles of one month, with its days."""
    start, end = month_bounds(frame, year, month)
    period = f"{year}-{month:02}"
    rows = _published(request, frame, start, end, period)
    context = {
        "month": start,
        "days": _days(frame, start, end),
        "listing": rows,
        "canonical": f"{_path(frame)}{year}/{month:02}/",
    }
    return frame.render("archive_month", context, keys=[_count(frame, period)])


@in_edition
def day(request: HttpRequest, frame: Frame, year: int, month: int, day: int) -> HttpResponse:
    """The articles of one day."""
    try:
        start, end = frame.edition.day(year, month, day)
    except (ValueError, OverflowError):
        raise Http404 from None
    rows = _published(request, frame, start, end, f"{year}-{month:02}-{day:02}")
    context = {"day": start, "listing": rows, "canonical": f"{_path(frame)}{year}/{month:02}/{day:02}/"}
    return frame.render("archive_day", context)


def _published(request: HttpRequest, frame: Frame, start: datetime, end: datetime, period: str) -> Listing:
    limits = {"published_at__gte": start, "published_at__lt": end}
    rows = listing(request, frame, Under.EDITION, frame.edition.pk, period=period, **limits)
    if not rows.teasers:
        raise Http404
    return rows


def _count(frame: Frame, period: str = "") -> str:
    return keys.count(frame.edition.pk, Under.EDITION, frame.edition.pk, period)


def _path(frame: Frame) -> str:
    return f"{frame.edition.public_path()}archive/"


def _months(frame: Frame) -> list[Month]:
    return archive(frame, Under.EDITION, frame.edition.pk, path=_path(frame)).months


def _days(frame: Frame, start: datetime, end: datetime) -> list[tuple[date, int]]:
    filed = Filing.objects.under(frame.edition.pk, Under.EDITION, frame.edition.pk).visible(frame.at)
    times = filed.filter(published_at__gte=start, published_at__lt=end)
    counts: dict[date, int] = {}
    for moment in times.values_list("published_at", flat=True):
        on = timezone.localtime(moment, frame.edition.zone).date()
        counts[on] = counts.get(on, 0) + 1
    return sorted(counts.items())
