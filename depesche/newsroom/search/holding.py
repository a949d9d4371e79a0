"""Whether one article has what is asked for, told without the index: for thousands of searches and one article.

The index answers one search among all articles.  Whoever has kept thousands
of searches and one new article would have to ask it thousands of times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from depesche.newsroom.models import Filing, Teaser, Under
from depesche.newsroom.search.index import columns, facet
from depesche.newsroom.search.match import Clause, Match

_BREAK = "¶"  # between headline and text, so that no phrase reaches over it


@dataclass(frozen=True, slots=True)
class Held:
    """The words of one article as the index has them."""

    words: frozenset[str]
    parts: frozenset[str]
    running: tuple[str, str]  # headline and text, and the parts of compounds, for phrases
    facets: frozenset[str]

    @classmethod
    def by(cls, teaser: Teaser) -> Self:
        """What an article holds: one query, with its snapshot at hand."""
        head, text, parts = columns(teaser.snapshot.as_text_item(), kicker=teaser.kicker)
        filings = Filing.objects.filter(teaser=teaser).exclude(under=Under.EDITION)
        return cls(
            words=frozenset(head.split()) | frozenset(text.split()),
            parts=frozenset(parts.split()),
            running=(f" {head} {_BREAK} {text} ", f" {parts} "),
            facets=frozenset(facet(under, pk) for under, pk in filings.values_list("under", "under_id")),
        )

    def answers(self, match: Match) -> bool:
        """Whether the index would find it; the time of publication is not looked at."""
        return (
            bool(match.wanted)
            and self.facets.issuperset(match.facets)
            and all(map(self._has, match.wanted))
            and not any(map(self._has, match.unwanted))
        )

    def _has(self, clause: Clause) -> bool:
        if len(clause.stems) > 1:
            phrase = f" {' '.join(clause.stems)} "
            return any(phrase in running for running in self.running)
        [stem] = clause.stems
        if stem in self.words or stem in self.parts:
            return True
        return bool(clause.parts) and all(part in self.words or part in self.parts for part in clause.parts)
