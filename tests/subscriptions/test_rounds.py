"""Daily and weekly letters: at the hour of their readers, with what is new since the last one, and never empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from depesche.newsroom.models import Article, Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Follower, Letter, Round
from depesche.subscriptions.rounds import next_due
from tests import factories as make
from tests.subscriptions.conftest import Letters, follow, found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "after", "due"),
    [
        ("Europe/Berlin", 7, "2026-11-22 05:59", "2026-11-22 06:00"),
        ("Europe/Berlin", 7, "2026-11-22 06:00", "2026-11-23 06:00"),
        ("Europe/Berlin", 7, "2026-03-28 06:00", "2026-03-29 05:00"),  # the clocks go forward that night
        ("Europe/Berlin", 7, "2026-10-24 05:00", "2026-10-25 06:00"),  # ... and back
        ("Europe/Berlin", 2, "2026-03-28 01:00", "2026-03-29 01:00"),  # an hour that does not come
        ("Europe/Berlin", 2, "2026-10-24 00:00", "2026-10-25 00:00"),  # ... and one that comes twice
        ("Europe/Berlin", 2, "2026-10-25 00:00", "2026-10-26 01:00"),
        ("Asia/Kathmandu", 7, "2026-11-22 00:00", "2026-11-22 01:15"),
        ("Pacific/Kiritimati", 0, "2026-11-22 09:59", "2026-11-22 10:00"),
    ],
)
def test_a_daily_letter_is_due_at_the_hour_of_its_reader(zone: str, hour: int, after: str, due: str) -> None:
    assert next_due(Follower(zone=zone, hour=hour), "daily", after=at(after)) == at(due)


def test_a_weekly_letter_is_due_on_its_day() -> None:
    follower = Follower(zone="Europe/Berlin", hour=7, weekday=5)
    assert next_due(follower, "weekly", after=at("2026-11-22 12:00")) == at("2026-11-28 06:00")
    assert next_due(follower, "weekly", after=at("2026-11-28 06:00")) == at("2026-12-05 06:00")
    assert next_due(follower, "weekly", after=at("2026-10-24 05:00")) == at("2026-10-31 06:00")


@given(
    after=st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - given a zone below
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]),
)
def test_the_next_time_is_ahead_and_never_more_than_a_day_and_a_changed_clock_away(
    after: datetime, hour: int, zone: str
) -> None:
    moment = after.replace(tzinfo=UTC)
    due = next_due(Follower(zone=zone, hour=hour), "daily", after=moment)
    assert moment < due <= moment + timedelta(hours=26)


@pytest.mark.django_db
def test_a_daily_letter_tells_what_is_new_by_story_and_the_next_one_what_came_since(
    article: Article, hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    Story.objects.filter(pk=nordkai.pk).update(summary="Seit Mai streiten Stadt und Reeder.")
    follow(found(hafen, "section"), found(nordkai, "story"), rhythm="daily", at=make.NOON + timedelta(seconds=1))
    letters()
    noon.move_to(make.NOON + timedelta(hours=2))
    make.article(hafen, "Erstes vom Kai", at=make.NOON + timedelta(hours=1), stories=(nordkai,))
    make.article(hafen, "Wetter", at=make.NOON + timedelta(hours=1, minutes=1))
    make.article(hafen, "Zweites vom Kai", at=make.NOON + timedelta(hours=1, minutes=2), stories=(nordkai,))
    noon.move_to(make.NOON + timedelta(hours=18, minutes=1))
    call_command("clock", once=True)
    [_question, letter] = letters()
    text = str(letter.body)
    assert [text.count(title) for title in ("Zweites vom Kai", "Erstes vom Kai", "Wetter")] == [1, 1, 1]
    assert text.index("Zweites vom Kai") < text.index("Erstes vom Kai") < text.index("Wetter")
    assert "Seit Mai streiten" in text
    assert "Die Fähre fährt" not in text, "that was there before"
    assert letter.subject == "Brückhavener Bote: Zweites vom Kai"
    assert letter.extra_headers["List-Id"] == "<daily.testserver>"

    call_command("clock", once=True)
    noon.move_to(make.NOON + timedelta(hours=42, minutes=1))
    call_command("clock", once=True)
    assert len(letters()) == 2, "there is nothing new, so no letter comes"
    make.article(hafen, "Drittes", at=make.NOON + timedelta(hours=43))
    noon.move_to(make.NOON + timedelta(hours=66, minutes=1))
    call_command("clock", once=True)
    assert [("Drittes" in str(one.body), "Wetter" in str(one.body)) for one in letters()[2:]] == [(True, False)]


@pytest.mark.django_db
def test_what_came_at_once_is_not_told_again_in_the_daily_letter(
    article: Article, hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    follow(found(hafen, "section"), rhythm="daily")
    noon.move_to(make.NOON + timedelta(hours=1))
    make.article(hafen, "Vom Kai", at=make.NOON + timedelta(hours=1), stories=(nordkai,), tell_followers=True)
    assert letters()[-1].subject == "Vom Kai"
    number = len(letters())
    noon.move_to(make.NOON + timedelta(hours=18, minutes=1))
    call_command("clock", once=True)
    assert len(letters()) == number


@pytest.mark.django_db
def test_nothing_that_was_published_while_a_letter_was_made_is_lost(
    article: Article, hafen: Section, noon: Any, letters: Letters
) -> None:
    follow(found(hafen, "section"), rhythm="daily")
    due = make.NOON + timedelta(hours=18)
    noon.move_to(due)
    call_command("clock", once=True)
    letters()
    make.article(hafen, "Im selben Augenblick", at=due - timedelta(milliseconds=1))  # its transaction ended later
    noon.move_to(due + timedelta(days=1))
    call_command("clock", once=True)
    assert "Im selben Augenblick" in str(letters()[-1].body)


@pytest.mark.django_db
def test_a_clock_that_was_stopped_for_days_sends_one_letter(hafen: Section, letters: Letters, noon: Any) -> None:
    follow(found(hafen, "section"), rhythm="daily")
    for day in range(4):
        make.article(hafen, f"Vom Tag {day}", at=make.NOON + timedelta(days=day, hours=1))
    noon.move_to(make.NOON + timedelta(days=5))
    call_command("clock", once=True)
    call_command("clock", once=True)
    letters()
    assert Letter.objects.filter(kind="daily").count() == 1
    assert all(f"Vom Tag {day}" in str(letters()[-1].body) for day in range(4))


@pytest.mark.django_db
def test_a_pause_is_not_made_up_for(hafen: Section, letters: Letters, noon: Any) -> None:
    follower = follow(found(hafen, "section"), rhythm="daily")
    actions.pause(follower=follower, at=make.NOON)
    make.article(hafen, "Während der Pause", at=make.NOON + timedelta(hours=1))
    with time_machine.travel(make.NOON + timedelta(days=1), tick=False):
        call_command("clock", once=True)
        actions.resume(follower=follower, at=make.NOON + timedelta(days=1))
    noon.move_to(make.NOON + timedelta(days=2))
    call_command("clock", once=True)
    assert not any("Pause" in str(letter.body) for letter in letters())
    assert Round.objects.filter(due_at__gt=make.NOON + timedelta(days=2)).count() == 1
