"""Surrogate keys of the page store itself."""

from __future__ import annotations


def everything() -> str:
    """Every stored page: a restored database, or a change that may show anywhere."""
    return "everything"
