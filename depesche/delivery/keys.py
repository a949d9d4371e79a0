"""Surrogate keys of the page store itself."""

from __future__ import annotations


def everything() -> str:
    """Every stored page: a new release, a new theme, or a change that may show anywhere."""
    return "everything"
