"""The page store of one machine: exact after each purge, for every process."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.entry import Entry

from .fixtures import NOW, page


@pytest.fixture
def another(tmp_path: Path, store: EmbeddedStore) -> Iterator[EmbeddedStore]:
    """The same store as another process has it open."""
    opened = EmbeddedStore(tmp_path)
    yield opened
    opened.close()


def body_of(store: EmbeddedStore, address: str = "/a/") -> tuple[str, bool] | None:
    """What a reader would get, and whether it is stale."""
    held = store.get(address, now=NOW)
    return (held.entry.bodies["identity"].decode(), held.stale) if held else None


def test_a_page_is_kept_for_all_who_open_the_store(store: EmbeddedStore, another: EmbeddedStore) -> None:
    assert body_of(another) is None
    assert store.put("/a/", page("one", "k"))
    assert body_of(store) == body_of(another) == ("one", False)


def test_a_purge_makes_stale_what_bears_the_key_and_nothing_else(store: EmbeddedStore, another: EmbeddedStore) -> None:
    store.put("/a/", page("one", "k", "l"))
    store.put("/b/", page("two", "m"))
    assert body_of(another)
    another.purge(["k", "unknown"])
    assert body_of(store) == body_of(another) == ("one", True)
    assert body_of(store, "/b/") == ("two", False)


def test_a_page_made_anew_is_fresh_for_who_held_the_old_one(store: EmbeddedStore, another: EmbeddedStore) -> None:
    store.put("/a/", page("one", "k"))
    assert body_of(another) == ("one", False)
    number = store.purge(["k"])
    assert store.put("/a/", page("two", "k", begun=number))
    assert body_of(another) == body_of(store) == ("two", False)


def test_what_was_rendered_while_it_changed_is_never_kept(store: EmbeddedStore) -> None:
    begun = store.number()
    store.purge(["k"])
    assert not store.put("/a/", page("old", "k", begun=begun))
    assert body_of(store) is None
    assert store.put("/a/", page("of something else", "l", begun=begun))


def test_a_slow_render_does_not_replace_a_later_one(store: EmbeddedStore) -> None:
    store.purge(["x"])
    store.put("/a/", page("later", "k", begun=1))
    store.put("/a/", page("slow", "k", begun=0))
    assert body_of(store) == ("later", False)


def test_what_is_withdrawn_is_gone_everywhere_at_once(store: EmbeddedStore, another: EmbeddedStore) -> None:
    store.put("/a/", page("secret", "k"))
    assert body_of(another)
    store.purge(["k"], hard=True)
    store.purge(["k"])  # a softer purge that follows does not bring it back
    assert body_of(store) is None
    assert body_of(another) is None


def test_nothing_of_a_withdrawn_page_is_left_on_the_disk(store: EmbeddedStore, tmp_path: Path) -> None:
    store.put("/a/", page("canary" * 50, "k"))
    store.purge(["k"], hard=True)
    with sqlite3.connect(tmp_path / "pages.sqlite3") as database:
        assert database.execute("SELECT (SELECT count(*) FROM page), (SELECT count(*) FROM mark)").fetchone() == (0, 0)


def test_a_page_may_say_when_it_wants_to_be_made_anew(store: EmbeddedStore) -> None:
    store.put("/a/", page("today", "k", stale_at=NOW + 10))
    for seconds, stale in ((0, False), (9, False), (10, True)):
        held = store.get("/a/", now=NOW + seconds)
        assert held
        assert held.stale is stale


def test_a_damaged_page_counts_as_none(store: EmbeddedStore, tmp_path: Path) -> None:
    store.put("/a/", page("one", "k"))
    with sqlite3.connect(tmp_path / "pages.sqlite3") as database:
        database.execute("UPDATE page SET packed = CAST(substr(packed, 1, length(packed) - 1) || x'00' AS BLOB)")
    assert body_of(store) is None


def test_memory_has_its_limit_and_the_disk_has_the_rest(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, memory=10_000)
    for number in range(50):
        store.put(f"/{number}/", page(f"page {number}", f"k{number % 7}", "all"))
    for number in range(50):
        assert body_of(store, f"/{number}/") == (f"page {number}", False)
    assert 0 < len(store._memory) <= 5
    store.purge(["all"])
    assert all(body_of(store, f"/{number}/") == (f"page {number}", True) for number in range(50))
    store.close()


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


def test_the_pages_of_a_key_can_be_listed(store: EmbeddedStore) -> None:
    store.put("/a/", page("one", "k", "l"))
    store.put("/b/", page("two", "l"))
    assert sorted(store.addresses(["k", "l"])) == ["/a/", "/b/"]
    store.remove("/a/")
    assert store.addresses(["k"]) == []


def test_one_lock_of_a_name_is_given_at_a_time(store: EmbeddedStore, another: EmbeddedStore) -> None:
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
    store.locks._held.clear()
    ask()  # type: ignore[operator]


def test_threads_that_read_and_purge_never_see_an_old_page_as_fresh(store: EmbeddedStore) -> None:
    truth = [0]
    wrong: list[tuple[int, int]] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            before = truth[0]
            held = store.get("/a/", now=NOW)
            if held and not held.stale and int(held.entry.bodies["identity"]) < before:
                wrong.append((int(held.entry.bodies["identity"]), before))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 200):
        begun = store.purge(["k"])
        truth[0] = number
        store.put("/a/", page(str(number), "k", begun=begun))
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


class Stores(RuleBasedStateMachine):
    """Two processes with one store, against a model that remembers everything."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.stores = [EmbeddedStore(Path(self.folder.name), memory=memory) for memory in (5_000, 1_000_000)]
        self.pages: dict[str, tuple[Entry, bool]] = {}

    addresses, keys = st.sampled_from(["/a/", "/b/", "/c/"]), st.sampled_from(["k", "l", "m"])

    @rule(which=st.integers(0, 1), address=addresses, keys=st.sets(keys, min_size=1), body=st.text(max_size=9))
    def put(self, which: int, address: str, keys: set[str], body: str) -> None:
        if self.pages.get(address, (None, True))[1] is False:
            return  # nobody renders what is fresh
        entry = page(body, *keys, begun=self.stores[which].number())
        assert self.stores[which].put(address, entry)
        self.pages[address] = (entry, False)

    @rule(which=st.integers(0, 1), keys=st.sets(keys, min_size=1), hard=st.booleans())
    def purge(self, which: int, keys: set[str], hard: bool) -> None:
        self.stores[which].purge(keys, hard=hard)
        for address, (entry, _stale) in list(self.pages.items()):
            if entry.keys & keys:
                self.pages[address] = (entry, True)
                if hard:
                    del self.pages[address]

    @invariant()
    def both_say_the_same(self) -> None:
        for store in self.stores:
            for address in ("/a/", "/b/", "/c/"):
                held = store.get(address, now=NOW)
                expected = self.pages.get(address)
                assert (held and (held.entry, held.stale)) == expected

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()


TestStores = Stores.TestCase
TestStores.settings = hypothesis_settings(max_examples=40, stateful_step_count=25, deadline=None)
