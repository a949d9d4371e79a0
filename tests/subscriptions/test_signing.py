"""Letters bear the newsroom's own signature, and none leaves without it once it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import dkim as verifier
import pytest
from django.core.mail import EmailMessage

from depesche.formats import dkim
from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions, checks
from depesche.subscriptions.models import Announcement, Letter
from depesche.subscriptions.tasks import send_letters
from tests import factories as make
from tests.subscriptions.conftest import MIRA, follow, found
from tests.subscriptions.test_sending import Server, states
from tests.subscriptions.test_sending import server as server

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]
Sign = Callable[..., None]


@pytest.fixture
def sign(settings: Any, tmp_path: Path) -> Sign:
    """Sign letters from now on with new keys of these kinds, each under its own name."""

    def sign(*kinds: str) -> None:
        for kind in kinds:
            path = tmp_path / f"dkim-{kind}.pem"
            path.write_bytes(dkim.make_key(kind))
            path.chmod(0o600)
        settings.DKIM_KEYS, settings.DKIM_SELECTORS = str(tmp_path), list(kinds)
        settings.DKIM_DOMAIN, settings.DEFAULT_FROM_EMAIL = "", "Bote <news@bote.example>"

    return sign


@pytest.fixture
def publish(hafen: Section, nordkai: Story, noon: Any) -> Callable[[], None]:
    """Write a letter about an article to somebody who follows its story."""
    follow(found(nordkai, "story"), address=MIRA)
    Letter.objects.all().delete()

    def published() -> None:
        make.article(hafen, "Die Fähre fährt – endlich", stories=(nordkai,), tell_followers=True)
        for announcement in Announcement.objects.filter(done_at=None):
            while actions.write_announced(announcement=announcement, at=make.NOON):
                continue

    return published


def verdicts(letter: bytes, folder: Path) -> Iterator[bool]:
    """What a mail server finds that looks up what “depesche dkim” has printed, for each signature."""

    def dns(name: bytes, timeout: int = 5) -> bytes:
        selector, _key, domain = name.decode().partition("._domainkey.")
        assert domain == "bote.example."
        key = dkim.read_key((folder / f"dkim-{selector}.pem").read_bytes())
        line = dkim.zone_line(key, selector=selector, domain="bote.example")
        return "".join(line.split('"')[1::2]).encode()

    found = verifier.DKIM(letter)
    for number in range(len(message_from_bytes(letter).get_all("DKIM-Signature") or [])):
        yield found.verify(idx=number, dnsfunc=dns)


@pytest.mark.parametrize("kinds", [("rsa",), ("ed25519",), ("rsa", "ed25519")])
def test_what_the_mail_server_gets_is_signed_with_each_key(
    kinds: tuple[str, ...], server: Server, sign: Sign, publish: Callable[[], None], tmp_path: Path
) -> None:
    sign(*kinds)
    publish()
    send_letters.call()
    [(address, letter)] = server.got
    assert address == MIRA
    assert list(verdicts(letter, tmp_path)) == [True] * len(kinds)
    assert letter.isascii(), "a server that writes eight bits as seven would break the signature"
    first = "".join(str(message_from_bytes(letter)["DKIM-Signature"]).split())
    names = first.partition(";h=")[2].partition(";")[0].lower().split(":")
    for name in ("to", "subject", "date", "message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post"):
        assert names.count(name) == 2
    assert names.count("from") == 2, "no second From can be put above the first"
    forged = letter.replace(b"Subject: ", b"Subject: Not ")
    assert forged != letter
    assert not any(verdicts(forged, tmp_path))


def test_letters_of_accounts_are_signed_as_well(server: Server, sign: Sign, settings: Any, tmp_path: Path) -> None:
    sign("rsa")
    settings.EMAIL_BACKEND = "depesche.subscriptions.channels.email.Backend"
    EmailMessage("Dein Schlüssel", "Grüße\n.\n..Punkt\n", None, [MIRA]).send()
    [(_address, letter)] = server.got
    assert list(verdicts(letter, tmp_path)) == [True]


def test_without_a_key_letters_leave_as_they_are(server: Server, publish: Callable[[], None]) -> None:
    publish()
    send_letters.call()
    assert "DKIM-Signature" not in message_from_bytes(server.got[0][1])


@pytest.mark.parametrize("broken", [b"", b"no key", None])
def test_a_broken_key_is_named_and_letters_wait_until_it_is_mended(
    broken: bytes | None,
    server: Server,
    sign: Sign,
    publish: Callable[[], None],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sign("rsa")
    publish()
    path = tmp_path / "dkim-rsa.pem"
    whole = path.read_bytes()
    path.unlink() if broken is None else path.write_bytes(broken)
    send_letters.call()
    assert (server.got, states()) == ([], {"mira": "waiting"})
    assert [message.id for message in checks.usable()] == ["subscriptions.E001"]
    assert "depesche dkim rsa" in str(checks.usable()[0].hint)
    [said] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert said.getMessage().startswith("Letters cannot be signed (dkim-rsa.pem:")
    path.write_bytes(whole)
    path.chmod(0o600)
    send_letters.call()
    assert states() == {"mira": "sent"}
    assert list(verdicts(server.got[0][1], tmp_path)) == [True]


def test_a_name_of_a_key_leads_out_of_no_folder(sign: Sign, settings: Any) -> None:
    sign("rsa")
    settings.DKIM_SELECTORS = ["../rsa"]
    assert [message.id for message in checks.usable()] == ["subscriptions.E001"]


def test_a_key_that_others_may_read_is_named(sign: Sign, tmp_path: Path) -> None:
    sign("rsa")
    assert checks.usable() == []
    (tmp_path / "dkim-rsa.pem").chmod(0o640)
    assert [message.id for message in checks.usable()] == ["subscriptions.W001"]


@pytest.mark.parametrize(
    ("domain", "sender", "said"),
    [
        ("", "news@bote.example", []),
        ("bote.example", "news@mail.bote.example", []),
        ("bote.example", "news@notbote.example", ["subscriptions.W002"]),
        ("no domain", "news@bote.example", ["subscriptions.E002"]),
    ],
)
def test_the_domain_that_signs_must_be_the_one_that_readers_see(
    domain: str, sender: str, said: list[str], sign: Sign, settings: Any
) -> None:
    sign("rsa")
    settings.DKIM_DOMAIN, settings.DEFAULT_FROM_EMAIL = domain, f"Bote <{sender}>"
    assert [message.id for message in checks.domain()] == said


def test_who_signs_nothing_is_asked_nothing(settings: Any) -> None:
    settings.DKIM_SELECTORS, settings.DKIM_DOMAIN = [], "no domain"
    assert [*checks.usable(), *checks.domain()] == []
