"""Corrections: told to everybody who got a piece with the error in it, and to nobody else.

Each letter and each message keeps of which pieces it told, and the number of
the last correction that each of them held, read in one statement with its
text.  So whoever got a piece before a correction is known for sure, however
close the two were.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from depesche.subscriptions import known
from depesche.subscriptions.models import CORRECTION, Announcement, Letter, Notice
from depesche.subscriptions.rounds import SETTLED
from depesche.subscriptions.subjects import Corrected, source

AT_ONCE = 500


def is_too_early(announcement: Announcement) -> bool:
    """Whether something is on its way that was made before a correction, so that nobody knows yet who got it."""
    if announcement.kind != CORRECTION:
        return False
    before = Q(state="taken", taken_at__lt=announcement.at + SETTLED)
    return bool(Letter.objects.filter(before, begun_at=None).exists() or Notice.objects.filter(before).exists())


def next_followers(announcement: Announcement, at: datetime) -> list[int]:
    """Some more of those who got the error by mail: in a letter of its own, among others or in an issue."""
    corrected = source().correction(announcement.version, at)
    if corrected is None:
        return []
    got = Letter.objects.handed_over().filter(
        tells__contains=known.telling(announcement.piece),
        follower_id__gt=announcement.reached,
        follower__paused_at=None,
        follower__confirmed_at__isnull=False,
    )
    if corrected.since:
        got = got.filter(begun_at__gte=corrected.since)
    rows = got.order_by("follower_id").values_list("follower_id", "tells")
    return _first(rows.iterator(chunk_size=AT_ONCE), corrected)


def next_browsers(announcement: Announcement, reached: int, at: datetime) -> list[int]:
    """Some more of the browsers that were told of the piece with the error in it."""
    corrected = source().correction(announcement.version, at)
    if corrected is None:
        return []
    got = Notice.objects.filter(
        tells__contains=known.telling(announcement.piece), state__in=["sent", "unknown"], browser_id__gt=reached
    )
    if corrected.since:
        got = got.filter(taken_at__gte=corrected.since)
    rows = got.order_by("browser_id").values_list("browser_id", "tells")
    return _first(rows.iterator(chunk_size=AT_ONCE), corrected)


def _first(rows: Iterable[tuple[int, Any]], corrected: Corrected) -> list[int]:
    """The first so many of those who got it before the correction, each once."""
    found: dict[int, None] = {}
    for reader, tells in rows:
        if known.last_correction(tells, corrected.piece.name) < corrected.number:
            found[reader] = None
        if len(found) == AT_ONCE:
            break
    return list(found)
