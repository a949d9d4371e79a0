"""Surrogate keys of pictures and files."""

from __future__ import annotations


def photo(uid: str) -> str:
    """Every page that shows a photo."""
    return f"photo:{uid}"


def photos() -> str:
    """Sitemaps with the files of many pictures: some photo that readers see has got other files, or none."""
    return "photos"


def document(uid: str) -> str:
    """Every page that offers a document or recording."""
    return f"document:{uid}"


def portrait(person: int) -> str:
    """Every page that shows the picture of an account, or that it has none."""
    return f"portrait:{person}"


def file(public_name: str) -> str:
    """The files of a picture, recording or portrait themselves, which no page carries and caches in front keep."""
    return f"file:{public_name}"
