"""Letters that come back pause or end what a reader follows; reports about letters we never sent change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions, links, mailbox, tasks
from depesche.subscriptions.models import Bounce, Follower, Letter
from tests import factories as make
from tests.formats.test_bounces import BACK_TO, LETTER, complaint, report
from tests.subscriptions.conftest import MIRA, Letters, follow, found

pytestmark = pytest.mark.django_db
Send = Callable[[], Letter]
NO_ADDRESS = "Paused: your mail server says that there is no such address. If it is there again, go on below."


@pytest.fixture
def send(hafen: Section, nordkai: Story, letters: Letters, noon: Any) -> Send:
    """Send the reader one more article; the letter."""
    follow(found(nordkai, "story"))
    Letter.objects.all().delete()

    def sent() -> Letter:
        make.article(hafen, "Die Fähre fährt", stories=(nordkai,), at=timezone.now(), tell_followers=True)
        letters()
        one: Letter = Letter.objects.latest("pk")
        assert one.state == Letter.State.SENT
        return one

    return sent


def about(source: bytes, name: str) -> bytes:
    """A report about the letter of this sealed name."""
    return source.replace(BACK_TO.encode(), f"bounces+{name}@courier.example".encode()).replace(
        LETTER.encode(), f"{name}@testserver".encode()
    )


def comes_back(letter: Letter, source: bytes) -> bool:
    return mailbox.read(about(source, links.of_letter(letter.public_id)), at=timezone.now())


def mira() -> Follower:
    follower: Follower = Follower.objects.get(address=MIRA)
    return follower


def test_an_address_that_is_none_is_written_to_no_more_and_its_owner_learns_why(send: Send, client: Client) -> None:
    letter = send()
    assert comes_back(letter, report("5.1.1"))
    assert mira().paused_for == "hard"
    assert mira().followings.count() == 1, "what is followed is kept"
    page = client.get(links.to_manage(mira().public_id).removeprefix("http://testserver")).content.decode()
    with translation.override("de"):
        assert escape(gettext(NO_ADDRESS)) in page
    actions.resume(follower=mira(), at=timezone.now())
    assert (mira().paused_at, mira().paused_for) == (None, "")


def test_the_same_report_counts_once_however_often_it_is_sent(send: Send) -> None:
    letter = send()
    for _again in range(3):
        comes_back(letter, report("5.1.1"))
        actions.resume(follower=mira(), at=timezone.now())
    comes_back(letter, report("5.1.1"))
    assert mira().paused_at is None
    assert Bounce.objects.count() == 1


def test_letters_that_come_back_on_four_days_of_a_fortnight_pause(send: Send, noon: Any) -> None:
    for day in range(4):
        assert mira().paused_at is None
        noon.move_to(make.NOON + timedelta(days=day))
        comes_back(send(), report("5.2.2"))
    assert mira().paused_for == "soft"


def test_a_full_mailbox_of_one_day_or_of_long_ago_is_no_reason(send: Send, noon: Any) -> None:
    for days in (0, 0, 0, 0, 1, 20, 21, 40):
        noon.move_to(make.NOON + timedelta(days=days, minutes=Letter.objects.count()))
        comes_back(send(), report("4.2.2"))
    assert mira().paused_at is None


def test_a_complaint_ends_everything_and_no_letter_asks_again(
    send: Send, nordkai: Story, letters: Letters, noon: Any
) -> None:
    assert comes_back(send(), complaint())
    assert not mira().followings.exists()
    assert mira().paused_for == "complaint"
    before = len(letters())
    actions.take_in(address=MIRA, subject=found(nordkai, "story"), rhythm="now", hour=7, zone="UTC", at=timezone.now())
    assert len(letters()) == before


def test_who_follows_the_link_of_a_letter_shows_that_it_arrived(send: Send, nordkai: Story) -> None:
    comes_back(send(), report("5.1.1"))
    follow(found(nordkai, "story"))
    assert mira().paused_at is None


def test_a_forged_report_changes_nothing(send: Send) -> None:
    letter = send()
    sealed = links.of_letter(letter.public_id)
    other = "0" if sealed[-1] != "0" else "1"
    forged = [letter.public_id, letter.public_id + "0" * 16, sealed[:-1] + other, sealed[1:], "", "ä" * 40, "x" * 32]
    unsent = Letter.objects.create(
        follower=letter.follower, kind="piece", about="piece.9", version="9", written_at=make.NOON, due_at=make.NOON
    )
    for name in [*forged, links.of_letter(unsent.public_id), links.of_letter("23456789abcdefgh")]:
        for source in (report("5.1.1"), complaint()):
            assert not mailbox.read(about(source, name), at=timezone.now())
    assert not Bounce.objects.exists()
    assert mira().paused_at is None


def test_each_letter_has_an_address_of_its_own_to_come_back_to(send: Send, settings: Any) -> None:
    settings.BOUNCES_TO = "bounces@courier.example"
    letter = send()
    sent = mail.outbox[-1]
    assert sent.from_email == f"bounces+{links.of_letter(letter.public_id)}@courier.example"
    assert sent.message()["From"] == settings.DEFAULT_FROM_EMAIL
    only_to = about(report(returned="text/plain"), links.of_letter(letter.public_id).upper())
    assert mailbox.read(only_to, at=timezone.now()), "some servers change the case, and return nothing of the letter"


def test_the_folder_is_read_each_minute_and_what_people_wrote_stays(send: Send, settings: Any, tmp_path: Path) -> None:
    settings.BOUNCES_MAILDIR = str(tmp_path / "Maildir")
    assert not mailbox.has_new()
    folder = Maildir(settings.BOUNCES_MAILDIR)
    letter = send()
    folder.add(about(report("5.1.1"), links.of_letter(letter.public_id)))
    folder.add(b"Subject: A question\n\nWhen does the ferry go?")
    tasks.each_minute.enqueue()
    assert DBTaskResult.objects.filter(task_path__endswith="take_bounces").count() == 1
    tasks.take_bounces.call()
    assert mira().paused_for == "hard"
    [kept] = Maildir(settings.BOUNCES_MAILDIR)
    assert (kept["Subject"], kept.get_subdir()) == ("A question", "cur")
    assert not mailbox.has_new()


def test_a_pipe_brings_a_report_and_is_asked_to_come_again_when_the_database_is_away(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from depesche.cli.bounces import bounces
    from depesche.cli.home import Home

    monkeypatch.setattr(Home, "enter", lambda self: None)
    letter = send()
    source = about(report("5.1.1"), links.of_letter(letter.public_id))
    runner = CliRunner()
    with monkeypatch.context() as away:

        def broken(source: bytes, *, at: Any) -> bool:
            raise DatabaseError

        away.setattr(mailbox, "read", broken)
        assert runner.invoke(bounces, input=source, obj=Home(Path())).exit_code == 75
    assert runner.invoke(bounces, input=source, obj=Home(Path())).exit_code == 0
    assert mira().paused_for == "hard"
    assert runner.invoke(bounces, input=b"Hello", obj=Home(Path())).exit_code == 0


def test_readers_are_told_what_came_back(send: Send) -> None:
    comes_back(send(), report("5.1.1"))
    told = actions.told(mira())
    assert told["paused_for"] == "hard"
    assert [one["status"] for one in told["came_back"]] == ["5.1.1"]
