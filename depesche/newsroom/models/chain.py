"""Reading lists so that a page knows which links of the chain it shows (``keys.after``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depesche.delivery.collecting import mark
from depesche.newsroom import keys
from depesche.newsroom.models.listing import Filing, Teaser, Under


def follow(
    rows: Iterable[Filing], edition_pk: int, under: Under, pk: int, *, after: int | str = ""
) -> Iterator[Filing]:
    """Go down a list row by row; the page being rendered goes with what it has seen, and no further.

    ``after`` is the number of the teaser behind which ``rows`` begin, or the
    period with which they do.
    """
    mark(keys.after(edition_pk, under, pk, after))
    for row in rows:
        yield row
        mark(keys.after(edition_pk, under, pk, row.teaser_id))


def shows(teasers: Iterable[Teaser]) -> None:
    """Say that the page being rendered shows these articles as lists do: with all that a teaser has."""
    for teaser in teasers:
        mark(keys.teaser(teaser.public_id))
        if teaser.main_story_id:  # its name may be the kicker
            mark(keys.name(teaser.main_story_id))


def links(teasers: Iterable[Teaser]) -> None:
    """Say that the page being rendered leads to these articles by their headlines alone."""
    mark(*(keys.headline(teaser.public_id) for teaser in teasers))
