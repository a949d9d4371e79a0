"""When a letter is due, on the clock of its reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from depesche.subscriptions.models import Follower, Rhythm

# What is published at a moment is read a moment later; a letter tells what had settled by then, the next one the rest.
SETTLED = timedelta(minutes=1)


def next_due(follower: Follower, rhythm: str, *, after: datetime) -> datetime:
    """The next time at which the follower's daily or weekly letter is due, later than ``after``.

    Where clocks are put forward over the hour, it is due when that hour would have begun; where they are put
    back and the hour comes twice, at the first of the two.
    """
    zone = ZoneInfo(follower.zone)
    day = after.astimezone(zone).date()
    if rhythm == Rhythm.WEEKLY:
        day += timedelta(days=(follower.weekday - day.weekday()) % 7)
    step = timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    due = _moment(day, follower.hour, zone)
    while due <= after:
        day += step
        due = _moment(day, follower.hour, zone)
    return due


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
