"""How far a page reaches: its short address, and how often it was read."""

from __future__ import annotations

from typing import Any

from depesche.audience.models import ShortLink


def reach(kind: str, subject: str | int) -> dict[str, Any]:
    """The short link of a live page and how often the page was read, for its template: one query."""
    return {"short": ShortLink.objects.of(kind, subject).with_views().first()}
