"""The names under which stored pages are purged: what the audience owns."""

from __future__ import annotations


def figures(kind: str, subject: str | int) -> str:
    """How often a page was read, and how readers react to it."""
    return f"figures:{kind}.{subject}"
