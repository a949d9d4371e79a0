"""Making short addresses."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from django.db import transaction

from depesche.audience.models import ShortLink, new_code


@transaction.atomic
def link_for(*, kind: str, subject: str | int, at: datetime) -> ShortLink:
    """The short link of a subject, made if it has none.

    However many ask at once, there is one: the database lets the first row
    in and passes over the others without an error, which would end the
    transaction of whoever is publishing.
    """
    mine = ShortLink.objects.of(kind, subject)
    for tries in count():
        found: ShortLink | None = mine.first()
        if found is not None:
            return found
        row = ShortLink(code=new_code(tries), kind=kind, subject=str(subject), made_at=at)
        ShortLink.objects.bulk_create([row], ignore_conflicts=True)
    raise AssertionError("there is always a longer code")
