"""What comes at once waits for the end of quiet hours: on the clock of its reader, whatever that clock does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions, links
from depesche.subscriptions.channels.email import Office
from depesche.subscriptions.models import Browser, Follower, Letter, Notice
from depesche.subscriptions.rounds import quiet_until
from tests import factories as make
from tests.subscriptions.conftest import Letters, follow, found
from tests.subscriptions.push_service import Push, push_service


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "until"),
    [
        ("Europe/Berlin", (22, 7), "2026-11-22 20:59", "2026-11-22 20:59"),
        ("Europe/Berlin", (22, 7), "2026-11-22 21:00", "2026-11-23 06:00"),
        ("Europe/Berlin", (22, 7), "2026-11-23 05:59", "2026-11-23 06:00"),
        ("Europe/Berlin", (22, 7), "2026-11-23 06:00", "2026-11-23 06:00"),
        ("Europe/Berlin", (22, 7), "2026-03-28 21:00", "2026-03-29 05:00"),  # the clocks go forward that night
        ("Europe/Berlin", (22, 7), "2026-03-29 04:59", "2026-03-29 05:00"),
        ("Europe/Berlin", (22, 7), "2026-10-24 20:00", "2026-10-25 06:00"),  # ... and back
        ("Europe/Berlin", (22, 7), "2026-10-25 05:59", "2026-10-25 06:00"),
        ("Europe/Berlin", (22, 2), "2026-03-29 00:59", "2026-03-29 01:00"),  # it ends in an hour that does not come
        ("Europe/Berlin", (22, 2), "2026-10-24 23:59", "2026-10-25 00:00"),  # ... in one that comes twice: the first
        ("Europe/Berlin", (22, 2), "2026-10-25 00:30", "2026-10-25 00:30"),
        ("Europe/Berlin", (2, 3), "2026-10-25 01:30", "2026-10-25 02:00"),  # it begins at the first, and holds in both
        ("Europe/Berlin", (2, 3), "2026-03-29 01:00", "2026-03-29 01:00"),  # an hour of quiet that is left out
        ("Europe/Berlin", (3, 2), "2026-03-28 12:00", "2026-03-30 00:00"),  # ... and one without quiet
        ("Europe/Berlin", (9, 17), "2026-11-22 08:00", "2026-11-22 16:00"),
        ("Africa/Cairo", (22, 0), "2026-04-23 21:30", "2026-04-23 22:00"),  # there midnight itself is left out
        ("Australia/Lord_Howe", (22, 7), "2026-10-03 14:00", "2026-10-03 20:00"),  # half an hour
        ("Asia/Kathmandu", (22, 7), "2026-11-22 18:00", "2026-11-23 01:15"),
        ("Pacific/Kiritimati", (22, 7), "2026-11-22 09:00", "2026-11-22 17:00"),
    ],
)
def test_it_is_quiet_until_the_clock_of_the_reader_says_so(
    zone: str, hours: tuple[int, int], moment: str, until: str
) -> None:
    begins, ends = hours
    assert quiet_until(Follower(zone=zone, quiet_from=begins, quiet_to=ends), at=at(moment)) == at(until)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert quiet_until(Follower(zone="Europe/Berlin"), at=make.NOON) == make.NOON


@given(
    moment=st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - given a zone below
    hours=st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda two: two[0] != two[1]),
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]),
)
def test_after_the_wait_it_is_quiet_no_more_and_nobody_waits_for_two_days(
    moment: datetime, hours: tuple[int, int], zone: str
) -> None:
    asleep = Follower(zone=zone, quiet_from=hours[0], quiet_to=hours[1])
    begin = moment.replace(tzinfo=UTC)
    until = quiet_until(asleep, at=begin)
    assert begin <= until < begin + timedelta(hours=48)
    assert quiet_until(asleep, at=until) == until


def sleeping(subject: Any, begins: int = 22, ends: int = 7) -> Follower:
    """Somebody in Berlin who follows something and sleeps at night."""
    follower = follow(subject, at=timezone.now())
    actions.change_quiet(follower=follower, quiet_from=begins, quiet_to=ends, most_a_day=None, at=timezone.now())
    return follower


def minute(run_tasks: Callable[[], None]) -> None:
    call_command("clock", once=True)
    run_tasks()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("night", "before", "morning"),
    [
        ("2026-11-22 23:00", "2026-11-23 05:59", "2026-11-23 06:00"),
        ("2026-03-28 23:00", "2026-03-29 04:59", "2026-03-29 05:00"),
        ("2026-10-24 23:00", "2026-10-25 05:59", "2026-10-25 06:00"),
    ],
)
def test_a_letter_of_the_night_is_sent_in_the_morning_to_the_minute(
    night: str, before: str, morning: str, nordkai: Story, hafen: Section, letters: Letters, noon: Any, run_tasks: Any
) -> None:
    noon.move_to(at(night) - timedelta(hours=12))
    sleeping(found(nordkai, "story", at=timezone.now()))
    minute(run_tasks)
    number = len(letters())
    noon.move_to(at(night))
    make.article(hafen, "In der Nacht", at=at(night), stories=(nordkai,), tell_followers=True)
    make.article(hafen, "Und noch etwas", at=at(night), stories=(nordkai,), tell_followers=True)
    noon.move_to(at(before))
    minute(run_tasks)
    assert len(letters()) == number
    minute(run_tasks)
    assert not DBTaskResult.objects.filter(status="READY").exists(), "what waits for the morning calls nobody at night"
    noon.move_to(at(morning))
    minute(run_tasks)
    assert [one.subject for one in letters()[number:]] == ["In der Nacht", "Und noch etwas"]


@pytest.mark.django_db
def test_what_waits_says_in_the_morning_what_is_true_then(
    nordkai: Story, hafen: Section, letters: Letters, noon: Any, run_tasks: Any
) -> None:
    sleeping(found(nordkai, "story"))
    number = len(letters())
    noon.move_to(at("2026-11-22 23:00"))
    kept = make.article(hafen, "Erste Fassung", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    gone = make.article(hafen, "Ein Irrtum", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    run_tasks()
    make.again(kept, at=timezone.now(), title="Zweite Fassung")
    newsroom.withdraw(page=gone, by=None, at=timezone.now())
    noon.move_to(at("2026-11-23 06:00"))
    minute(run_tasks)
    assert [one.subject for one in letters()[number:]] == ["Zweite Fassung"]


@pytest.mark.django_db
def test_a_letter_that_is_tried_again_or_was_held_up_does_not_come_at_night(
    nordkai: Story, hafen: Section, letters: Letters, noon: Any, run_tasks: Any
) -> None:
    """However it came to be due at night: a server that said “later”, or one that was away."""
    sleeping(found(nordkai, "story"))
    number = len(letters())
    noon.move_to(at("2026-11-22 20:58"))
    make.article(hafen, "Am Abend", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    [announced] = [one for one in DBTaskResult.objects.filter(status="READY") if "write_announced" in one.task_path]
    announced.task.call(*announced.args_kwargs["args"], **announced.args_kwargs["kwargs"])
    waiting = Letter.objects.filter(kind="piece")
    assert waiting.get().due_at == timezone.now()
    waiting.update(tried=1, due_at=at("2026-11-22 21:03"))
    noon.move_to(at("2026-11-22 21:03"))
    with Office() as office:
        assert actions.send_next(office=office, at=timezone.now())
    letter = waiting.get()
    assert (letter.state, letter.due_at, letter.tried) == ("waiting", at("2026-11-23 06:00"), 1)
    noon.move_to(at("2026-11-23 06:00"))
    minute(run_tasks)
    assert len(letters()) == number + 1


@pytest.mark.django_db
def test_whoever_changes_their_hours_or_zone_moves_what_waits(
    nordkai: Story, hafen: Section, letters: Letters, noon: Any, run_tasks: Any
) -> None:
    follower = sleeping(found(nordkai, "story"))
    number = len(letters())
    noon.move_to(at("2026-11-22 23:00"))
    make.article(hafen, "In der Nacht", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    run_tasks()
    waiting = Letter.objects.filter(kind="piece", state="waiting")
    assert waiting.get().due_at == at("2026-11-23 06:00")
    actions.change_times(follower=follower, hour=7, weekday=5, zone="Europe/London", at=timezone.now())
    assert waiting.get().due_at == at("2026-11-23 07:00")
    actions.change_quiet(follower=follower, quiet_from=22, quiet_to=9, most_a_day=None, at=timezone.now())
    assert waiting.get().due_at == at("2026-11-23 09:00")
    actions.change_quiet(follower=follower, quiet_from=None, quiet_to=None, most_a_day=None, at=timezone.now())
    assert len(letters()) == number + 1, "without quiet hours it comes now"


@pytest.mark.django_db
def test_daily_letters_and_questions_know_no_quiet_hours(
    nordkai: Story, hafen: Section, letters: Letters, noon: Any, run_tasks: Any
) -> None:
    """Their hour was chosen by the reader, or they sit there and wait."""
    follower = follow(found(hafen, "section"), rhythm="daily", hour=5)
    actions.change_quiet(follower=follower, quiet_from=22, quiet_to=7, most_a_day=None, at=timezone.now())
    number = len(letters())
    make.article(hafen, "Vom Tag", at=make.NOON + timedelta(hours=1))
    noon.move_to(at("2026-11-23 04:01"))
    minute(run_tasks)
    assert len(letters()) == number + 1
    actions.send_link(address=follower.address, at=timezone.now())
    assert len(letters()) == number + 2


@pytest.mark.django_db
@pytest.mark.parametrize(("begins", "ends"), [(22, 22), (22, None), (None, 7), (24, 7), (-1, 7)])
def test_hours_that_no_clock_shows_are_refused(begins: Any, ends: Any, nordkai: Story) -> None:
    follower = follow(found(nordkai, "story"))
    with pytest.raises(actions.NoTime):
        actions.change_quiet(follower=follower, quiet_from=begins, quiet_to=ends, most_a_day=None, at=make.NOON)
    fields = {"quiet_from": begins if begins != -1 else 99, "quiet_to": ends}
    with pytest.raises(IntegrityError), transaction.atomic():
        Follower.objects.filter(pk=follower.pk).update(**fields)


@pytest.mark.django_db
def test_the_page_has_them_without_a_script_and_tells_what_is_kept(nordkai: Story, visitor: Client, noon: Any) -> None:
    follower = follow(found(nordkai, "story"))
    path = links.to_manage(follower.public_id).removeprefix("http://testserver")
    shown = visitor.get(path).content.decode()
    assert '<select id="quiet-from" name="quiet_from"><option value="">nie</option>' in shown
    said = {"act": "quiet", "quiet_from": "22", "quiet_to": "7", "most_a_day": "3"}
    assert visitor.post(path, said).status_code == 303
    shown = visitor.get(path).content.decode()
    assert '<option value="22" selected>' in shown
    assert '<option value="3" selected>' in shown
    follower.refresh_from_db()
    assert (follower.quiet_from, follower.quiet_to, follower.most_a_day) == (22, 7, 3)
    told = actions.told(follower)
    assert (told["quiet_from"], told["quiet_until"], told["at_once_a_day"]) == (22, 7, 3)
    assert visitor.post(path, said | {"quiet_to": ""}).status_code == 422
    assert visitor.post(path, {"act": "quiet"}).status_code == 303
    follower.refresh_from_db()
    assert (follower.quiet_from, follower.quiet_to, follower.most_a_day) == (None, None, None)


@pytest.fixture
def service(settings: Any) -> Iterator[Push]:
    """A push service that the settings name."""
    with push_service() as state:
        settings.PUSH_SERVICES = [state.origin]
        yield state
        assert state.faults == []


def ask(act: str, reader: Any, **said: Any) -> Any:
    said = {"endpoint": reader.endpoint, "keys": reader.keys, **said}
    return Client().post(f"/-/push/{act}/", json.dumps(said), content_type="application/json")


@pytest.mark.loopback
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("night", "morning"), [("2026-03-28 23:00", "2026-03-29 05:00"), ("2026-10-24 23:00", "2026-10-25 06:00")]
)
def test_a_browser_is_told_in_the_morning(
    night: str, morning: str, service: Push, nordkai: Story, hafen: Section, run_tasks: Any, noon: Any
) -> None:
    noon.move_to(at(night))
    anna, ben = service.reader("anna"), service.reader("ben")
    for reader in (anna, ben):
        assert ask("begin", reader, kind="story", name=str(nordkai.pk)).status_code == 204
    hours = {"from": 22, "to": 7, "zone": "Europe/Berlin"}
    assert ask("quiet", anna, **hours).status_code == 204
    looked = ask("look", anna, kind="story", name=str(nordkai.pk)).json()
    assert looked == {"watches": True, "from": 22, "to": 7}
    make.article(hafen, "In der Nacht", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    run_tasks()
    assert [len(service.heard_by(one)) for one in (anna, ben)] == [0, 1]
    Notice.objects.filter(state="waiting").update(due_at=timezone.now())  # however it came to be due at night
    noon.move_to(at(morning) - timedelta(minutes=1))
    minute(run_tasks)
    assert service.heard_by(anna) == []
    noon.move_to(at(morning))
    minute(run_tasks)
    assert [one["title"] for one in service.heard_by(anna)] == ["In der Nacht"]


@pytest.mark.loopback
@pytest.mark.django_db
def test_a_browser_without_quiet_hours_has_no_zone_and_nonsense_is_refused(
    service: Push, nordkai: Story, hafen: Section, run_tasks: Any, noon: Any
) -> None:
    noon.move_to(at("2026-11-22 23:00"))
    anna = service.reader("anna")
    ask("begin", anna, kind="story", name=str(nordkai.pk))
    wrong = ({"from": 22, "to": 22}, {"from": 22, "to": None}, {"from": "22", "to": 7}, {"from": True, "to": 7})
    for hours in wrong:
        assert ask("quiet", anna, zone="Europe/Berlin", **hours).status_code == 400
    assert ask("quiet", anna, zone="Middle/Earth", **{"from": 22, "to": 7}).status_code == 400
    assert ask("quiet", anna, zone="Europe/Berlin", **{"from": 22, "to": 7}).status_code == 204
    make.article(hafen, "In der Nacht", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    run_tasks()
    assert service.heard_by(anna) == []
    assert ask("quiet", anna, zone="Europe/Berlin", **{"from": None, "to": None}).status_code == 204
    run_tasks()
    assert len(service.heard_by(anna)) == 1
    assert Browser.objects.get().zone == "UTC"
