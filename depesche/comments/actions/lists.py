"""Keeping the lists of words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from depesche.accounts.models import User
from depesche.comments.models import LogEntry, Word


@transaction.atomic
def add_word(*, pattern: str, kind: str, language: str, number: int | None, by: User, at: datetime) -> Word:
    """Put a word on a list; one that stands there already is changed."""
    fields = {"kind": kind, "number": number}
    word, _new = Word.objects.update_or_create(language=language, pattern=pattern, defaults=fields)
    LogEntry.objects.create(what=LogEntry.What.WORD_ADDED, by=by, details=_details(word), at=at)
    return word


@transaction.atomic
def remove_word(*, word: Word, by: User, at: datetime) -> None:
    """Take a word off its list."""
    LogEntry.objects.create(what=LogEntry.What.WORD_REMOVED, by=by, details=_details(word), at=at)
    word.delete()


def _details(word: Word) -> dict[str, object]:
    return {"word": word.pattern, "language": word.language, "kind": word.kind, "rule": word.number}


def note_export(*, since: date, until: date, by: User | None, at: datetime) -> None:
    """Write down that statements of reasons were taken out."""
    details = {"since": since.isoformat(), "until": until.isoformat()}
    LogEntry.objects.create(what=LogEntry.What.EXPORTED, by=by, details=details, at=at)
