"""The door of the counters: what it hears, what it keeps to itself, and what it never keeps."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import OperationalError, connection
from django.test import Client

from depesche.audience import actions
from depesche.audience.actions.counts import MOST_PER_NETWORK
from depesche.audience.counting import BATCH, MOST, Counting, counting
from depesche.audience.models import Count, Origin, Quota, Salt, ShortLink, Visit
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Section
from tests import factories as make
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OWN = {"user-agent": FIREFOX, "sec-fetch-site": "same-origin"}


@pytest.fixture
def article(hafen: Section) -> Article:
    """A live article."""
    return make.article(hafen, "Kai gesperrt")


def look(client: Client, said: str, *, ip: str = "192.0.2.7", **headers: str) -> Any:
    """Say to the door what a page would say."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/-/seen", said, content_type="text/plain", REMOTE_ADDR=ip, headers={**OWN, **named})


def total(article: Article, what: str = "view") -> int:
    counting.write(NOON)
    return int(Count.objects.total("article", article.public_id, what))


def test_a_look_is_counted_and_says_where_the_reader_came_from(article: Article, client: Client) -> None:
    response = look(client, f"article:{article.public_id} www.search.example")
    assert (response.status_code, response.content, response["Cache-Control"]) == (204, b"", "no-store")
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert total(article) == 1
    assert Origin.objects.get().host == "search.example"


def test_without_script_a_picture_counts(article: Article, client: Client) -> None:
    said = f"/-/seen?article:{article.public_id}"
    assert client.head(said, headers=OWN).status_code == 204
    assert total(article) == 0
    response = client.get(said, headers=OWN)
    assert (response.status_code, response.content, response["Cache-Control"]) == (204, b"", "no-store")
    assert total(article) == 1
    client.get(said, headers=OWN)
    assert total(article) == 1


def test_followed_short_links_are_counted_by_themselves(article: Article, client: Client) -> None:
    path = ShortLink.objects.get(subject=article.public_id).path
    for headers in ({}, {"user-agent": "Googlebot/2.1"}, {"sec-purpose": "prefetch"}):
        sent = {"user-agent": FIREFOX, "referer": "https://forum.example/x?y"} | headers
        assert client.get(path, headers=sent).status_code == 301
    client.head(path, headers={"user-agent": FIREFOX, "x": "2"})
    assert total(article, "link") == 1
    assert total(article) == 0
    assert not Origin.objects.exists(), "browsers say it again where the link leads, and a reader comes from one place"


@pytest.mark.parametrize(
    "headers",
    [
        {"user_agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"user_agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"user_agent": "curl/8.5.0"},
        {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0"},
        {"user_agent": ""},
        {"sec_purpose": "prefetch"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "", "origin": "https://evil.example"},
        {"sec_fetch_site": "", "origin": "null"},
        {"sec_fetch_site": "", "referer": "http://127.0.0.1:8000.evil.example/"},
        {"sec_fetch_site": ""},
    ],
)
def test_who_is_no_reader_of_our_page_is_not_counted(headers: dict[str, str], article: Article, client: Client) -> None:
    assert look(client, f"article:{article.public_id}", **headers).status_code == 204
    assert total(article) == 0


@pytest.mark.parametrize("header", ["origin", "referer"])
def test_browsers_that_know_no_fetch_metadata_are_believed_by_origin(
    header: str, article: Article, client: Client
) -> None:
    look(client, f"article:{article.public_id}", sec_fetch_site="", **{header: "http://127.0.0.1:8000/de/"[:40]})
    assert total(article) == 1


def test_a_draft_a_withdrawn_piece_and_an_invention_are_answered_alike_and_leave_nothing(
    hafen: Section, article: Article, client: Client
) -> None:
    draft, gone = make.article(hafen, at=None), make.article(hafen)
    newsroom.withdraw(page=gone, by=None, at=NOON)
    names = [f"article:{draft.public_id}", f"article:{gone.public_id}", "article:222222222222", "story:999999"]
    names += ["page:1", "article:", "", "article:'; drop", "article:\u00e9", ":", "x" * 200, f"section:0{hafen.pk}"]
    looks = {tuple(look(client, f"article:{article.public_id}").items())}
    looks |= {tuple(look(client, name).items()) for name in names}
    assert len(looks) == 1
    assert total(article) == 1
    assert Count.objects.values("subject").distinct().count() == 1
    assert Visit.objects.count() == Quota.objects.count() == 1


def test_a_body_that_is_too_long_is_not_read(article: Article, client: Client) -> None:
    assert look(client, f"article:{article.public_id} " + "x" * 5_000).status_code == 204
    assert total(article) == 0


@pytest.mark.parametrize(
    "host", ["<script>", "a b", "1.2.3.4", "x", "x" * 120 + ".example", "häfen.example", "-.example"]
)
def test_what_is_no_host_is_unknown(host: str, article: Article, client: Client) -> None:
    look(client, f"article:{article.public_id} {host}")
    assert total(article) == 1
    assert Origin.objects.get().host == Origin.UNKNOWN


def test_our_own_pages_are_one_origin(article: Article, client: Client) -> None:
    look(client, f"article:{article.public_id} 127.0.0.1:8000")
    total(article)
    assert Origin.objects.get().host == Origin.OWN


def test_readers_are_told_apart_by_network_and_browser(article: Article, client: Client) -> None:
    said = f"article:{article.public_id}"
    for ip in ("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8", "2001:db8::1", "2001:db8::2:3", "2001:db8:0:1::1", "?"):
        look(client, said, ip=ip)
    look(client, said, user_agent=FIREFOX.replace("140", "141"))
    assert total(article) == 6


def test_one_network_is_capped_whatever_its_browsers_are_called(article: Article, client: Client) -> None:
    for number in range(MOST_PER_NETWORK + 50):
        look(client, f"article:{article.public_id}", ip=f"2001:db8::{number:x}", user_agent=f"{FIREFOX} {number}")
    assert total(article) == MOST_PER_NETWORK


def test_the_address_behind_our_own_web_servers_is_the_one_that_they_saw(
    article: Article, client: Client, settings: Any
) -> None:
    said = f"article:{article.public_id}"
    for forged in ("203.0.113.1", "203.0.113.2", "203.0.113.3, 203.0.113.4"):
        look(client, said, x_forwarded_for=forged)
    assert total(article) == 1, "nobody stands before us, so the header is the reader's own invention"
    settings.TRUSTED_PROXIES = 1
    for forged in ("203.0.113.1, 198.51.100.1", "203.0.113.2, 198.51.100.1", "203.0.113.1, 198.51.100.2"):
        look(client, said, x_forwarded_for=forged)
    assert total(article) == 3
    look(client, said)  # past the server before us
    assert total(article) == 3


def test_no_address_stands_in_a_table_or_a_log(
    article: Article, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    look(client, f"article:{article.public_id} search.example", ip="198.51.100.77")
    assert "198.51.100.77" not in repr(counting.__dict__)
    assert total(article) == 1
    kept = "".join(serialize("json", model.objects.all()) for model in (Count, Origin, Visit, Quota, Salt))
    for secret in ("198.51.100", "Firefox", "Mozilla"):
        assert secret not in kept
        assert secret not in caplog.text
    tables = connection.introspection.table_names()
    assert {name for name in tables if name.startswith("audience")} == {
        f"audience_{name}" for name in ("count", "origin", "quota", "salt", "shortlink", "visit")
    }


def test_the_salt_of_another_day_makes_other_hashes(article: Article, client: Client, noon: Any) -> None:
    tokens = set()
    for _day in range(2):
        look(client, f"article:{article.public_id}")
        tokens.add(counting._waiting[-1].visitor)
        noon.shift(24 * 3600)
    assert len(tokens) == 2
    assert Salt.objects.count() == 2


def test_the_request_itself_asks_no_database(article: Article, client: Client, django_assert_num_queries: Any) -> None:
    look(client, f"article:{article.public_id}")
    with django_assert_num_queries(0):
        look(client, f"article:{article.public_id}", ip="192.0.2.9")
        look(client, "article:222222222222")


def test_views_wait_while_the_database_is_away_and_count_once_when_it_is_back(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        look(client, f"article:{article.public_id}", ip=f"192.0.2.{number}")
    count = actions.count
    tries: list[int] = []

    def broken(**how: Any) -> int:
        tries.append(count(**how) if len(tries) == 1 else 0)  # the second time all is written, and nobody hears of it
        raise OperationalError

    monkeypatch.setattr(actions, "count", broken)
    for _ in range(3):
        with pytest.raises(OperationalError):
            counting.write(NOON)
    monkeypatch.undo()
    assert total(article) == 20


def test_what_waits_is_bounded() -> None:
    one = Counting()
    for number in range(MOST + 10):
        one.note(actions.View("article", "x", "view", NOON, str(number), "n"))
    assert len(one._waiting) == MOST
    assert len(one._take()) == BATCH


def test_nothing_is_counted_without_salt(article: Article, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: Any) -> bytes:
        raise OperationalError

    monkeypatch.setattr(actions, "salt_of", away)
    assert look(client, f"article:{article.public_id}").status_code == 204
    assert total(article) == 0


def test_thousands_of_invented_names_leave_no_row_and_nothing_in_memory(article: Article, client: Client) -> None:
    """A million does the same: what waits is bounded by MOST, written in parts of BATCH, and forgotten with each."""
    look(client, f"article:{article.public_id}")
    assert total(article) == 1
    tables = (Count, Visit, Quota, Origin)
    before = [model.objects.count() for model in tables]
    for number in range(3 * BATCH):
        name = "".join("23456789abcdefgh"[number >> 4 * place & 15] for place in range(12))
        counting.note(actions.View("article", name, "view", NOON, f"v{number}", f"n{number}"))
    look(client, "article:zzzzzzzzzzzz")
    assert len(counting._waiting) == 3 * BATCH + 1
    assert counting.write(NOON) == 0
    assert [model.objects.count() for model in tables] == before
    assert not counting._waiting
    kept = {name for name, value in vars(counting).items() if isinstance(value, dict | list | set)}
    assert kept == {"_salts"}, "nothing else in a process grows with what it hears"
    assert len(counting._salts) == 1
