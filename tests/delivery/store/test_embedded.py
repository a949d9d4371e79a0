"""The page store of one machine: what it alone does.  test_both.py says what every store promises."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.delivery.store.embedded import EmbeddedStore

from .fixtures import NOW, body_of, page


@pytest.fixture
def another(tmp_path: Path, store: EmbeddedStore) -> Iterator[EmbeddedStore]:
    """The same store as another process has it open."""
    opened = EmbeddedStore(tmp_path)
    yield opened
    opened.close()


def test_nothing_of_a_withdrawn_page_is_left_on_the_disk(store: EmbeddedStore, tmp_path: Path) -> None:
    store.put("/a/", page("canary" * 50, "k"))
    store.purge(["k"], hard=True)
    with sqlite3.connect(tmp_path / "pages.sqlite3") as database:
        assert database.execute("SELECT (SELECT count(*) FROM page), (SELECT count(*) FROM mark)").fetchone() == (0, 0)


def test_a_damaged_page_counts_as_none(store: EmbeddedStore, tmp_path: Path) -> None:
    store.put("/a/", page("one", "k"))
    with sqlite3.connect(tmp_path / "pages.sqlite3") as database:
        database.execute("UPDATE page SET packed = CAST(substr(packed, 1, length(packed) - 1) || x'00' AS BLOB)")
    assert body_of(store) is None


def test_what_is_at_hand_outlives_a_disk_that_cannot_be_read_and_what_was_purged_does_not(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> list[tuple[object, ...]]:
        raise sqlite3.DatabaseError("database disk image is malformed")

    store.put("/a/", page("one", "k", stale_at=NOW - 1))
    assert body_of(store) == ("one", True)
    with monkeypatch.context() as disk:
        disk.setattr(store, "_ask", unreadable)
        assert body_of(store) == ("one", True)
        with pytest.raises(sqlite3.DatabaseError):
            body_of(store, "/b/")
    store.purge(["k"], hard=True)
    with monkeypatch.context() as disk:
        disk.setattr(store, "_ask", unreadable)
        with pytest.raises(sqlite3.DatabaseError):
            body_of(store)


def test_who_dies_between_the_purge_and_its_notice_is_made_up_for(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.put("/a/", page("one", "k"))
    store.purge(["k"])
    (tmp_path / "purges").write_bytes(b"\0" * 8)
    again = EmbeddedStore(tmp_path)
    assert again.number() == 1
    assert body_of(again) == ("one", True)
    again.close()
    store.close()


def test_the_locks_of_a_process_hold_for_other_processes(store: EmbeddedStore, another: EmbeddedStore) -> None:
    with store.locks.trying("/a/") as mine, store.locks.trying("/a/") as again, store.locks.trying("/b/") as other:
        assert (mine, again, other) == (True, False, True)
        assert in_another_process(store) is False
    assert in_another_process(store) is True


def in_another_process(store: EmbeddedStore) -> bool:
    """Whether another process would get the lock of ``/a/``."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def ask() -> None:
        with store.locks.trying("/a/") as mine:
            answers.put(mine)

    child = context.Process(target=_fresh, args=(ask, store))
    child.start()
    child.join()
    return bool(answers.get())


def _fresh(ask: object, store: EmbeddedStore) -> None:
    store.locks._held.clear()  # type: ignore[attr-defined]
    ask()  # type: ignore[operator]


# As the first release had it.  A later one opens such a file to serve its pages until its own are accepted.
EARLIEST = """
CREATE TABLE page (address TEXT PRIMARY KEY, begun INTEGER NOT NULL, packed BLOB NOT NULL);
CREATE TABLE mark (key TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (key, address)) WITHOUT ROWID;
CREATE TABLE purged (key TEXT PRIMARY KEY, number INTEGER NOT NULL, hard INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE file (address TEXT PRIMARY KEY, path TEXT NOT NULL, stale_at REAL) WITHOUT ROWID;
"""


def test_the_file_of_the_earliest_release_is_read_and_purged(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "pages.sqlite3") as database:
        database.executescript(EARLIEST)
        database.execute("INSERT INTO page VALUES ('/a/', 0, ?)", [page("one", "k").pack()])
        database.execute("INSERT INTO mark VALUES ('k', '/a/')")
    store = EmbeddedStore(tmp_path)
    assert body_of(store) == ("one", False)
    number = store.purge(["k"])
    assert body_of(store) == ("one", True)
    store.put("/a/", page("two", "k", begun=number))
    assert body_of(store) == ("two", False)
    store.close()


@pytest.mark.parametrize("away", [False, True])
def test_a_page_that_another_process_has_made_anew_is_never_taken_for_the_old_one(
    store: EmbeddedStore, another: EmbeddedStore, away: bool
) -> None:
    old, new = (page(body, "k", stale_at=at) for body, at in (("one", NOW - 1), ("two", NOW + 1)))
    for _time in range(3):
        store.put("/a/", old)
        assert body_of(store) == body_of(another) == ("one", True)
        if away:
            another.remove("/a/")
        assert another.put("/a/", new)
        assert body_of(store) == ("two", False)
        another.remove("/a/")
