"""Surrogate keys of the pages on which newsletters are kept, and of those that lead there."""

from __future__ import annotations


def newsletters(code: str) -> str:
    """Which newsletters an edition has, and under which names."""
    return f"newsletters:{code}"


def any_newsletter(code: str) -> str:
    """Whether an edition has newsletters at all: every footer leads to them, or does not."""
    return f"any-newsletter:{code}"


def newsletter(pk: int) -> str:
    """A newsletter on its own page, on those of its issues and in its feed: its name, address and description."""
    return f"newsletter:{pk}"


def issues(pk: int) -> str:
    """Which issues of a newsletter were sent."""
    return f"issues:{pk}"


def issue(public_id: str) -> str:
    """A sent issue; its page is taken away at once when it is deleted."""
    return f"issue:{public_id}"
