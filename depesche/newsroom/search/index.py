"""Keeping the index in step with what is live."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType

from django.db import connection
from django.db.models import Exists, OuterRef

from depesche.formats.newsitem import NewsItem, plain_text
from depesche.newsroom.models import Filing, SearchEntry, Teaser, Under
from depesche.newsroom.search import postgres, sqlite
from depesche.newsroom.search.words import Term, terms

# A number's lower half is the second of publication (32 bits: until the year 2106).
_SECONDS = 32
_LETTER = {Under.SECTION: "s", Under.STORY: "t", Under.AUTHOR: "a", Under.TAG: "g"}


def put(teaser: Teaser, item: NewsItem) -> None:
    """Make a live article findable, or replace what was known of it."""
    drop(teaser)
    entry = SearchEntry.objects.create(pk=_free_number(teaser), teaser=teaser)
    filings = Filing.objects.filter(teaser=teaser).exclude(under=Under.EDITION)
    facets = [facet(row.under, row.under_id) for row in filings]
    engine().write(entry.pk, *columns(item, kicker=teaser.kicker), " ".join(facets))


def drop(teaser: Teaser) -> None:
    """Forget an article."""
    for entry in SearchEntry.objects.filter(teaser=teaser):
        engine().erase(entry.pk)
        entry.delete()


def clear() -> None:
    """Forget everything."""
    SearchEntry.objects.all().delete()
    engine().clear()


def engine() -> ModuleType:
    """The engine of the database that the newsroom uses."""
    return sqlite if connection.vendor == "sqlite" else postgres


def columns(item: NewsItem, *, kicker: str) -> tuple[str, str, str]:
    """The stems of headline and text, and the parts of their compounds."""
    names = (*(line.name for line in item.bylines), *(tag.name for tag in item.tags), item.dateline)
    head = list(terms(" ".join((item.headline, item.short_headline, kicker)), item.language))
    text = list(terms(" ".join((item.standfirst, plain_text(item), *names)), item.language))
    return _stems(head), _stems(text), " ".join(part for term in head + text for part in term.parts)


def facet(under: int, pk: int) -> str:
    """The word that stands for a filing in the index."""
    return f"{_LETTER[Under(under)]}{pk}"


def number_of(edition_id: int, moment: datetime | None = None) -> int:
    """The lowest number of an entry published at ``moment`` in an edition.

    An edition's numbers stand together and run with time, so that the newest
    entries of one edition are a stretch of numbers and need no filter.
    """
    second = max(0, int(moment.timestamp())) if moment else 0
    return (edition_id << _SECONDS) + second


def _free_number(teaser: Teaser) -> int:
    number = number_of(teaser.edition_id, teaser.published_at)
    if not SearchEntry.objects.filter(pk=number).exists():
        return number
    # An import may put thousands on one second; the next free number keeps their place among the others.
    following = SearchEntry.objects.filter(pk=OuterRef("pk") + 1)
    ends = SearchEntry.objects.filter(~Exists(following), pk__gte=number).order_by("pk")
    return ends.values_list("pk", flat=True)[0] + 1


def _stems(found: list[Term]) -> str:
    return " ".join(term.stem for term in found)
