"""The archive: by year, month and day, on the edition's own calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from depesche.newsroom.models import Filing, Under
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.lists import listing
from depesche.website.views.months import Month, archive
from depesche.website.views.story import month_bounds


@in_edition
def years(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Every year with its months and how much each holds."""
    by_year: dict[int, list[Month]] = {}
    for one in _months(frame):
        by_year.setdefault(one.on.year, []).append(one)
    return frame.render("archive", {"years": by_year, "canonical": _path(frame)})


@in_edition
def year(request: HttpRequest, frame: Frame, year: int) -> HttpResponse:
    """The months of one year."""
    of_year = [one for one in _months(frame) if one.on.year == year]
    if not of_year:
        raise Http404
    return frame.render("archive", {"years": {year: of_year}, "year": year, "canonical": f"{_path(frame)}{year}/"})


@in_edition
def month(request: HttpRequest, frame: Frame, year: int, month: int) -> HttpResponse:
    """The articles of one month, with its days."""
    start, end = month_bounds(frame, year, month)
    rows = listing(request, frame, Under.EDITION, frame.edition.pk, published_at__gte=start, published_at__lt=end)
    if not rows.teasers:
        raise Http404
    context = {
        "month": start,
        "days": _days(frame, start, end),
        "listing": rows,
        "canonical": f"{_path(frame)}{year}/{month:02}/",
    }
    return frame.render("archive_month", context)


@in_edition
def day(request: HttpRequest, frame: Frame, year: int, month: int, day: int) -> HttpResponse:
    """The articles of one day."""
    try:
        start, end = frame.edition.day(year, month, day)
    except (ValueError, OverflowError):
        raise Http404 from None
    rows = listing(request, frame, Under.EDITION, frame.edition.pk, published_at__gte=start, published_at__lt=end)
    if not rows.teasers:
        raise Http404
    context = {"day": start, "listing": rows, "canonical": f"{_path(frame)}{year}/{month:02}/{day:02}/"}
    return frame.render("archive_day", context)


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
