"""Surrogate keys: the names under which a page in front of readers is purged."""

from __future__ import annotations


def edition(code: str) -> str:
    """Everything that shows the masthead, navigation or footer of an edition."""
    return f"edition:{code}"


def article(public_id: str) -> str:
    """The page of one article and every list that names it."""
    return f"article:{public_id}"


def listing(under: str, pk: int) -> str:
    """A list of articles: of an edition, section, story, author or tag."""
    return f"list:{under}:{pk}"


def story(pk: int) -> str:
    """A running story: its summary, timeline and count."""
    return f"story:{pk}"


def page(pk: int) -> str:
    """A plain page or an author's own text."""
    return f"page:{pk}"
