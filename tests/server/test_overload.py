"""More readers than the newsroom can answer: who is sent away, who is not, and that it ends when they go."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from depesche.delivery.calling import FILES_ONLY
from depesche.delivery.collecting import mark
from depesche.delivery.rendering import Renderer
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.server import front as fronts
from depesche.server import outage
from depesche.server.bridge import Bridge
from depesche.server.front import Front
from depesche.server.lanes import DESK, READERS, WAITING, Busy, Lane, Lanes

from .rsgi import Request, ask

LISTS = ("/en/", "/en/feed.rss")
CHANGED = f"/en/article-{READERS + 1}/"  # beside others that only mention it
STALE = "depesche; hit; stale"


class Slow:
    """A newsroom that answers only after it was let go on."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.status = "200 OK"
        self.text = "The harbour is open."

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ)
        path = environ["PATH_INFO"]
        if not path.startswith(("/desk/", "/static/")):
            assert self.go_on.wait(60)
        missing = path == "/static/moved.css" and FILES_ONLY in environ
        mark("article:1")
        mark(f"whole:{path}")
        start("404 Not Found" if missing else self.status, [("Content-Type", "text/html; charset=utf-8")])
        return [self.text.encode()]


@pytest.fixture
def newsroom() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.go_on.set()


@pytest.fixture
def front(newsroom: Slow, store: EmbeddedStore) -> Iterator[Front]:
    with Lanes() as lanes:
        renderer = Renderer(newsroom, "http://127.0.0.1:8000")
        bridge = Bridge(newsroom, lanes=lanes, most_bytes=99)
        yield Front(store=store, renderer=renderer, bridge=bridge, lanes=lanes, lists=LISTS.__contains__)
        newsroom.go_on.set()


def play(scene: Callable[[], Any]) -> Any:
    """Run a coroutine in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(scene())).result(60)


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "this did not happen in time"
        await asyncio.sleep(0.005)


def state(request: Request) -> str:
    return request.answered["cache-status"]


def test_beyond_the_room_readers_are_sent_away_and_stored_pages_files_and_the_desk_go_on(
    front: Front, newsroom: Slow, store: EmbeddedStore
) -> None:
    server: Any = front

    async def hand_in(request: Request) -> Request:
        await server.__rsgi__(request, request)
        return request

    async def rush() -> None:
        for path in ("/en/", "/en/old/"):
            await hand_in(Request(path))
        store.purge(["article:1"])
        await hand_in(Request("/en/"))
        newsroom.go_on.clear()
        crowd = [
            asyncio.create_task(hand_in(Request(f"/en/search/?q={number}" if number % 2 else f"/en/{number}/")))
            for number in range(READERS + WAITING)
        ]
        before = len(newsroom.asked)
        await until(lambda: len(newsroom.asked) == before + READERS)
        for path in ("/en/search/?q=more", "/en/more/", "/k/abc"):
            away = await hand_in(Request(path, cookie="a=1"))
            assert (away.status, away.answered["cache-control"]) == (503, "no-store")
            assert 0 < int(away.answered["retry-after"]) < 10
            assert len(away.body) == int(away.answered["content-length"]) < 3000
            assert b"Sehr viele lesen" in away.body
        assert (await hand_in(Request("/en/more/", method="HEAD"))).body == b""
        assert state(await hand_in(Request("/en/"))) == "depesche; hit"
        assert state(await hand_in(Request("/en/old/"))) == STALE
        for path in ("/desk/", "/static/a.css"):
            assert (await hand_in(Request(path))).status == 200
        newsroom.go_on.set()
        assert {one.status for one in await asyncio.gather(*crowd)} == {200}
        assert (await hand_in(Request("/en/search/?q=more"))).status == 200
        assert state(await hand_in(Request("/en/old/"))) == "depesche; fwd=stale"

    play(rush)


def test_who_waited_too_long_for_a_thread_is_not_worked_for() -> None:
    async def scene() -> list[Any]:
        gate, done = threading.Event(), list[str]()
        lane = Lane("few", 1, queued=0.01)
        first = asyncio.create_task(lane.run(gate.wait, 30))
        await until(lambda: lane.threads._work_queue.empty())
        late = asyncio.create_task(lane.run(done.append, "late"))
        await asyncio.sleep(0.05)
        gate.set()
        said = await asyncio.gather(first, late, return_exceptions=True)
        await lane.run(done.append, "after")
        lane.threads.shutdown()
        return [*map(type, said), *done]

    assert play(scene) == [bool, Busy, "after"]


def test_whoever_takes_longer_than_a_reader_waits_is_hung_up_on() -> None:
    async def scene() -> tuple[list[int], int]:
        gate, hung_up = threading.Event(), []

        def hang_up(thread: int) -> None:
            hung_up.append(thread)
            gate.set()

        def work() -> int:
            assert gate.wait(30)
            return threading.get_ident()

        lane = Lane("few", 1, queued=0.01, deadline=0.02, hang_up=hang_up)
        thread = await lane.run(work)
        lane.threads.shutdown()
        return hung_up, thread

    hung_up, thread = play(scene)
    assert hung_up == [thread]


def test_nobody_waits_longer_than_a_second_for_a_page_that_another_reader_has_asked_for(
    front: Front, newsroom: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fronts, "PATIENCE", 0.02)
    server: Any = front

    async def scene() -> tuple[int, int]:
        newsroom.go_on.clear()
        first, second = Request("/en/"), Request("/en/")
        going_on = asyncio.create_task(server.__rsgi__(first, first))
        await until(lambda: bool(newsroom.asked))
        await server.__rsgi__(second, second)
        newsroom.go_on.set()
        await going_on
        return first.status, second.status

    assert play(scene) == (200, 503)
    assert len(newsroom.asked) == 1


def test_who_waits_in_vain_gets_the_last_page_and_those_after_do_not_wait(
    front: Front, newsroom: Slow, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fronts, "FIRST", 0.02)
    ask(front, Request("/en/"), Request("/en/other/"), Request("/en/third/"))
    store.purge(["article:1"])
    server: Any = front

    async def scene() -> list[str]:
        newsroom.go_on.clear()
        first, second = Request("/en/"), Request("/en/other/")
        await server.__rsgi__(first, first)
        monkeypatch.setattr(fronts, "FIRST", 3600.0)
        await server.__rsgi__(second, second)
        newsroom.go_on.set()
        await until(lambda: not server._renders)
        third = Request("/en/third/")
        await server.__rsgi__(third, third)
        return [state(one) for one in (first, second, third)]

    assert play(scene) == [STALE, STALE, "depesche; fwd=stale"]


def test_what_was_withdrawn_while_a_reader_waited_is_not_served(
    front: Front, newsroom: Slow, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fronts, "FIRST", 0.3)
    ask(front, Request("/en/"))
    store.purge(["article:1"])
    server: Any = front

    async def scene() -> int:
        newsroom.go_on.clear()
        reader = Request("/en/")
        waiting = asyncio.create_task(server.__rsgi__(reader, reader))
        await until(lambda: len(newsroom.asked) == 2)
        store.purge(["article:1"], hard=True)
        await waiting
        newsroom.go_on.set()
        await until(lambda: not server._renders)
        return reader.status

    assert play(scene) == 503


def test_while_the_database_is_away_the_newsroom_is_asked_once_in_a_while_and_found_back_by_itself(
    front: Front, newsroom: Slow, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "RETRY", 3600.0)
    pages = [f"/en/{number}/" for number in range(20)]
    ask(front, *map(Request, pages))
    store.purge(["article:1"])
    newsroom.status = "503 Service Unavailable"
    assert ask(front, Request("/en/search/?q=a"))[0].status == 503
    before = len(newsroom.asked)
    assert {state(one) for one in ask(front, *map(Request, pages))} == {STALE}
    assert {one.status for one in ask(front, Request("/k/abc"), Request("/en/search/?q=b"), Request("/new/"))} == {503}
    assert len(newsroom.asked) == before
    assert ask(front, Request("/-/seen?article:1"))[0].status == 503  # asked, since it needs no database
    newsroom.status = "200 OK"
    server: Any = front
    server._outage._next_look = 0.0
    assert state(ask(front, Request(pages[0]))[0]) == STALE
    monkeypatch.setattr(outage, "RETRY", 0.0)

    async def scene() -> None:
        server._outage._next_look = 0.0
        reader = Request(pages[1])
        await server.__rsgi__(reader, reader)
        await until(lambda: not server._outage.away)

    play(scene)
    assert state(ask(front, Request(pages[2]))[0]) == "depesche; fwd=stale"


def test_a_file_is_looked_for_without_a_cookie_and_what_is_none_is_asked_for_in_the_readers_name(
    front: Front, newsroom: Slow
) -> None:
    ask(front, Request("/static/a.css", cookie="sessionid=canary"))
    [file] = newsroom.asked
    assert (file[FILES_ONLY], "HTTP_COOKIE" in file) == (True, False)
    [moved] = ask(front, Request("/static/moved.css", cookie="a=1"))
    assert moved.status == 200
    assert FILES_ONLY not in newsroom.asked[-1]
    assert newsroom.asked[-1]["HTTP_COOKIE"] == "a=1"


def test_what_the_disk_has_no_room_for_is_refused(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(SpooledTemporaryFile[bytes]):
        def write(self, _data: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", Full)
    [refused] = ask(front, Request("/desk/", method="POST", body=b"title=x"))
    assert refused.status == 503


def test_the_desk_has_threads_of_its_own() -> None:
    with Lanes() as lanes:
        assert lanes.of("/desk/pages/1/edit/") is lanes.desk
        assert lanes.of("/media/photos/x") is lanes.of("/static/y") is lanes.files
        assert lanes.of("/en/search/") is lanes.of("/api/v1/items/") is lanes.of("/") is lanes.readers
        assert lanes.of("/-/seen") is lanes.looks
        assert DESK >= 1


def test_what_most_readers_ask_for_is_made_first_and_the_others_make_room_for_it() -> None:
    async def scene() -> tuple[list[str], set[str]]:
        gate, done = threading.Event(), list[str]()
        lane = Lane("few", 1, waiting=3, queued=30, ordered=True)
        wanted = {"once": 1, "again": 1, "often": 2, "most": 5}

        def ask(name: str) -> asyncio.Task[None]:
            return asyncio.create_task(lane.run(done.append, name, wanted=lambda: wanted[name]))

        first = asyncio.create_task(lane.run(gate.wait, 30))
        asked = {name: ask(name) for name in ("once", "again", "often")}
        await asyncio.sleep(0)
        asked["most"] = ask("most")  # there is no room, and "once" came first of those that are wanted least
        late = ask("again")  # is wanted no more than those who wait
        await asyncio.sleep(0)
        wanted["again"] = 3
        gate.set()
        said = dict(zip(asked, await asyncio.gather(*asked.values(), return_exceptions=True), strict=True))
        away = {name for name, what in said.items() if isinstance(what, Busy)}
        with pytest.raises(Busy):
            await late
        await first
        lane.threads.shutdown()
        return done, away

    assert play(scene) == (["most", "again", "often"], {"once"})


def test_what_has_changed_and_pages_that_list_it_are_made_before_articles_that_mention_it(
    front: Front, newsroom: Slow, store: EmbeddedStore
) -> None:
    server: Any = front

    async def rush() -> list[str]:
        async def hand_in(path: str) -> None:
            request = Request(path)
            await server.__rsgi__(request, request)

        articles = [f"/en/article-{number}/" for number in range(READERS + 4)]
        for path in (*articles, *LISTS) * 2:  # they are at hand when they are asked for again
            await hand_in(path)
        store.purge(["article:1", f"whole:{CHANGED}"])
        newsroom.go_on.clear()
        before = len(newsroom.asked)
        crowd = [asyncio.create_task(hand_in(path)) for path in [*articles, articles[-1], "/en/invented/"]]
        await until(lambda: len(newsroom.asked) == before + READERS)
        crowd += [asyncio.create_task(hand_in(path)) for path in LISTS]
        await asyncio.sleep(0.05)
        newsroom.go_on.set()
        await asyncio.gather(*crowd)
        return [asked["PATH_INFO"] for asked in newsroom.asked[before + READERS :]]

    assert {CHANGED, *LISTS} <= set(play(rush)[:READERS]), "all threads begin with what comes next at the same time"


def test_whoever_goes_away_while_waiting_leaves_the_lane_as_it_was() -> None:
    async def scene() -> list[str]:
        gate, done = threading.Event(), list[str]()
        lane = Lane("few", 1, queued=30)
        first = asyncio.create_task(lane.run(gate.wait, 30))
        gone, stays = (asyncio.create_task(lane.run(done.append, name)) for name in ("gone", "stays"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, stays)
        late = asyncio.create_task(lane.run(done.append, "let in and gone"))
        await asyncio.sleep(0)
        late.cancel()
        await asyncio.wait({late})
        await asyncio.wait_for(lane.run(done.append, "after"), 30)
        lane.threads.shutdown()
        return done

    assert play(scene)[0] == "stays"
    assert play(scene)[-1] == "after"
