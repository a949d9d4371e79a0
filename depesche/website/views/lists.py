"""Lists of articles: twenty at a time, the same cost on the first page and the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest

from depesche.delivery.collecting import unkept
from depesche.newsroom.models import Filing, Teaser, Under, follow, shows
from depesche.website.views.frame import Frame

PAGE = 20


@dataclass(frozen=True)
class Listing:
    """One page of a list.  ``query`` is its own and ``older`` that of the next one, or empty."""

    teasers: list[Teaser]
    query: str
    older: str
    first: bool


def listing(request: HttpRequest, frame: Frame, under: Under, pk: int, *, period: str = "", **limits: Any) -> Listing:
    """The page of a list that the request's ``before`` asks for; raises Http404 for a place that cannot be.

    ``period`` names the month or day that ``limits`` ask for.  A page that
    begins where no article stands is made for whoever asks and not stored:
    there are as many such places as there are moments.
    """
    filings = Filing.objects.under(frame.edition.pk, under, pk).visible(frame.at).filter(**limits)
    before = request.GET.get("before", "")
    try:
        filings = filings.down_from(before) if before else filings
    except ValueError:
        raise Http404 from None
    found = list(filings.select_related("teaser__photo")[: PAGE + 2])
    start = found.pop(0) if before and found and found[0].stands_at(before) else None
    if before and (start is None or start.place != before):
        unkept()
    after = start.teaser_id if start else period
    rows = list(islice(follow(found, frame.edition.pk, under, pk, after=after), PAGE + 1))
    if before and not rows:
        raise Http404
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    teasers = [row.teaser for row in rows[:PAGE]]
    shows(teasers)
    return Listing(
        teasers=teasers,
        query=f"before={before}" if before else "",
        older=f"before={last.place}" if last else "",
        first=not before,
    )


def newest_of_each(frame: Frame, under: Under, pks: Iterable[int], count: int) -> dict[int, list[Filing]]:
    """The newest rows of several lists with their teasers: two queries.

    What is withdrawn between the two is left out; the page is purged as well, so nobody keeps it.
    """
    found = Filing.objects.newest_of_each(frame.edition.pk, [(under, pk) for pk in pks], at=frame.at, count=count)
    teasers = Teaser.objects.with_photos().in_bulk({row.teaser_id for each in found.values() for row in each})
    lists = {pk: [row for row in each if row.teaser_id in teasers] for (_under, pk), each in found.items()}
    for row in (row for each in lists.values() for row in each):
        row.teaser = teasers[row.teaser_id]
    return {pk: each for pk, each in lists.items() if each}
