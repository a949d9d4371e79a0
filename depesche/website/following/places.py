"""What the things that readers follow are called, and to which paper they belong."""

from __future__ import annotations

from depesche.newsroom.models import Edition
from depesche.subscriptions.subjects import Place, Subject


def tag_name(edition: int, tag: int) -> str:
    """What a keyword is called as something to follow: editions share keywords, and readers follow one paper's."""
    return f"{edition}-{tag}"


def subject_of(place: Place, edition: Edition, title: str, path: str) -> Subject:
    """Something that can be followed, in the looks and on the clock of its paper."""
    return Subject(
        place=place,
        title=title,
        path=path,
        edition=Place("edition", str(edition.pk)),
        code=edition.code,
        paper=edition.title,
        language=edition.language,
        direction=edition.direction,
        zone=edition.time_zone,
    )


def number(name: str) -> int:
    """The number of a page; 0, which none has, for what is no number, and for a second way to write one."""
    return int(name) if name.isascii() and name.isdecimal() and not name.startswith("0") and len(name) < 18 else 0


def numbers(name: str) -> tuple[int, int]:
    """The edition and the keyword that ``tag_name`` has named."""
    edition, _dash, tag = name.partition("-")
    return number(edition), number(tag)
