"""Surrogate keys: the names under which a page in front of readers is purged.

A key names something that pages show.  What each of them stands for is said
once more, as facts, in ``actions/facts.py``: a change purges the keys of the
facts that it changes, and no others.
"""

from __future__ import annotations

from urllib.parse import quote


def edition(code: str) -> str:
    """The frame of an edition's pages: masthead, navigation, footer, colours, language and clock."""
    return f"edition:{code}"


def front(code: str) -> str:
    """What editors have put on the front page of an edition, and in which rank."""
    return f"front:{code}"


def reactions(code: str) -> str:
    """What readers can say of an edition's articles with one click."""
    return f"reactions:{code}"


def article(public_id: str) -> str:
    """The whole text of an article: its own page, and feeds."""
    return f"article:{public_id}"


def teaser(public_id: str) -> str:
    """An article as lists show it: headline, standfirst, byline, kicker, picture."""
    return f"teaser:{public_id}"


def headline(public_id: str) -> str:
    """An article as a link: address, headline and kind, or that it cannot be read."""
    return f"headline:{public_id}"


def translations(key: object) -> str:
    """Which editions have an article, and under which headline."""
    return f"translations:{key}"


def name(pk: int | str) -> str:
    """A story, author, section or edition as a link: its name and address, or that it cannot be read."""
    return f"name:{pk}"


def page(pk: int) -> str:
    """The pages of a story, author, section, plain page or edition: a withdrawal takes them away at once."""
    return f"page:{pk}"


def text(pk: int) -> str:
    """What a story, author, section, plain page or edition says of itself."""
    return f"text:{pk}"


def after(edition_pk: int, under: int, pk: int, row: int | str = "") -> str:
    """What follows in a list after one of its rows; without a row, what it begins with.

    A list is a chain.  Whatever comes or goes changes one link of it, so only
    the page of the list with this link changes, not those before and behind it.
    ``row`` is the number of a teaser, or a period (``2026-11``, ``2026-11-22``)
    with which the list is asked to begin.
    """
    return f"after:{edition_pk}.{under}.{pk}.{row}"


def count(edition_pk: int, under: int, pk: int, period: str = "") -> str:
    """How many articles a list has, in all and by month; with a period, in that year or month."""
    return f"count:{edition_pk}.{under}.{pk}.{period}"


def changed(edition_pk: int, under: int, pk: int) -> str:
    """When a list has last got something new."""
    return f"changed:{edition_pk}.{under}.{pk}"


def running(code: str) -> str:
    """The running stories of an edition, with their counts and last changes."""
    return f"running:{code}"


def authors(code: str) -> str:
    """Everybody who writes for an edition."""
    return f"authors:{code}"


def pages(code: str) -> str:
    """The sitemap of an edition's sections, stories, authors and plain pages."""
    return f"pages:{code}"


def month(code: str, period: str) -> str:
    """The sitemap of an edition's articles of one month."""
    return f"month:{code}.{period}"


def news(code: str) -> str:
    """The sitemap of what an edition has published in the last two days."""
    return f"news:{code}"


def address(of: str) -> str:
    """Where a text links to: the address of an article by its public id, or whether a draft stands at a path."""
    return f"address:{quote(of)}"
