"""Whatever fails behind the page store, readers get all published pages; afterwards everything goes on by itself."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.torture import disks
from tests.torture.checking import back, purge_everything, read, refused, same, whole
from tests.torture.newsroom import DOOR, Served, serving, until
from tests.torture.reader import Reader, Seen

pytestmark = pytest.mark.loopback
SHOWING = ("/de/", "/de/hafen/", "/de/stories/streit-um-den-nordkai/", "/de/tags/kai/", "/de/feed.rss")


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """A newsroom with two processes that answer."""
    with serving(home) as newsroom:
        yield newsroom


@pytest.fixture
def before(served: Served) -> Seen:
    """All that can be read while nothing fails; it is in the store afterwards."""
    seen = until(lambda: settled(served))
    assert {got[0] for got in seen.answers.values()} == {200, 302}
    kinds = (
        "/de/feed.rss",
        "/sitemap.xml",
        "/robots.txt",
        "/media/photos/",
        "/static/website/",
        "/de/hafen/der-kran",
        "/",
    )
    assert not [kind for kind in kinds if not any(address.startswith(kind) for address in seen.answers)]
    return seen


def settled(served: Served) -> Seen | None:
    """All that a reader finds, if nothing of it was an earlier version of a page that is being made anew."""
    seen = read(served)
    return None if "depesche; hit; stale" in seen.states else seen


def test_with_its_database_file_away_new_processes_serve_all_pages(served: Served, before: Seen) -> None:
    files = [path for path in served.home.glob("newsroom.sqlite3*") if path.is_file()]
    aside = served.home / "aside"
    aside.mkdir()
    for file in files:
        file.rename(aside / file.name)
    try:
        purge_everything(served)
        killed = served.kill_workers()
        until(lambda: len(served.workers()) == 2 and not set(served.workers()) & set(killed))
        same(before, read(served))
        for path in ("/de/search/?q=Kran", "/k/abc", "/de/nothing-here/", DOOR, "/api/v1/items/?edition=de"):
            refused(served, path)
        assert served.ask("/-/seen?article:222222222222").status == 204
        assert not list(served.home.glob("newsroom.sqlite3*")), "an empty database was made in its place"
    finally:
        for file in aside.iterdir():
            file.rename(served.home / file.name)
        aside.rmdir()
    back(served)
    whole(served)


def test_where_not_a_byte_can_be_written_all_pages_are_served_and_forms_refused(served: Served, before: Seen) -> None:
    purge_everything(served)
    served.let_write(False)
    try:
        with closing(Reader(served.port)) as reader:  # one connection, so that the same process answers
            same(before, reader.read_everything())
            again = reader.read_everything()
        same(before, again)
        assert again.states["depesche; hit"] > len(again.pages) // 2, "made anew each time instead of kept in memory"
        assert served.sign_in() == 503
        served.kill_workers()
        until(lambda: len(served.workers()) == 2)
        same(before, read(served))
    finally:
        served.let_write(True)
    back(served)
    until(lambda: served.sign_in() == 302)
    whole(served)


def test_processes_that_are_killed_while_people_read_cost_nobody_a_page(served: Served, before: Seen) -> None:
    with ThreadPoolExecutor(4) as threads:
        reading = [threads.submit(read, served) for _ in range(4)]
        for victim in served.workers():
            with suppress(ProcessLookupError):  # two deaths within seconds, and all begin anew
                os.kill(victim, signal.SIGKILL)
            until(partial(succeeded, served, victim))
        for seen in reading:
            same(before, seen.result(60))


def test_on_a_full_disk_all_pages_are_served_and_with_room_again_everything_goes_on(
    content: Path, tmp_path: Path
) -> None:
    home = tmp_path / "paper"
    home.mkdir()
    with crowded(home, content) as (served, fill, free):
        before = read(served)
        purge_everything(served)
        fill()
        same(before, read(served))
        assert served.sign_in() == 503
        same(before, read(served))
        free()
        back(served)
        until(lambda: served.sign_in() == 302)
        whole(served)


def test_new_processes_on_a_disk_that_became_read_only_serve_all_pages(content: Path, tmp_path: Path) -> None:
    assert disks.apart(), "no mounts of its own can be had here: run as root, or allow user namespaces"
    home = tmp_path / "paper"
    home.mkdir()
    with serving(home, through=disks.small_disk(home, content)) as served:
        before = read(served)
        disks.make_readonly(served)
        killed = served.kill_workers()
        until(lambda: len(served.workers()) == 2 and not set(served.workers()) & set(killed))
        same(before, read(served))
        assert served.sign_in() == 503
        disks.make_writable(served)
        served.kill_workers()
        until(lambda: served.sign_in() == 302)


@pytest.mark.parametrize("calls", [disks.WRITES, disks.SYNCS], ids=["writes", "syncs"])
def test_on_a_disk_that_answers_with_errors_all_pages_are_served_and_nothing_is_written_by_halves(
    served: Served, before: Seen, calls: str
) -> None:
    by_others, by_us = f"Schlepper {len(calls)}", f"Lotse {len(calls)}"
    purge_everything(served)
    with disks.broken(served, calls):
        same(before, read(served))
        with nothing_written(served):
            assert served.sign_in() == 503
        assert served.ask("/de/search/?q=Kran").status == 200
        served.publish(by_others)
        served.publish(by_us, "--die")
        until(lambda: shown(served, by_others))
        served.kill_workers()
        until(lambda: len(served.workers()) == 2)
        assert {got[0] for got in read(served).answers.values()} == {200, 302}
        assert shown(served, by_others)
    until(lambda: shown(served, by_others) and shown(served, by_us))
    assert {got[0] for got in read(served).answers.values()} == {200, 302}
    assert served.sign_in() == 302
    back(served)
    whole(served)


def test_what_a_disk_cannot_read_is_refused_honestly_and_comes_back_by_itself(served: Served, before: Seen) -> None:
    with disks.broken(served, disks.READS):
        for purged in (False, True):
            if purged:
                purge_everything(served)
            statuses = Counter(served.ask(quote(address, safe="/?=&%")).status for address in before.pages)
            assert statuses.keys() <= {200, 302, 503}, statuses
            assert statuses[200] > 0, "files, and pages at hand that nobody has purged"
            assert served.sign_in() in (302, 503)
    back(served)
    same(before, until(lambda: settled(served)))
    assert served.sign_in() == 302
    whole(served)


@contextmanager
def nothing_written(served: Served) -> Iterator[None]:
    """Nobody has committed anything to the newsroom's database meanwhile (SQLite's PRAGMA data_version)."""
    path = f"file:{served.home / 'newsroom.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(path, uri=True)) as database:
        before = database.execute("PRAGMA data_version").fetchall()
        yield
        assert database.execute("PRAGMA data_version").fetchall() == before


def shown(served: Served, headline: str) -> bool:
    """Whether readers find an article everywhere that it belongs."""
    return all(headline in served.ask(page).body.decode() for page in SHOWING)


def succeeded(served: Served, victim: int) -> bool:
    """Whether somebody else does the work of a process that was killed."""
    workers = served.workers()
    return len(workers) == 2 and victim not in workers


@contextmanager
def crowded(home: Path, content: Path) -> Iterator[tuple[Served, Callable[[], object], Callable[[], object]]]:
    """A newsroom on a disk of its own, how to fill it and how to make room; without rights, as good as that."""
    if disks.apart():
        with serving(home, through=disks.small_disk(home, content)) as served:
            served.enter = disks.within(served)
            filler: list[Path] = []
            yield served, lambda: filler.append(disks.fill(served)), lambda: filler.pop().unlink()
    else:
        shutil.copytree(content, home, dirs_exist_ok=True)
        with serving(home) as served:
            yield served, lambda: served.let_write(False), lambda: served.let_write(True)
