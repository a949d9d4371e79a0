"""What guards the door: limits that nobody gets around, forms of our own pages only, ways that lead nowhere else."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import get_resolver

from depesche.accounts import tries, ways
from depesche.accounts.limits import Limit
from depesche.accounts.models import Attempt, User
from depesche.delivery.addresses import address_of
from depesche.newsroom.models import Edition
from tests.accounts.conftest import PASSWORD, Letters, sign_in

pytestmark = pytest.mark.django_db

FEW = Limit("a test", 3, timedelta(minutes=5))

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example",
    " //evil.example", "\x00//evil.example", "https://evil.example", "http://evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "HTTPS://evil.example", "ftp://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
    "//evil.example/account/", "https://testserver@evil.example/", "https://testserver.evil.example/",
    "//testserver@evil.example", "@evil.example", ".evil.example", "evil.example", "", "?next=//evil.example",
    "#//evil.example", "/\\/evil.example", "/%5cevil.example\\", "/x\\y", "//[", "/\x7f/evil",
    "http:\\\\evil.example", "/" + "a" * 3000, "\u2028//evil.example", "/ /evil.example",
]  # fmt: skip


def test_there_are_forty_ways_to_lead_somebody_astray() -> None:
    assert len(ELSEWHERE) >= 40


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_house(target: str, visitor: Client, reader: User) -> None:
    assert not ways.is_ours(target)
    assert sign_in(visitor, reader.email, next=target)["Location"] == "/account/"
    assert visitor.get("/account/sign-in/", {"next": target})["Location"] == "/account/"
    assert visitor.get("/account/sign-up/", {"next": target})["Location"] == "/account/"
    assert visitor.get("/desk/login/", {"next": target})["Location"] == "/desk/"


@pytest.mark.parametrize(
    "target", ["/", "/en/", "/en/port/x-7k2mnpqrstuv/?page=2#c1", "/%2F%2Fevil.example", "/a//b", "/ar/مدينة/"]
)
def test_ways_within_the_house_are_open(target: str) -> None:
    assert ways.is_ours(target)


def test_the_door_is_found_from_a_page() -> None:
    assert ways.sign_in_address("/en/port/?a=1", "en") == "/account/sign-in/?next=%2Fen%2Fport%2F%3Fa%3D1&edition=en"
    assert ways.sign_in_address("//evil.example") == "/account/sign-in/"


def test_a_limit_lets_through_as_many_as_it_says(noon: datetime) -> None:
    assert [FEW.allows("somebody", at=noon) for _ in range(5)] == [True, True, True, False, False]
    assert FEW.allows("somebody else", at=noon)
    assert FEW.allows("somebody", at=noon + timedelta(minutes=5))
    assert "somebody" not in str(list(Attempt.objects.values()))


def test_rotating_forwarded_addresses_count_as_one(visitor: Client, reader: User) -> None:
    codes = [
        Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        .post("/account/password/forgotten/", {"email": "x"})
        .status_code
        for number in range(tries.LETTERS.most + 2)
    ]
    assert codes == [200] * tries.LETTERS.most + [429, 429]


def test_behind_a_proxy_of_ours_the_address_that_it_saw_counts(visitor: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1

    def ask(forwarded_for: str) -> int:
        proxied = Client(headers={"x-forwarded-for": forwarded_for}, REMOTE_ADDR="10.0.0.1")
        return proxied.post("/account/password/forgotten/", {"email": "x"}).status_code

    for number in range(tries.LETTERS.most):
        assert ask(f"192.0.2.{number}, 203.0.113.7") == 200
    assert ask("203.0.113.7") == 429
    assert ask("203.0.113.8") == 200


def test_one_subscriber_has_a_whole_network_of_ipv6(visitor: Client) -> None:
    codes = [
        Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}").post("/account/password/forgotten/", {"email": "x"}).status_code
        for number in range(tries.LETTERS.most + 1)
    ]
    assert codes[-1] == 429


def test_guesses_at_one_account_are_counted_wherever_they_come_from(visitor: Client, reader: User) -> None:
    for number in range(tries.SIGN_IN_TO.most):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), reader.email, "a guess")
    page = sign_in(visitor, reader.email)
    assert page.status_code == 200
    assert "too often" in page.content.decode()


def test_an_address_gets_few_letters_a_day_and_the_door_says_nothing(visitor: Client, letters: Letters) -> None:
    for number in range(tries.LETTERS_TO.most + 3):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        answer = client.post("/account/sign-up/", {"email": "nele@reader.example", "password": PASSWORD})
        assert answer["Location"] == "/account/sign-up/code/"
    assert len(letters("nele@reader.example")) == tries.LETTERS_TO.most


def test_a_mailbox_gets_no_more_letters_however_its_address_is_written(visitor: Client, letters: Letters) -> None:
    ways_to_write = [
        "nele.k@reader.example",
        "NeleK@Reader.example",
        "n.e.l.e.k@reader.example",
        "nelek+1@reader.example",
    ]
    for number, address in enumerate(ways_to_write * 2):
        person = Client(REMOTE_ADDR=f"192.0.2.{number}")
        assert person.post("/account/sign-up/", {"email": address, "password": PASSWORD}).status_code == 302
    assert sum(len(letters(address)) for address in set(ways_to_write)) == tries.LETTERS_TO.most
    assert visitor.post("/account/sign-up/", {"email": "nelek@other.example", "password": PASSWORD}).status_code == 302
    assert len(letters("nelek@other.example")) == 1, "the same name with another house is somebody else"


def test_if_nobody_can_count_nobody_passes(visitor: Client, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> bool:
        raise DatabaseError("away")

    monkeypatch.setattr(Limit, "allows", away)
    assert sign_in(visitor, reader.email).status_code == 503


def test_every_form_of_the_door_wants_its_token(edition: Edition, reader: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)
    refused = {path: strict.post(path).status_code for path in addresses()}
    assert len(refused) > 35
    assert {path: code for path, code in refused.items() if code != 403} == {}
    for origin in ("https://evil.example", "null"):
        assert strict.post("/account/erase/", HTTP_ORIGIN=origin).status_code == 403


def addresses() -> list[str]:
    """Every address of the door and the account, from the addresses that Django knows."""
    patterns = [
        str(one.pattern) for one in get_resolver().url_patterns[0:] for one in getattr(one, "url_patterns", [one])
    ]
    found = {re.sub(r"<[^>]+>", "1", f"/{pattern}") for pattern in patterns if pattern.startswith("account/")}
    return sorted(found)


def test_looking_changes_nothing(edition: Edition, reader: User) -> None:
    client = Client()
    client.force_login(reader)
    before = list(User.objects.values())
    for path in addresses():
        client.get(path)
    assert list(User.objects.values()) == before


def test_nothing_of_the_door_is_ever_stored() -> None:
    assert {address_of(path, "") for path in addresses()} == {None}


def test_no_edition_can_be_called_account() -> None:
    assert "account" in Edition.taken_slugs


def test_the_door_knows_one_address_only(edition: Edition, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    led = Client(HTTP_HOST="other.example").get("/account/sign-in/?next=/en/")
    assert led["Location"] == "http://testserver/account/sign-in/?next=/en/"


@pytest.mark.parametrize(
    "header",
    [
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
        {"host": "allowed.example"},
    ],
)
def test_links_in_letters_are_ours_whatever_a_request_says(
    header: dict[str, str], edition: Edition, reader: User, letters: Letters, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "allowed.example"]
    Client(headers=header).post("/account/sign-up/", {"email": reader.email, "password": PASSWORD})
    body = str(letters(reader.email)[-1].body)
    assert set(re.findall(r"https?://[^/\s]+", body)) == {"http://testserver"}


def test_the_door_speaks_the_language_of_the_edition(edition: Edition, noon: datetime) -> None:
    from depesche.newsroom import actions

    actions.open_edition(code="ar", name="البريد", language="ar", time_zone="UTC", by=None, at=noon)
    page = Client().get("/account/sign-in/?edition=ar").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "البريد" in page
    client = Client()
    client.post("/account/sign-up/?edition=ar", {"email": "nele@reader.example", "password": PASSWORD})
    assert 'dir="rtl"' in client.get("/account/sign-up/code/").content.decode()
    assert 'dir="rtl"' in Client().get("/account/sign-in/?next=/ar/x/").content.decode()


def test_the_door_opens_before_there_is_an_edition(db: None) -> None:
    assert Client().get("/account/sign-in/").status_code == 200
    assert Client().get("/account/sign-up/").status_code == 200


def test_sign_up_can_be_switched_off(visitor: Client, settings: Any, letters: Letters) -> None:
    settings.SIGN_UP = False
    answer = visitor.post("/account/sign-up/", {"email": "nele@reader.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert letters("nele@reader.example") == []
    assert "/account/sign-up/" not in visitor.get("/account/sign-in/").content.decode()


PARALLEL = """
import sys, django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from depesche.accounts.limits import Limit
limit = Limit("parallel", 20, timedelta(minutes=5))
def one(_):
    try:
        return limit.allows("somebody", at=timezone.now())
    finally:
        connection.close()
with ThreadPoolExecutor(5) as threads:
    print(sum(threads.map(one, range(13))))
"""


def test_of_many_at_once_over_several_processes_exactly_as_many_pass_as_may(tmp_path: Any) -> None:
    environment = serving_environment(tmp_path)
    subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); from tests.begun import migrate; migrate()"],
        env=environment,
        check=True,
        timeout=300,
    )
    running = [
        subprocess.Popen([sys.executable, "-c", PARALLEL], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert sum(int(one.communicate(timeout=120)[0]) for one in running) == 20


def serving_environment(home: Any) -> dict[str, str]:
    """A newsroom of its own in a folder, for processes of their own."""
    import os

    return os.environ | {
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_DATABASE_URL": f"sqlite:///{home / 'newsroom.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
    }
