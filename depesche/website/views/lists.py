"""Lists of articles: twenty at a time, the same cost on the first page and the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest

from depesche.newsroom.models import Filing, Teaser, Under
from depesche.website.views.frame import Frame, shows

PAGE = 20


@dataclass(frozen=True)
class Listing:
    """One page of a list.  ``older`` is the query of the next one, or empty."""

    teasers: list[Teaser]
    older: str
    first: bool


def listing(request: HttpRequest, frame: Frame, under: Under, pk: int, **limits: Any) -> Listing:
    """The page of a list that the request's ``before`` asks for; raises Http404 for a place that cannot be."""
    filings = Filing.objects.under(frame.edition.pk, under, pk).visible(frame.at).filter(**limits)
    before = request.GET.get("before", "")
    if before:
        try:
            filings = filings.below(before)
        except ValueError:
            raise Http404 from None
    rows = list(filings.select_related("teaser__photo")[: PAGE + 1])
    if before and not rows:
        raise Http404
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    shows(row.teaser for row in rows[:PAGE])
    return Listing(
        teasers=[row.teaser for row in rows[:PAGE]],
        older=f"before={last.place}" if last else "",
        first=not before,
    )


def newest_of_each(frame: Frame, under: Under, pks: Iterable[int], count: int) -> dict[int, list[Teaser]]:
    """The newest articles of several lists, in one query."""
    each = Q(pk__in=[])
    for pk in pks:
        newest = Filing.objects.under(frame.edition.pk, under, pk).visible(frame.at)[:count]
        each |= Q(pk__in=newest.values("pk"))
    found: dict[int, list[Teaser]] = {}
    rows = Filing.objects.filter(each).select_related("teaser__photo").order_by("-published_at", "-teaser_id")
    for row in rows:
        found.setdefault(row.under_id, []).append(row.teaser)
    shows(row.teaser for row in rows)
    return found
