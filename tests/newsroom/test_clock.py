"""What the clock does beside keeping appointments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from depesche.media import actions as media
from depesche.media.models import Photo
from depesche.newsroom.management.commands.clock import tick
from tests.media.factories import a_photo

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
LAST_DAY = date(2026, 11, 22)


def sweeps() -> int:
    """How often the house was to be swept."""
    return DBTaskResult.objects.filter(task_path="depesche.media.tasks.sweep").count()


def is_shown(photo: Photo) -> bool:
    return bool(Photo.objects.get(pk=photo.pk).public_name)


def test_a_picture_is_taken_down_in_the_first_minute_after_its_licence() -> None:
    photo = a_photo(licence_ends_on=LAST_DAY)
    media.release(photo=photo, at=MIDNIGHT - timedelta(hours=12))
    tick(MIDNIGHT - timedelta(minutes=1), minute=True)
    assert is_shown(photo)
    tick(MIDNIGHT, minute=True)
    assert not is_shown(photo)


def test_a_clock_that_starts_takes_down_what_ended_while_none_ran() -> None:
    photo = a_photo()
    media.release(photo=photo, at=MIDNIGHT - timedelta(days=9))
    Photo.objects.filter(pk=photo.pk).update(licence_ends_on=date(2000, 1, 1))
    call_command("clock", once=True)
    assert not is_shown(photo)
    assert sweeps() == 1


def test_the_house_is_swept_once_a_day_however_many_clocks_there_are() -> None:
    for minutes in (-90, -60, -60, -1):
        tick(MIDNIGHT + timedelta(minutes=minutes), minute=True)
    assert sweeps() == 1
    for minutes in (0, 0, 1, 600):
        tick(MIDNIGHT + timedelta(minutes=minutes), minute=True)
    assert sweeps() == 2


def test_a_clock_that_loses_the_race_calls_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert media.begin_day(at=MIDNIGHT)
    late = type("Late", (), {"called_on": None})  # as the row stood before the other clock changed it
    monkeypatch.setattr("depesche.media.models.Chore.objects.get_or_create", lambda **_: (late, False))
    assert not media.begin_day(at=MIDNIGHT)
    assert sweeps() == 1
