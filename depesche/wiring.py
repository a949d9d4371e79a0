"""Which tasks follow which event: one page, read from top to bottom."""

from __future__ import annotations


def connect() -> None:
    """Wire the house; called once when Django has loaded all apps."""
