"""Corrections: said with the version in which an error is put right, and once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from depesche import events
from depesche.accounts.models import User
from depesche.newsroom.events import Corrected
from depesche.newsroom.models import Article, Correction


class Said(NamedTuple):
    """What the editor of a version says about an error in those before it."""

    wrong: str
    right: str
    since: datetime | None


def take_said(candidate: Any) -> Said | None:
    """The correction that comes with a version; it belongs to this one, and to none that comes after it.

    What readers have never seen cannot be corrected.
    """
    if not isinstance(candidate, Article):
        return None
    said = Said(candidate.correction_wrong.strip(), candidate.correction_right.strip(), candidate.correction_since)
    candidate.correction_wrong, candidate.correction_right, candidate.correction_since = "", "", None
    return said if said.wrong and said.right and candidate.first_published_at else None


def correct(*, article: Article, said: Said, version: str, by: User | None, at: datetime) -> Correction:
    """Put a correction beneath the article, and let it be told to whoever got the error.

    It is called in the transaction that publishes the version.
    """
    fields = {"wrong": said.wrong, "right": said.right, "since": said.since, "made_by": by, "made_at": at}
    correction, new = Correction.objects.get_or_create(article=article, version=version, defaults=fields)
    if new:
        events.emit(Corrected(page_id=article.pk, correction_id=correction.pk))
    return correction
