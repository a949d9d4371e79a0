"""Surrogate keys of the pages on which newsletters are kept."""

from __future__ import annotations


def newsletters(code: str) -> str:
    """Which newsletters an edition has, and under which names."""
    return f"newsletters:{code}"


def newsletter(pk: int) -> str:
    """A newsletter on its own page and in its feed: its name, its description and the list of its sent issues."""
    return f"newsletter:{pk}"


def issue(public_id: str) -> str:
    """A sent issue; its page is taken away at once when it is deleted."""
    return f"issue:{public_id}"
