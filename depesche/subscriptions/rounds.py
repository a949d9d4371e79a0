"""When something is due, and when it is quiet, on the clock of a reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from depesche.subscriptions.models import Browser, Follower, Rhythm

# What is published at a moment is read a moment later; a letter tells what had settled by then, the next one the rest.
SETTLED = timedelta(minutes=1)
_DAY = timedelta(days=1)


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
    return _first(day, follower.hour, zone, step=step, after=after)


def next_hour(zone: str, hour: int, *, after: datetime) -> datetime:
    """The next time at which a clock shows an hour, later than ``after``."""
    on = ZoneInfo(zone)
    return _first(after.astimezone(on).date(), hour, on, step=_DAY, after=after)


def quiet_until(reader: Follower | Browser, *, at: datetime) -> datetime:
    """When something may reach a reader at once: at the end of their quiet hours, else at ``at`` itself.

    They begin and end when the clock first shows their hours; an hour that is left out is passed when it would have
    begun.  So a night with a changed clock is an hour shorter or longer, as it is for whoever sleeps.
    """
    until = at
    while end := _end_of_quiet(reader, until):  # the last hour between two quiet times may be left out
        until = end
    return until


def day_began(zone: str, *, at: datetime) -> datetime:
    """When the day began on which ``at`` falls for a reader."""
    on = ZoneInfo(zone)
    return _moment(at.astimezone(on).date(), 0, on)


def _end_of_quiet(reader: Follower | Browser, at: datetime) -> datetime | None:
    begins, ends = reader.quiet_from, reader.quiet_to
    if begins is None or ends is None:
        return None
    zone = ZoneInfo(reader.zone)
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today, today + _DAY):
        end = _moment(day if begins < ends else day + _DAY, ends, zone)
        if _moment(day, begins, zone) <= at < end:
            return end
    return None


def _first(day: date, hour: int, zone: ZoneInfo, *, step: timedelta, after: datetime) -> datetime:
    due = _moment(day, hour, zone)
    while due <= after:
        day += step
        due = _moment(day, hour, zone)
    return due


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
