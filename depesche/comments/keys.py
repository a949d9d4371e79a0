"""Surrogate keys of what stored pages show of discussions."""

from __future__ import annotations


def discussion(kind: str, name: str) -> str:
    """The discussion of a page: its state, its number of comments and all of them."""
    return f"discussion:{kind}.{name}"


def keeping(kind: str, name: str) -> str:
    """How discussions are kept in a place: an edition, a section, or beneath one page."""
    return f"keeping:{kind}.{name}"


def rules(edition: str) -> str:
    """The house rules of an edition."""
    return f"rules:{edition}"


def moderation(edition: str) -> str:
    """What an edition tells of its moderation: decisions and appeals by rule and month."""
    return f"moderation:{edition}"
