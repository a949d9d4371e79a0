"""No more comes at once on a day than the house or its reader wants, and what is above that is told, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Letter, Notice
from tests import factories as make
from tests.subscriptions.conftest import Letters, follow, found
from tests.subscriptions.push_service import Push, push_service
from tests.subscriptions.test_quiet_hours import ask

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven o'clock for the readers, who live in Berlin


@pytest.fixture
def publish(hafen: Section, nordkai: Story, noon: Any) -> Callable[..., Any]:
    """Publish a piece for followers, a minute after the last one."""

    def published(title: str, **fields: Any) -> Any:
        noon.shift(timedelta(minutes=1))
        told = {"stories": (nordkai,), "tell_followers": True, **fields}
        return make.article(hafen, title, at=timezone.now(), **told)

    return published


def beat(letters: Letters) -> list[str]:
    """What has come to the reader when the clock has beaten and all is done."""
    call_command("clock", once=True)
    letters()
    return [one.subject for one in letters()][1:]  # without the question


def test_what_is_above_the_limit_of_the_house_comes_in_the_morning_in_one_letter(
    settings: Any, nordkai: Story, letters: Letters, publish: Any, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 2
    follow(found(nordkai, "story"))
    for title in ("Eins", "Zwei", "Drei", "Vier"):
        publish(title)
        letters()
    assert beat(letters) == ["Eins", "Zwei"]
    assert list(Letter.objects.filter(state="left").values_list("kind", flat=True)) == ["piece", "piece"]
    noon.move_to(MORNING - timedelta(minutes=1))
    assert beat(letters) == ["Eins", "Zwei"]
    noon.move_to(MORNING)
    assert beat(letters) == ["Eins", "Zwei", "Brückhavener Bote: Vier"]
    rest = letters()[-1]
    assert [rest.body.count(title) for title in ("Eins", "Zwei", "Drei", "Vier")] == [0, 0, 1, 1]
    assert nordkai.title in rest.body.partition("--")[2], "it says for what it comes"
    assert "/-/following/end/" in rest.extra_headers["List-Unsubscribe"]
    publish("Fünf")
    letters()
    assert beat(letters)[-1] == "Fünf", "another day"
    noon.shift(timedelta(days=2))
    assert len(beat(letters)) == 4, "nothing is told twice"


def test_a_reader_may_want_less_than_the_house_and_not_more(
    settings: Any, nordkai: Story, letters: Letters, publish: Any
) -> None:
    settings.AT_ONCE_A_DAY = 2
    follower = follow(found(nordkai, "story"))
    actions.change_quiet(follower=follower, quiet_from=None, quiet_to=None, most_a_day=1, at=timezone.now())
    publish("Eins")
    publish("Zwei")
    assert beat(letters) == ["Eins"]
    actions.change_quiet(follower=follower, quiet_from=None, quiet_to=None, most_a_day=5, at=timezone.now())
    publish("Drei")
    publish("Vier")
    assert beat(letters) == ["Eins", "Drei"]


def test_without_a_limit_everything_comes_at_once(
    settings: Any, nordkai: Story, letters: Letters, publish: Any
) -> None:
    settings.AT_ONCE_A_DAY = 0
    follow(found(nordkai, "story"))
    for number in range(14):
        publish(f"Nummer {number}")
    assert len(beat(letters)) == 14


def test_a_daily_letter_tells_it_along_and_no_second_letter_comes(
    settings: Any, nordkai: Story, hafen: Section, letters: Letters, publish: Any, noon: Any
) -> None:
    """Of a story that is followed at once, in the daily letter about something else."""
    settings.AT_ONCE_A_DAY = 1
    other = make.story(hafen.edition_page(), "Werft")
    follow(found(nordkai, "story"))
    follow(found(other, "story"), rhythm="daily")
    publish("Eins")
    publish("Zwei")
    publish("Von der Werft", stories=(other,), tell_followers=False)
    number = len(beat(letters))
    noon.move_to(MORNING + timedelta(minutes=1))
    beat(letters)
    noon.move_to(MORNING + timedelta(hours=1))
    assert len(beat(letters)) == number + 1
    daily = letters()[-1]
    assert daily.extra_headers["List-Id"] == "<daily.testserver>"
    assert [daily.body.count(f"\n{title}\n") for title in ("Eins", "Zwei", "Von der Werft")] == [0, 1, 1]
    assert Letter.objects.get(kind="rest").state == "dropped"


def test_what_was_not_needed_at_once_is_told_in_the_daily_letter(
    nordkai: Story, hafen: Section, letters: Letters, publish: Any, noon: Any
) -> None:
    """Its reader ended the story before the letter left, and follows the section daily: so they have not had it."""
    follower = follow(found(nordkai, "story"))
    follow(found(hafen, "section"), rhythm="daily")
    actions.change_quiet(follower=follower, quiet_from=12, quiet_to=20, most_a_day=None, at=timezone.now())
    publish("Eins")
    letters()
    actions.end(follower=follower, places=[found(nordkai, "story").place], at=make.NOON)
    noon.move_to(MORNING + timedelta(minutes=1))
    assert beat(letters)[-1] == "Brückhavener Bote: Eins"


def test_a_newer_version_that_came_at_once_is_not_told_again(
    settings: Any, nordkai: Story, letters: Letters, publish: Any, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 1
    follow(found(nordkai, "story"))
    publish("Eins")
    two, three = publish("Zwei"), publish("Drei")
    assert beat(letters) == ["Eins"]
    noon.move_to(datetime(2026, 11, 22, 23, 1, tzinfo=UTC))  # the next day has begun in Berlin
    make.again(two, at=timezone.now(), title="Zwei, neu", tell_followers=True)
    newsroom.withdraw(page=three, by=None, at=timezone.now())
    assert beat(letters) == ["Eins", "Zwei, neu"]
    noon.move_to(MORNING)
    assert beat(letters) == ["Eins", "Zwei, neu"]


def test_the_day_is_that_of_the_reader_also_when_the_clocks_change(
    settings: Any, nordkai: Story, letters: Letters, publish: Any, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 1
    noon.move_to(datetime(2026, 10, 24, 21, 30, tzinfo=UTC))
    follow(found(nordkai, "story"), at=timezone.now())
    publish("Vor Mitternacht")
    assert beat(letters) == ["Vor Mitternacht"]
    noon.move_to(datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    publish("Nach Mitternacht")
    noon.move_to(datetime(2026, 10, 25, 22, 58, tzinfo=UTC))  # a day of 25 hours
    publish("Am selben Tag")
    assert beat(letters)[:2] == ["Vor Mitternacht", "Nach Mitternacht"]
    noon.move_to(datetime(2026, 10, 25, 23, 0, tzinfo=UTC))
    publish("Am Montag")
    assert beat(letters) == ["Vor Mitternacht", "Nach Mitternacht", "Am Montag"]


def test_two_who_send_at_the_same_time_do_not_send_one_too_many_and_lose_none(
    settings: Any, nordkai: Story, letters: Letters, publish: Any, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 1
    follow(found(nordkai, "story"))
    letters()
    noon.shift(timedelta(minutes=1))
    follower = Letter.objects.get().follower
    fields = {"follower": follower, "kind": "piece", "version": "1", "written_at": timezone.now()}
    on_its_way = Letter.objects.create(
        about="piece.1", state="taken", taken_at=timezone.now(), due_at=timezone.now(), **fields
    )
    publish("Eins")
    assert beat(letters) == []
    waiting = Letter.objects.get(kind="piece", state="waiting")
    assert waiting.due_at == timezone.now() + timedelta(minutes=1)
    Letter.objects.filter(pk=on_its_way.pk).update(state="refused", taken_at=None)
    noon.shift(timedelta(minutes=1))
    assert beat(letters) == ["Eins"], "the other was not sent, so there is room"


@pytest.fixture
def service(settings: Any) -> Iterator[Push]:
    """A push service that the settings name."""
    with push_service() as state:
        settings.PUSH_SERVICES = [state.origin]
        yield state
        assert state.faults == []


@pytest.mark.loopback
def test_a_browser_is_told_the_rest_in_one_message_in_the_morning(
    settings: Any, service: Push, nordkai: Story, hafen: Section, publish: Any, run_tasks: Any, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 2
    anna = service.reader("anna")
    ask("begin", anna, kind="story", name=str(nordkai.pk))
    for title in ("Eins", "Zwei", "Drei", "Vier"):
        publish(title)
        run_tasks()
    gone = publish("Zurückgezogen")
    run_tasks()
    newsroom.withdraw(page=gone, by=None, at=timezone.now())
    assert [one["title"] for one in service.heard_by(anna)] == ["Eins", "Zwei"]
    noon.move_to(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))  # it has said no zone
    call_command("clock", once=True)
    run_tasks()
    [rest] = service.heard_by(anna)[2:]
    assert rest["body"] == "Vier · Drei"
    assert rest["path"] == hafen.edition_page().public_path()
    noon.shift(timedelta(days=1))
    call_command("clock", once=True)
    run_tasks()
    assert len(service.heard_by(anna)) == 3
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent", "left"}
