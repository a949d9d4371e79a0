"""Asking the index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from depesche.newsroom.models import SearchEntry, Teaser, Under
from depesche.newsroom.search.index import engine, facet, number_of
from depesche.newsroom.search.match import Match, clauses

PAGE = 10
MOST = 1_000  # words as common as "town" match half of an archive, and nobody needs to know how many these are


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A reader's question.  Times are moments; ``under`` limits it to section, story or author."""

    edition_id: int
    language: str
    text: str
    under: tuple[tuple[Under, int], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    order: Literal["best", "newest"] = "best"
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of answers.  ``count`` is exact up to ``MOST``; ``terms`` are the stems to highlight."""

    teasers: list[Teaser]
    count: int
    more: bool
    terms: frozenset[str]

    @property
    def beyond(self) -> int:
        """How many there are at least, where there are too many to count; 0 where they were counted."""
        return MOST if self.count > MOST else 0


def find(search: Search, *, at: datetime) -> Results:
    """The live articles that hold all the words: at most three queries."""
    match = match_of(search)
    wanted = match.wanted
    if not wanted:
        return Results(teasers=[], count=0, more=False, terms=frozenset())
    count = engine().count(match, most=MOST + 1)
    if not count and len(wanted) == 1:
        # Nothing has the whole word: somebody may still be typing it.
        match = replace(match, wanted=(replace(wanted[0], prefix=True),))
        count = engine().count(match, most=MOST + 1)
    numbers = _numbers(match, search) if count else []
    entries = SearchEntry.objects.filter(pk__in=numbers).select_related("teaser__photo", "teaser__snapshot")
    found = {entry.pk: entry.teaser for entry in entries}
    teasers = [found[number] for number in numbers[:PAGE] if number in found]
    return Results(
        teasers=[teaser for teaser in teasers if teaser.expires_at is None or teaser.expires_at > at],
        count=count,
        more=len(numbers) > PAGE,
        terms=frozenset(stem for clause in wanted for stem in (*clause.stems, *clause.parts)),
    )


def newest(search: Search, *, most: int) -> list[int]:
    """The teasers of the newest articles that hold all the words, as whole words: two queries."""
    match = match_of(search)
    numbers = engine().newest(match, offset=0, limit=most) if match.wanted else []
    return list(SearchEntry.objects.filter(pk__in=numbers).order_by("-pk").values_list("teaser_id", flat=True))


def match_of(search: Search) -> Match:
    """What the index is asked for."""
    wanted, unwanted = clauses(search.text, search.language)
    return Match(
        wanted=wanted,
        unwanted=unwanted,
        facets=tuple(facet(under, pk) for under, pk in search.under),
        since=number_of(search.edition_id, search.since),
        until=number_of(search.edition_id, search.until) - 1 if search.until else number_of(search.edition_id + 1) - 1,
    )


def _numbers(match: Match, search: Search) -> list[int]:
    offset = (search.page - 1) * PAGE
    numbers: list[int]
    if search.order == "newest":
        numbers = engine().newest(match, offset=offset, limit=PAGE + 1)
    else:
        numbers = engine().best(match, offset=offset, limit=PAGE + 1)
    return numbers
