"""A letter is sent once, over a real mail server that does what they do; who dies in the middle is carried on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import LEASE, Announcement, Follower, Letter
from depesche.subscriptions.tasks import send_letters
from tests import factories as make
from tests.servers import free_port
from tests.subscriptions.conftest import follow, found

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]
State = Letter.State


@dataclass
class Server:
    """A mail server that does to a letter what the name of its reader says."""

    got: list[tuple[str, bytes]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    port: int = 0

    def received(self) -> list[str]:
        """To whom letters have come."""
        return sorted(address for address, _content in self.got)

    async def handle_RCPT(  # noqa: N802 - the name that the library looks for
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or say no."""
        name = address.partition("@")[0]
        self.seen[name] = self.seen.get(name, 0) + 1
        if name.startswith("grey") and self.seen[name] == 1:
            return "451 4.7.1 Greylisted, come again"
        if name.startswith("busy") and self.seen[name] < 3:
            return "450 4.2.1 Mailbox busy"
        if name.startswith("leaves") and self.seen[name] == 1:
            return "421 4.3.2 Going down"
        if name.startswith("nobody"):
            return f"550 5.1.1 <{address}> is nobody here"
        if name.startswith("hangup") and self.seen[name] == 1:
            _hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - the same
        """Take a text; of some the sender never hears."""
        [address] = envelope.rcpt_tos
        name = address.partition("@")[0]
        if name.startswith("full") and self.seen[name] == 1:
            return "452 4.3.1 No room at the moment"
        self.got.append((address, envelope.content))
        if name.startswith("silent"):
            _hang_up(server)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    assert server.transport
    server.transport.close()


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A mail server at a free port of the loopback."""
    state = Server(port=free_port())
    controller = Controller(state, hostname="127.0.0.1", port=state.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", state.port
    yield state
    controller.stop()


@pytest.fixture
def readers(nordkai: Story, noon: Any) -> Callable[..., list[Follower]]:
    """Readers by name who follow the story; their questions are done."""

    def made(*names: str) -> list[Follower]:
        people = [follow(found(nordkai, "story"), address=f"{name}@reader.example") for name in names]
        Letter.objects.all().delete()
        return people

    return made


@pytest.fixture
def publish(hafen: Section, nordkai: Story) -> Callable[[], None]:
    """Publish a piece for followers and write its letters."""

    def published() -> None:
        make.article(hafen, "Die Fähre fährt", stories=(nordkai,), tell_followers=True)
        for announcement in Announcement.objects.filter(done_at=None):
            while actions.write_announced(announcement=announcement, at=make.NOON):
                continue

    return published


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the newsroom has written into its log; the mail server's own is not ours."""
    whole = logging.Formatter().format  # with the errors in full
    return "\n".join(whole(record) for record in caplog.records if record.name != "mail.log")


def states() -> dict[str, str]:
    return {
        letter.follower.address.partition("@")[0]: letter.state
        for letter in Letter.objects.select_related("follower").order_by("pk")
    }


def test_letters_come_to_everybody_once_whatever_the_server_does(
    server: Server, readers: Any, publish: Any, noon: Any, caplog: pytest.LogCaptureFixture
) -> None:
    names = ["anna", "grey", "nobody", "hangup", "silent", "full", "zoe"]
    readers(*names)
    publish()
    with caplog.at_level(logging.DEBUG):
        for hours in range(4):
            noon.move_to(make.NOON + timedelta(hours=hours))
            send_letters.call()
            actions.settle(at=timezone.now())
    assert states() == {
        "anna": "sent", "grey": "sent", "nobody": "refused", "hangup": "sent", "silent": "unknown", "full": "sent",
        "zoe": "sent",
    }  # fmt: skip
    assert server.received() == sorted(f"{name}@reader.example" for name in names if name != "nobody")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in server.got[0][1]
    told = logged(caplog)
    assert "reader.example" not in told
    assert "is not taken by the mail server (550)" in told


def test_a_letter_that_is_to_come_again_comes_later_each_time_and_holds_up_no_other(
    server: Server, readers: Any, publish: Any, noon: Any
) -> None:
    readers("busy", "leaves", "zoe")
    publish()
    send_letters.call()
    assert states() == {"busy": "waiting", "leaves": "waiting", "zoe": "sent"}, "who hangs up is called again at once"
    waits = []
    for _again in range(2):
        [due] = Letter.objects.filter(follower__address__startswith="busy").values_list("due_at", flat=True)
        waits.append(due - timezone.now())
        send_letters.call()
        assert server.seen["busy"] == len(waits), "not before its time"
        noon.move_to(due + timedelta(seconds=40))
        send_letters.call()
    assert states() == {"busy": "sent", "leaves": "sent", "zoe": "sent"}
    assert timedelta(seconds=20) < waits[0] < timedelta(seconds=40) < waits[1] < timedelta(seconds=80)
    assert server.received() == [f"{name}@reader.example" for name in ("busy", "leaves", "zoe")]


def test_a_mail_provider_gets_so_many_letters_in_a_minute_and_others_pass_those_that_wait(
    server: Server, nordkai: Story, publish: Any, noon: Any, settings: Any
) -> None:
    settings.LETTERS_PER_MINUTE = 2
    addresses = [f"r{number}@Big.example" for number in range(5)] + ["anna@small.example", "ben@notbig.example"]
    for address in addresses:
        Follower.objects.filter(pk=follow(found(nordkai, "story"), address=address.lower()).pk).update(address=address)
    Letter.objects.all().delete()
    publish()
    sent = []
    for minute in range(1, 4):
        noon.move_to(make.NOON + timedelta(minutes=minute))
        send_letters.call()
        sent.append(sorted(address.partition("@")[0] for address in server.received()))
    assert sent == [
        ["anna", "ben", "r0", "r1"],
        ["anna", "ben", "r0", "r1", "r2", "r3"],
        ["anna", "ben", "r0", "r1", "r2", "r3", "r4"],
    ]


def test_a_reader_of_whom_the_mail_server_says_that_there_is_none_is_written_to_no_more(
    server: Server, readers: Any, publish: Any
) -> None:
    [gone, _here] = readers("nobody", "anna")
    publish()
    send_letters.call()
    gone.refresh_from_db()
    assert gone.paused_for == "hard"


def test_a_server_that_is_away_costs_no_letter(
    readers: Any, publish: Any, noon: Any, settings: Any, caplog: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    readers("anna")
    publish()
    send_letters.call()
    assert states() == {"anna": "waiting"}
    assert "The mail server is away (ConnectionRefusedError)" in caplog.text
    DBTaskResult.objects.all().delete()
    assert actions.settle(at=make.NOON + timedelta(minutes=1))
    assert DBTaskResult.objects.filter(task_path__endswith="send_letters").count() == 1
    actions.settle(at=make.NOON + timedelta(days=3))
    assert states() == {"anna": "dropped"}, "the day before yesterday's news is none"


def test_a_server_without_encryption_gets_nothing_where_encryption_was_asked_for(
    server: Server, readers: Any, publish: Any, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True
    readers("anna")
    publish()
    send_letters.call()
    assert (server.got, states()) == ([], {"anna": "waiting"})


def test_who_died_before_the_text_was_asked_for_is_carried_on_and_who_died_after_it_is_not(
    server: Server, readers: Any, publish: Any, noon: Any
) -> None:
    readers("anna", "ben")
    publish()
    now = timezone.now()
    Letter.objects.update(state=State.TAKEN, taken_at=now)
    Letter.objects.filter(follower__address__startswith="ben").update(begun_at=now)
    actions.settle(at=now + LEASE)
    assert states() == {"anna": "taken", "ben": "taken"}, "they may be at it still"
    noon.move_to(now + LEASE + timedelta(seconds=1))
    actions.settle(at=timezone.now())
    send_letters.call()
    assert states() == {"anna": "sent", "ben": "unknown"}
    assert server.received() == ["anna@reader.example"]


def test_an_announcement_whose_writer_died_half_way_is_carried_on_where_it_was(
    readers: Any,
    hafen: Section,
    nordkai: Story,
    monkeypatch: pytest.MonkeyPatch,
    run_tasks: Any,
    noon: Any,
    server: Server,
) -> None:
    from depesche.subscriptions.actions import writing

    monkeypatch.setattr(writing, "AT_ONCE", 2)
    readers(*(f"r{number}" for number in range(5)))
    make.article(hafen, "Die Fähre fährt", stories=(nordkai,), tell_followers=True)
    DBTaskResult.objects.all().delete()  # the worker took the task along
    [announcement] = Announcement.objects.all()
    actions.write_announced(announcement=announcement, at=make.NOON)
    assert Letter.objects.count() == 2
    noon.move_to(make.NOON + LEASE + timedelta(minutes=1))
    actions.settle(at=timezone.now())
    run_tasks()
    assert server.received() == [f"r{number}@reader.example" for number in range(5)]


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    server: Server, readers: Any, publish: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from depesche.subscriptions import letters

    [ill, _well] = readers("anna", "ben")
    publish()
    compose = letters.compose

    def broken(letter: Letter, **how: Any) -> Any:
        if letter.follower_id == ill.pk:
            raise ValueError("a template is broken")
        return compose(letter, **how)

    monkeypatch.setattr(letters, "compose", broken)
    send_letters.call()
    assert states() == {"anna": "refused", "ben": "sent"}
    assert "cannot be written" in logged(caplog)
    assert "reader.example" not in logged(caplog)


@pytest.mark.parametrize("evil", ["ill\r\nBcc: all@reader.example", "ill\nX: y", "ill\r\n.\r\nMAIL FROM:<x@y.example>"])
def test_an_address_that_would_be_a_header_of_its_own_is_refused_and_holds_up_no_other(
    evil: str, server: Server, readers: Any, publish: Any, caplog: pytest.LogCaptureFixture
) -> None:
    [ill, _well] = readers("anna", "ben")
    publish()
    Follower.objects.filter(pk=ill.pk).update(address=f"{evil}@reader.example")
    send_letters.call()
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["refused", "sent"]
    assert server.received() == ["ben@reader.example"]
    assert "cannot be sent as it is" in logged(caplog)
    assert "reader.example" not in logged(caplog)


def test_two_senders_at_once_take_each_letter_once(server: Server, readers: Any, publish: Any) -> None:
    readers("anna")
    publish()
    [letter] = Letter.objects.all()
    waiting = Letter.objects.filter(pk=letter.pk, state=State.WAITING)
    assert [waiting.update(state=State.TAKEN), waiting.update(state=State.TAKEN)] == [1, 0]


def test_the_publication_and_its_announcement_are_kept_or_lost_together(hafen: Section, nordkai: Story) -> None:
    def half_done() -> None:
        with transaction.atomic():
            make.article(hafen, "Doch nicht", stories=(nordkai,), tell_followers=True)
            assert Announcement.objects.count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert not Announcement.objects.exists()
