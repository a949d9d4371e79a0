"""The page store in front of the newsroom: rendered once, stored, renewed, and never of one visitor."""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any

import brotli
import pytest
import time_machine

from depesche.delivery.collecting import mark
from depesche.delivery.rendering import FOR_CACHES, Renderer
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.interface import Held, PageStore, Unreachable
from depesche.delivery.store.valkey import ValkeyStore, backend
from depesche.server import front as front_module
from depesche.server.answering import _preferred, preferred
from depesche.server.bridge import Bridge
from depesche.server.front import Front, _is_allowed
from depesche.server.lanes import Lanes
from tests.delivery.store.fixtures import Opened, sure
from tests.faults import Valkey, awaited, road

from .rsgi import Request, ask

TEXT = [("Content-Type", "text/html; charset=utf-8")]


class Newsroom:
    """A WSGI application that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.text = "The harbour is open. " * 100
        self.status = "200 OK"
        self.headers = TEXT
        self.keys = ["article:1"]
        self.pause = 0.0
        self.meanwhile: list[Callable[[], None]] = []  # what happens while it answers, one after the other
        self.guard = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        with self.guard:
            self.asked.append(environ | {"body": environ["wsgi.input"].read()})
        time.sleep(self.pause)
        if self.meanwhile:
            self.meanwhile.pop(0)()
        mark(*self.keys)
        start(self.status, [*self.headers])
        return [self.text.encode()]


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


@pytest.fixture
def store(opened: Opened) -> PageStore:
    """An empty page store of each kind."""
    return opened.again()


@pytest.fixture
def front(newsroom: Newsroom, store: PageStore) -> Iterator[Front]:
    with Lanes() as lanes:
        yield Front(
            store=store,
            renderer=Renderer(newsroom, "http://127.0.0.1:8000"),
            bridge=Bridge(newsroom, lanes=lanes, most_bytes=50_000),
            lanes=lanes,
        )


def state(request: Request) -> str:
    return request.answered["cache-status"].removeprefix("depesche; ")


def test_a_page_is_rendered_once(front: Front, newsroom: Newsroom) -> None:
    [first] = ask(front, Request("/en/"))
    [second] = ask(front, Request("/en/"))
    assert (state(first), state(second)) == ("fwd=miss", "hit")
    assert first.body == second.body == newsroom.text.encode()
    assert len(newsroom.asked) == 1


def test_after_a_purge_it_is_rendered_anew(front: Front, newsroom: Newsroom, store: PageStore) -> None:
    ask(front, Request("/en/"))
    newsroom.text = "The harbour is closed."
    store.purge(["article:1"])
    [after] = ask(front, Request("/en/"))
    assert (state(after), after.body) == ("fwd=stale", b"The harbour is closed.")
    assert state(ask(front, Request("/en/"))[0]) == "hit"


def test_a_purge_of_something_else_changes_nothing(front: Front, newsroom: Newsroom, store: PageStore) -> None:
    ask(front, Request("/en/"))
    store.purge(["article:2"])
    assert state(ask(front, Request("/en/"))[0]) == "hit"
    assert len(newsroom.asked) == 1


def test_many_who_ask_at_once_cost_one_render(front: Front, newsroom: Newsroom, store: PageStore) -> None:
    newsroom.pause = 0.2
    crowd = ask(front, *(Request("/en/") for _ in range(200)))
    assert len(newsroom.asked) == 1
    assert {one.status for one in crowd} == {200}
    store.purge(["article:1"])
    crowd = ask(front, *(Request("/en/") for _ in range(200)))
    assert len(newsroom.asked) == 2
    assert sorted({state(one) for one in crowd}) == ["fwd=stale", "hit; stale"]


def test_two_processes_render_a_page_once(newsroom: Newsroom, tmp_path: Path) -> None:
    """Two fronts with a store of their own at the same files; the kernel's locks tell processes apart, not these."""
    newsroom.pause = 0.2
    stores = [EmbeddedStore(tmp_path / "shared") for _ in range(2)]
    stores[1].locks = stores[0].locks
    with Lanes() as lanes:
        renderer = Renderer(newsroom, "http://127.0.0.1:8000")
        bridge = Bridge(newsroom, lanes=lanes, most_bytes=1)
        fronts = [Front(store=one, renderer=renderer, bridge=bridge, lanes=lanes) for one in stores]
        with ThreadPoolExecutor(2) as processes:
            answers = list(processes.map(lambda one: ask(one, Request("/en/"))[0], fronts))
    assert len(newsroom.asked) == 1
    assert [one.body for one in answers] == [newsroom.text.encode()] * 2
    for one in stores:
        one.close()


@contextmanager
def machine(newsroom: Newsroom, url: str) -> Iterator[tuple[Front, ValkeyStore]]:
    """A machine of several that have a Valkey in common."""
    store = ValkeyStore(url, "depesche:machines")
    with Lanes() as lanes:
        renderer = Renderer(newsroom, "http://127.0.0.1:8000")
        bridge = Bridge(newsroom, lanes=lanes, most_bytes=1)
        store.get("/", now=time.time())
        assert awaited(lambda: sure(store))
        yield Front(store=store, renderer=renderer, bridge=bridge, lanes=lanes), store
    store.close()


@pytest.mark.loopback
def test_two_machines_render_a_page_once_and_see_each_others_changes(newsroom: Newsroom, valkey: Valkey) -> None:
    newsroom.pause = 0.2
    with machine(newsroom, valkey.url) as (one, store), machine(newsroom, valkey.url) as (other, others):
        with ThreadPoolExecutor(2) as machines:
            answers = list(machines.map(lambda front: ask(front, *(Request("/en/") for _ in range(20))), (one, other)))
        assert len(newsroom.asked) == 1
        assert {request.body for crowd in answers for request in crowd} == {newsroom.text.encode()}
        assert state(ask(other, Request("/en/"))[0]) == "hit"
        newsroom.text = "The harbour is closed."
        number = store.purge(["article:1"])
        assert awaited(lambda: others.noticed() == number)
        assert ask(other, Request("/en/"))[0].body == b"The harbour is closed."
        newsroom.status = "410 Gone"
        number = store.purge(["article:1"], hard=True)
        assert awaited(lambda: others.noticed() == number)
        assert [ask(front, Request("/en/"))[0].status for front in (one, other)] == [410, 410]


@pytest.mark.loopback
@pytest.mark.parametrize("how", ["cut", "slow", "frozen", "killed", "emptied"])
def test_readers_get_their_pages_while_valkey_is_away(newsroom: Newsroom, valkey: Valkey, how: str) -> None:
    addresses = [f"/en/{number}/" for number in range(30)]
    with road(valkey.port) as way, machine(newsroom, way.url) as (front, store):
        for address in [*addresses, *addresses]:  # one by one: of a crowd for pages not at hand some are sent away
            ask(front, Request(address))
        way.delay = 3600.0 if how == "slow" else 0.0
        {
            "cut": way.cut,
            "slow": lambda: None,
            "frozen": valkey.freeze,
            "killed": valkey.stop,
            "emptied": valkey.client.flushall,
        }[how]()
        newsroom.text = "The harbour is closed."
        for _ in range(3):
            assert {request.status for request in ask(front, *map(Request, addresses))} == {200}
        if how == "emptied":  # what is at hand stays true until something changes, and that shows what was lost
            with suppress(Unreachable):
                store.purge(["article:1"])
        else:
            assert awaited(lambda: not sure(store))
        assert awaited(lambda: {one.body for one in ask(front, *map(Request, addresses))} == {newsroom.text.encode()})
        valkey.thaw()


@pytest.mark.loopback
def test_while_valkey_is_away_a_withdrawn_page_is_shown_to_nobody_of_a_crowd(
    newsroom: Newsroom, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with road(valkey.port) as way, machine(newsroom, way.url) as (front, store):
        for _ in range(2):
            ask(front, Request("/en/"))
        way.cut()
        assert awaited(lambda: not sure(store))
        newsroom.status, newsroom.text, newsroom.pause = "410 Gone", "Withdrawn.", 0.2
        monkeypatch.setattr(backend, "MOMENT", 0.0)
        for _ in range(2):
            assert {one.status for one in ask(front, *(Request("/en/") for _ in range(50)))} == {410}


@pytest.mark.loopback
def test_while_valkey_and_the_newsroom_are_away_the_last_page_is_served_and_nobody_waits_long(
    newsroom: Newsroom, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with road(valkey.port) as way, machine(newsroom, way.url) as (front, store):
        for _ in range(2):
            ask(front, Request("/en/"))
        way.cut()
        assert awaited(lambda: not sure(store))
        monkeypatch.setattr(backend, "MOMENT", 0.0)
        newsroom.status = "500 Broken"
        assert ask(front, Request("/en/"))[0].body == newsroom.text.encode()
        monkeypatch.setattr(front_module, "PATIENCE", 0.05)
        newsroom.pause = 0.5
        crowd = ask(front, *(Request("/en/") for _ in range(20)))
        assert {(one.status, state(one)) for one in crowd} == {(200, "hit; stale")}


def test_nothing_that_a_reader_sends_reaches_the_render(front: Front, newsroom: Newsroom) -> None:
    target = "/en/tags/harbour/?utm_source=x&before=12&page=7"
    ask(front, Request(target, cookie="session=canary", accept_language="ar", x_forwarded_host="evil.example"))
    [environ] = newsroom.asked
    assert environ["QUERY_STRING"] == "before=12"
    assert {name: value for name, value in environ.items() if name.startswith("HTTP_")} == {
        "HTTP_HOST": "127.0.0.1:8000"
    }
    [other] = ask(front, Request("/en/tags/harbour/?before=12", accept_encoding="br", cookie="session=else"))
    assert state(other) == "hit"


@pytest.mark.parametrize(
    "request_",
    [
        Request("/desk/"),
        Request("/en/search/?q=harbour"),
        Request("/?p=12"),
        Request("/en/", method="POST", body=b"a=1"),
        Request("/en/", host="evil.example"),
        Request("/en/", host=""),
    ],
)
def test_what_is_somebodys_own_goes_past_the_store(front: Front, newsroom: Newsroom, request_: Request) -> None:
    request = copy(request_)
    ask(front, request)
    assert "cache-status" not in request.answered
    assert newsroom.asked[0]["PATH_INFO"] == request.path
    assert newsroom.asked[0]["HTTP_HOST"] == request.headers.get("host")


def test_a_form_reaches_the_desk_whole(front: Front, newsroom: Newsroom) -> None:
    form = b"title=" + b"x" * 40_000
    kind = "application/x-www-form-urlencoded"
    ask(front, Request("/desk/x/?a=b", method="POST", body=form, content_type=kind, x_forwarded_for="1.2.3.4"))
    [environ] = newsroom.asked
    assert environ["body"] == form
    assert environ["CONTENT_LENGTH"] == str(len(form))
    assert (environ["CONTENT_TYPE"], environ["QUERY_STRING"]) == (kind, "a=b")
    assert (environ["HTTP_X_FORWARDED_FOR"], environ["REMOTE_ADDR"]) == ("1.2.3.4", "127.0.0.1")


def test_a_form_that_is_too_long_is_refused(front: Front, newsroom: Newsroom) -> None:
    [request] = ask(front, Request("/desk/", method="POST", body=b"x" * 60_000))
    assert request.status == 413
    assert newsroom.asked == []


def test_a_header_cannot_pass_for_another(front: Front, newsroom: Newsroom) -> None:
    request = Request("/desk/")
    request.headers.items().append(("x_forwarded_proto", "https"))
    request.headers.items().append(("cookie", "a=1"))
    request.headers.items().append(("cookie", "b=2"))
    ask(front, request)
    assert "HTTP_X_FORWARDED_PROTO" not in newsroom.asked[0]
    assert newsroom.asked[0]["HTTP_COOKIE"] == "a=1; b=2"


def test_a_long_answer_is_sent_in_pieces(front: Front, newsroom: Newsroom) -> None:
    newsroom.text = "x" * 3_000_000
    [request] = ask(front, Request("/desk/"))
    assert len(request.body) == 3_000_000


@pytest.mark.parametrize(
    ("status", "headers", "keys"),
    [
        ("200 OK", [*TEXT, ("Set-Cookie", "session=canary")], ["article:1"]),
        ("404 Not Found", TEXT, ["edition:en"]),
        ("302 Found", [("Location", "/en/")], []),
        ("200 OK", TEXT, []),
    ],
)
def test_what_is_no_page_for_everybody_is_not_stored(
    front: Front, newsroom: Newsroom, store: PageStore, status: str, headers: list[tuple[str, str]], keys: list[str]
) -> None:
    newsroom.status, newsroom.headers, newsroom.keys = status, headers, keys
    [request] = ask(front, Request("/en/"))
    assert request.status == int(status[:3])
    assert store.get("/en/", now=time.time()) is None


def test_what_is_not_stored_and_yet_the_same_for_everybody_is_rendered_once(front: Front, newsroom: Newsroom) -> None:
    newsroom.status = "404 Not Found"
    [request] = ask(front, Request("/en/nothing/", accept_encoding="gzip"))
    assert (request.status, gzip.decompress(request.body)) == (404, newsroom.text.encode())
    assert request.answered["cache-control"] == "no-store"
    assert "etag" not in request.answered
    assert len(newsroom.asked) == 1


@pytest.mark.parametrize(
    ("headers", "request_"),
    [
        ([], Request("/en/", cookie="sessionid=1")),
        ([], Request("/en/?preview=1")),
        ([("Vary", "Cookie")], Request("/en/")),
        ([("Set-Cookie", "a=1")], Request("/en/")),
    ],
)
def test_what_may_be_another_answer_for_another_reader_is_asked_for_in_their_name(
    front: Front, newsroom: Newsroom, headers: list[tuple[str, str]], request_: Request
) -> None:
    newsroom.status, newsroom.headers = "404 Not Found", [*TEXT, *headers]
    ask(front, copy(request_))
    assert len(newsroom.asked) == 2
    assert newsroom.asked[1].get("HTTP_COOKIE") == request_.headers.get("cookie")


@pytest.mark.parametrize("path", ["/en/50%/", "/en/a/?before=1"])
def test_an_address_that_could_be_taken_for_another_is_no_name_in_the_store(
    front: Front, newsroom: Newsroom, path: str
) -> None:
    request = Request("")
    request.path = path
    ask(front, request)
    assert "cache-status" not in request.answered
    assert newsroom.asked[0]["PATH_INFO"] == path


def test_a_page_that_is_gone_leaves_the_store(front: Front, newsroom: Newsroom, store: PageStore) -> None:
    ask(front, Request("/en/"))
    newsroom.status = "404 Not Found"
    store.purge(["article:1"])
    assert ask(front, Request("/en/"))[0].status == 404
    assert store.get("/en/", now=time.time()) is None


@pytest.mark.parametrize("failure", ["500 Broken", "exception"])
def test_while_the_newsroom_is_broken_the_last_good_page_is_served(
    front: Front, newsroom: Newsroom, store: PageStore, failure: str
) -> None:
    ask(front, Request("/en/"))
    store.purge(["article:1"])
    newsroom.status = "not a status" if failure == "exception" else failure
    [during] = ask(front, Request("/en/"))
    assert (during.status, during.body) == (200, newsroom.text.encode())
    newsroom.status = "200 OK"
    assert state(ask(front, Request("/en/"))[0]) == "fwd=stale"


def test_a_page_that_broke_because_something_was_withdrawn_meanwhile_is_made_once_more(
    front: Front, newsroom: Newsroom, store: EmbeddedStore
) -> None:
    def withdrawn() -> None:
        store.purge(["article:2"], hard=True)
        newsroom.status = "500 Broken"

    def over() -> None:
        newsroom.status = "200 OK"

    newsroom.meanwhile = [withdrawn, over]
    [request] = ask(front, Request("/en/"))
    assert (request.status, state(request), len(newsroom.asked)) == (200, "fwd=miss", 2)


def test_a_page_that_is_broken_by_itself_is_tried_once(front: Front, newsroom: Newsroom) -> None:
    newsroom.status = "500 Broken"
    assert ask(front, Request("/en/"))[0].status == 500
    assert len(newsroom.asked) == 2  # once for the store, and once for the reader


def test_a_store_that_cannot_write_still_answers(
    front: Front, newsroom: Newsroom, store: PageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "put", full)
    assert ask(front, Request("/en/"))[0].body == newsroom.text.encode()


@pytest.mark.parametrize(
    "failure", [sqlite3.DatabaseError("database disk image is malformed"), OSError(5, "I/O error")]
)
def test_a_store_that_cannot_be_read_still_answers(
    front: Front, newsroom: Newsroom, store: PageStore, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def unreadable(*_: Any, **__: Any) -> Held | None:
        raise failure

    ask(front, Request("/en/"))
    monkeypatch.setattr(store, "at_hand", lambda *_, **__: None)
    monkeypatch.setattr(store, "get", unreadable)
    newsroom.text = "The harbour is closed."
    assert ask(front, Request("/en/"))[0].body == newsroom.text.encode()
    newsroom.status = "503 Service Unavailable"
    assert ask(front, Request("/en/"))[0].status == 503


def test_a_page_that_is_gone_is_said_to_be_where_the_store_cannot_be_written(
    front: Front, newsroom: Newsroom, store: PageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError(5, "Input/output error")

    ask(front, Request("/en/"))
    monkeypatch.setattr(store, "remove", broken)
    store.purge(["article:1"])
    newsroom.status = "404 Not Found"
    assert [ask(front, Request("/en/"))[0].status for _ in range(2)] == [404, 404]


def test_each_browser_gets_the_coding_that_it_reads_best(front: Front, newsroom: Newsroom) -> None:
    for accepted, coding, plain in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip;q=1, br;q=0.1", "gzip", gzip.decompress),
        ("", None, bytes),
        ("br;q=0", None, bytes),
    ):
        [request] = ask(front, Request("/en/", accept_encoding=accepted))
        assert request.answered.get("content-encoding") == coding
        assert plain(request.body) == newsroom.text.encode()
        assert request.answered["content-length"] == str(len(request.body))
        assert request.answered["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("*", ("br", "zstd", "gzip")),
        ("*;q=0.5, gzip", ("gzip", "br", "zstd")),
        ("identity, br;q=0.5", ()),
        ("br;q=nonsense, gzip;q=2", ("gzip",)),
        ("BR", ("br",)),
    ],
)
def test_weights_are_read_as_the_standard_says(accepted: str, expected: tuple[str, ...]) -> None:
    assert preferred(accepted) == expected


def test_nothing_long_that_a_reader_sends_is_remembered(front: Front) -> None:
    remembered = _preferred.cache_info().currsize, _is_allowed.cache_info().currsize
    assert preferred("gzip," + "x" * 1000) == ()
    ask(front, Request("/en/", host="x" * 1000))
    assert (_preferred.cache_info().currsize, _is_allowed.cache_info().currsize) == remembered


def test_who_has_the_page_already_gets_nothing_but_the_news_of_it(front: Front, newsroom: Newsroom) -> None:
    [first] = ask(front, Request("/en/", accept_encoding="br"))
    tag = first.answered["etag"]
    assert tag.endswith('-br"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        [again] = ask(front, Request("/en/", accept_encoding="br", if_none_match=known))
        assert (again.status, again.body) == (304, b"")
        assert again.answered["etag"] == tag
        assert "content-type" not in again.answered
    newsroom_changed = ask(front, Request("/en/", accept_encoding="br", if_none_match='"other"'))[0]
    assert newsroom_changed.status == 200


def test_who_asks_by_time_is_answered_by_time(front: Front, newsroom: Newsroom) -> None:
    changed, later, before = (f"Sun, 22 Nov 2026 1{hour}:00:00 GMT" for hour in (1, 2, 0))
    newsroom.headers = [*TEXT, ("Last-Modified", changed)]
    for since, status in ((later, 304), (changed, 304), (before, 200), ("nonsense", 200)):
        for _ in range(2):
            assert ask(front, Request("/en/feed.rss", if_modified_since=since))[0].status == status
    [other] = ask(front, Request("/en/feed.rss", if_modified_since=later, if_none_match='"other"'))
    assert other.status == 200


def test_head_says_what_get_would_without_the_page(front: Front) -> None:
    [got] = ask(front, Request("/en/"))
    [head] = ask(front, Request("/en/", method="HEAD"))
    assert head.body == b""
    assert head.answered["content-length"] == str(len(got.body))


def test_caches_in_front_are_told_the_keys_and_readers_without_one_are_not(
    newsroom: Newsroom, store: PageStore
) -> None:
    with Lanes() as lanes:
        bridge = Bridge(newsroom, lanes=lanes, most_bytes=1)
        renderer = Renderer(newsroom, "http://127.0.0.1:8000", announce=("varnish", "cloudflare"))
        front = Front(store=store, renderer=renderer, bridge=bridge, lanes=lanes)
        for _ in range(2):
            [told] = ask(front, Request("/en/"))
            assert told.answered["surrogate-key"] == "article:1 everything"
            assert told.answered["cache-tag"] == "article:1,everything"
            assert told.answered["cdn-cache-control"] == "max-age=600, stale-if-error=604800"
            assert told.answered["cache-groups"] == '"article:1", "everything"'
        [unchanged] = ask(front, Request("/en/", if_none_match=told.answered["etag"]))
        assert unchanged.status == 304
        assert all(unchanged.answered[name] == told.answered[name] for name in FOR_CACHES)
        store.purge(["article:1"])
        newsroom.status = "500 Broken"
        [stale] = ask(front, Request("/en/"))
        [unchanged] = ask(front, Request("/en/", if_none_match=stale.answered["etag"]))
        assert (stale.status, unchanged.status) == (200, 304)
        for request in (stale, unchanged):
            said = {name: value for name, value in request.answered.items() if name in FOR_CACHES}
            assert said == {"surrogate-control": "no-store", "cdn-cache-control": "no-store"}


def test_what_was_purged_while_it_was_rendered_is_not_for_caches(newsroom: Newsroom, store: PageStore) -> None:
    newsroom.pause = 0.2
    with Lanes() as lanes:
        bridge = Bridge(newsroom, lanes=lanes, most_bytes=1)
        renderer = Renderer(newsroom, "http://127.0.0.1:8000", announce=("varnish", "cloudflare"))
        front = Front(store=store, renderer=renderer, bridge=bridge, lanes=lanes)
        threading.Timer(0.1, store.purge, [["article:1"]]).start()
        [request] = ask(front, Request("/en/"))
    assert request.status == 200
    assert request.answered["cdn-cache-control"] == "no-store"


def test_internal_names_stay_inside_where_no_cache_of_ours_is(front: Front) -> None:
    [request] = ask(front, Request("/en/"))
    assert not FOR_CACHES & request.answered.keys()


def test_recordings_are_sent_in_parts_of_the_same_bytes(front: Front, newsroom: Newsroom) -> None:
    [whole] = ask(front, Request("/media/files/a.mp3"))
    tag = whole.answered["etag"]
    asked: list[tuple[dict[str, Any], bool]] = [
        ({"range": "bytes=0-9"}, True),
        ({"range": "bytes=0-9", "if_range": tag}, True),
        ({"range": "bytes=0-9", "if_range": '"other"'}, False),
        ({"range": "bytes=0-9", "if_range": "Sun, 22 Nov 2026 10:00:00 GMT"}, False),
    ]
    for headers, asked_for_a_part in asked:
        ask(front, Request("/media/files/a.mp3", **headers))
        assert ("HTTP_RANGE" in newsroom.asked[-1]) is asked_for_a_part
    ask(front, Request("/media/files/a.mp3", method="HEAD", range="bytes=0-9"))
    assert "HTTP_RANGE" not in newsroom.asked[-1]
    [known] = ask(front, Request("/media/files/a.mp3", if_none_match=tag))
    assert (known.status, known.body, known.answered["etag"]) == (304, b"", tag)
    assert "content-type" not in known.answered


def test_after_a_purge_pages_are_made_before_anybody_asks(front: Front, newsroom: Newsroom, store: PageStore) -> None:
    addresses = ["/en/", "/en/harbour/", "/en/harbour/news-1/"]
    server: Any = front

    async def a_day() -> tuple[list[Request], list[Request]]:
        server.__rsgi_init__(asyncio.get_running_loop())
        first, before, after = ([Request(address) for address in addresses] for _ in range(3))
        for request in [*first, *before]:
            await server.__rsgi__(request, request)
        newsroom.text = "The harbour is closed."
        store.purge(["article:1"])
        deadline = time.monotonic() + 10
        while len(newsroom.asked) < 6 and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        for request in after:
            await server.__rsgi__(request, request)
        server.__rsgi_del__(asyncio.get_running_loop())
        return before, after

    with ThreadPoolExecutor(1) as thread:
        before, after = thread.submit(lambda: asyncio.run(a_day())).result()
    assert [state(request) for request in before] == ["hit"] * 3
    assert [(state(request), request.body) for request in after] == [("hit", b"The harbour is closed.")] * 3
    assert [environ["PATH_INFO"] for environ in newsroom.asked[3:]] == addresses


def asked_one_after_the_other(front: Front, address: str, times: int, *, until: Callable[[], bool]) -> list[Request]:
    """Ask so many times, and go on until what happens behind the readers has happened."""
    server: Any = front

    async def readers() -> list[Request]:
        requests = [Request(address) for _ in range(times)]
        for request in requests:
            await server.__rsgi__(request, request)
        deadline = time.monotonic() + 10
        while not until() and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        if server._renewing:
            await server._renewing
        return requests

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(readers())).result()


def busy(front: Front) -> bool:
    return bool(front._renders)


def test_a_page_that_many_ask_for_is_made_anew_behind_all_of_them(
    front: Front, newsroom: Newsroom, store: PageStore
) -> None:
    for _reader in range(25):
        ask(front, Request("/en/"))
    old, newsroom.text, newsroom.pause = newsroom.text, "The harbour is closed.", 0.3
    store.purge(["article:1"])
    behind = asked_one_after_the_other(front, "/en/", 3, until=lambda: len(newsroom.asked) == 2 and not busy(front))
    assert {(state(one), one.body) for one in behind} == {("hit; stale", old.encode())}
    [after] = ask(front, Request("/en/"))
    assert (state(after), after.body) == ("hit", b"The harbour is closed.")
    assert len(newsroom.asked) == 2


def test_when_a_figure_moves_nobody_waits_and_the_page_is_made_anew_once_a_minute(
    front: Front, newsroom: Newsroom, store: PageStore, opened: Opened
) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        ask(front, Request("/en/"))
        old, newsroom.text, newsroom.pause = newsroom.text, "Read 12 times", 0.3
        for _second in range(2):
            store.move(["article:1"], now=time.time())
            opened.agree()
            clock.shift(29)
            assert state(ask(front, Request("/en/"))[0]) == "hit"
        assert len(newsroom.asked) == 1, "it is not a minute old"
        clock.shift(3)
        behind = asked_one_after_the_other(front, "/en/", 20, until=lambda: len(newsroom.asked) == 2)
        assert {(state(one), one.body) for one in behind} == {("hit", old.encode())}
        store.move(["article:1"], now=time.time())
        opened.agree()
        clock.shift(59)
        after = asked_one_after_the_other(front, "/en/", 20, until=lambda: True)
        assert {(state(one), one.body) for one in after} == {("hit", b"Read 12 times")}
        assert len(newsroom.asked) == 2


def test_a_page_whose_figures_stand_still_is_not_made_anew_for_them(
    front: Front, newsroom: Newsroom, store: PageStore, opened: Opened
) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        store.move(["article:1"], now=time.time())  # before it was made
        ask(front, Request("/en/"))
        store.move(["article:2"], now=time.time())
        opened.agree()
        clock.shift(300)
        assert state(asked_one_after_the_other(front, "/en/", 3, until=lambda: True)[0]) == "hit"
        assert len(newsroom.asked) == 1


def test_figures_that_move_have_no_page_made_ahead_and_many_make_one_at_a_time(
    front: Front, newsroom: Newsroom, store: PageStore, opened: Opened
) -> None:
    addresses = [f"/en/{number}/" for number in range(20)]
    with time_machine.travel(time.time(), tick=False) as clock:
        ask(front, *(Request(address) for address in addresses[:10]))
        ask(front, *(Request(address) for address in addresses[10:]))
        store.move(["article:1"], now=time.time())
        opened.agree()
        clock.shift(61)
        assert store.stale_at_hand(50) == []
        newsroom.pause = 0.2
        answers = ask(front, *(Request(address) for address in addresses))
        assert {state(one) for one in answers} == {"hit"}
        assert len(newsroom.asked) <= 21


def test_a_page_in_which_something_changed_as_well_is_made_anew_for_its_reader(
    front: Front, newsroom: Newsroom, store: PageStore, opened: Opened
) -> None:
    ask(front, Request("/en/"))
    store.move(["article:1"], now=time.time())
    store.purge(["article:1"])
    opened.agree()
    newsroom.text = "The harbour is closed."
    assert ask(front, Request("/en/"))[0].body == b"The harbour is closed."


def test_while_the_newsroom_is_broken_a_page_whose_figures_moved_is_served(
    front: Front, newsroom: Newsroom, store: PageStore, opened: Opened
) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        ask(front, Request("/en/"))
        store.move(["article:1"], now=time.time())
        opened.agree()
        clock.shift(61)
        newsroom.status = "500 Internal Server Error"
        for _ in range(3):
            assert state(asked_one_after_the_other(front, "/en/", 1, until=lambda: True)[0]) == "hit"


def test_figures_are_asked_for_in_a_lane_of_their_own() -> None:
    with Lanes() as lanes:
        assert lanes.of("/-/figures/article/7k2mnpqrstuv") is lanes.figures
        assert len({id(lane) for lane in lanes}) == 6


def test_a_page_that_cannot_be_made_is_tried_ahead_once_for_each_purge(
    front: Front, newsroom: Newsroom, store: PageStore
) -> None:
    server: Any = front
    ask(front, Request("/en/"))
    ask(front, Request("/en/"))
    newsroom.status = "500 Internal Server Error"

    async def until(asked: int) -> None:
        deadline = time.monotonic() + 10
        while (len(newsroom.asked) < asked or server._renders) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    async def a_day() -> None:
        server.__rsgi_init__(asyncio.get_running_loop())
        await asyncio.sleep(0)  # what is purged before the server looks for the first time is left to readers
        for purges in (1, 2):
            store.purge(["article:1"])
            await until(1 + purges)
            for _ in range(3):
                store.move(["article:2"], now=time.time())
                await asyncio.sleep(front_module.NOTICED_AFTER)
        server.__rsgi_del__(asyncio.get_running_loop())

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(a_day())).result()
    assert len(newsroom.asked) == 3
