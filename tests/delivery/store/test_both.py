"""What a page store promises, wherever it keeps its pages: exact after each purge, for every process."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.interface import PageStore
from depesche.delivery.store.valkey import ValkeyStore
from tests.faults import Valkey

from .fixtures import NOW, Opened, body_of, made, page


@pytest.fixture
def store(opened: Opened) -> PageStore:
    """An empty page store of each kind."""
    return opened.again()


@pytest.fixture
def another(opened: Opened, store: PageStore) -> PageStore:
    """The same store as another process has it open."""
    return opened.again()


def test_a_page_is_kept_for_all_who_open_the_store(store: PageStore, another: PageStore) -> None:
    assert body_of(another) is None
    assert store.put("/a/", made(store, "one", "k"))
    assert body_of(store) == body_of(another) == ("one", False)


def test_a_purge_makes_stale_what_bears_the_key_and_nothing_else(
    store: PageStore, another: PageStore, opened: Opened
) -> None:
    store.put("/a/", made(store, "one", "k", "l"))
    store.put("/b/", made(store, "two", "m"))
    assert body_of(another)
    another.purge(["k", "unknown"])
    opened.agree()
    assert body_of(store) == body_of(another) == ("one", True)
    assert body_of(store, "/b/") == ("two", False)


def test_a_page_made_anew_is_fresh_for_who_held_the_old_one(store: PageStore, another: PageStore) -> None:
    store.put("/a/", made(store, "one", "k"))
    assert body_of(another) == ("one", False)
    number = store.purge(["k"])
    assert store.put("/a/", page("two", "k", begun=number))
    assert store.get("/a/", now=NOW)
    assert body_of(store) == ("two", False)


def test_what_another_made_anew_is_fresh(store: PageStore, another: PageStore, opened: Opened) -> None:
    store.put("/a/", made(store, "one", "k"))
    assert body_of(another) == ("one", False)
    number = store.purge(["k"])
    opened.agree()
    assert store.put("/a/", page("two", "k", begun=number))
    assert body_of(another) == body_of(store) == ("two", False)


def test_what_was_rendered_while_it_changed_is_never_kept(store: PageStore) -> None:
    begun = store.number()
    store.purge(["k"])
    assert not store.put("/a/", page("old", "k", begun=begun))
    assert body_of(store) is None
    assert store.put("/a/", page("of something else", "l", begun=begun))


def test_a_slow_render_does_not_replace_a_later_one(store: PageStore) -> None:
    before = store.number()
    later = store.purge(["x"])
    store.put("/a/", page("later", "k", begun=later))
    store.put("/a/", page("slow", "k", begun=before))
    assert body_of(store) == ("later", False)


def test_what_is_withdrawn_is_gone_everywhere_at_once(store: PageStore, another: PageStore, opened: Opened) -> None:
    store.put("/a/", made(store, "secret", "k"))
    assert body_of(another)
    store.purge(["k"], hard=True)
    store.purge(["k"])  # a softer purge that follows does not bring it back
    opened.agree()
    assert body_of(store) is None
    assert body_of(another) is None


def test_what_was_withdrawn_while_it_was_rendered_is_never_kept(store: PageStore) -> None:
    begun = store.number()
    store.purge(["k"], hard=True)
    store.purge(["l"])
    assert not store.put("/a/", page("secret", "k", begun=begun))
    assert body_of(store) is None


def test_a_figure_that_moves_makes_no_page_stale_and_is_noticed_by_all(
    store: PageStore, another: PageStore, opened: Opened
) -> None:
    begun = store.number()
    store.put("/a/", page("one", "k", begun=begun))
    store.put("/b/", page("two", "l", begun=begun))
    assert body_of(another) == ("one", False)
    assert store.move(["k", "unknown"], now=NOW) > begun
    opened.agree()
    for one in (store, another, opened.again()):
        assert body_of(one) == ("one", False)
        assert one.stale_at_hand(9) == []
        held = {address: one.get(address, now=NOW) for address in ("/a/", "/b/")}
        assert [address for address, found in held.items() if found and found.moved] == ["/a/"]
        assert [bool(held["/a/"] and held["/a/"].behind(NOW + age)) for age in (0, 59, 60)] == [False, False, True]


def test_a_page_made_anew_shows_what_moved_before_and_not_what_moved_meanwhile(
    store: PageStore, another: PageStore, opened: Opened
) -> None:
    store.put("/a/", made(store, "one", "k"))
    assert body_of(another) == ("one", False)
    for meanwhile in (False, True):
        store.move(["k"], now=NOW)
        begun = store.number()
        if meanwhile:
            store.move(["k"], now=NOW)
        assert store.put("/a/", page("two", "k", begun=begun)), "a figure keeps no page from being stored"
        opened.agree()
        for one in (store, another):
            held = one.get("/a/", now=NOW + 100)
            assert held
            assert held.moved is meanwhile
            assert held.entry.bodies["identity"] == b"two"


def test_a_purge_of_nothing_is_none(store: PageStore) -> None:
    number = store.number()
    store.put("/a/", made(store, "one", "k"))
    store.purge(["unknown"])
    assert store.number() > number
    assert body_of(store) == ("one", False)


def test_a_page_may_say_when_it_wants_to_be_made_anew(store: PageStore) -> None:
    store.put("/a/", made(store, "today", "k", stale_at=NOW + 10))
    for seconds, stale in ((0, False), (9, False), (10, True)):
        held = store.get("/a/", now=NOW + seconds)
        assert held
        assert held.stale is stale


def test_memory_has_its_limit_and_the_store_has_the_rest(opened: Opened) -> None:
    store = opened.again(memory=10_000)
    for number in range(50):
        store.put(f"/{number}/", made(store, f"page {number}", f"k{number % 7}", "all"))
    for number in range(50):
        assert body_of(store, f"/{number}/") == (f"page {number}", False)
    at_hand = [number for number in range(50) if store.at_hand(f"/{number}/", now=NOW)]
    assert 0 < len(at_hand) <= 5
    store.purge(["all"])
    assert all(body_of(store, f"/{number}/") == (f"page {number}", True) for number in range(50))
    assert len(store.stale_at_hand(3)) == 3


def test_the_pages_of_a_key_can_be_listed(store: PageStore) -> None:
    store.put("/a/", made(store, "one", "k", "l"))
    store.put("/ü/?before=1", made(store, "two", "l"))
    assert sorted(store.addresses(["k", "l"])) == ["/a/", "/ü/?before=1"]
    store.remove("/a/")
    assert store.addresses(["k"]) == []


def test_nothing_of_a_withdrawn_page_is_left(store: PageStore) -> None:
    store.put("/a/", made(store, "canary", "k", "l"))
    store.put("/b/", made(store, "other", "l"))
    store.purge(["k"], hard=True)
    assert store.addresses(["k", "l"]) == ["/b/"]


def test_one_lock_of_a_name_is_given_at_a_time(store: PageStore) -> None:
    with store.locks.trying("/a/") as mine, store.locks.trying("/a/") as again, store.locks.trying("/b/") as other:
        assert (mine, again, other) == (True, False, True)
    with store.locks.trying("/a/") as mine:
        assert mine


def test_closing_it_twice_does_no_harm(store: PageStore) -> None:
    store.expire(now=NOW)
    store.close()
    store.close()
    assert store.at_hand("/a/", now=NOW) is None


def test_threads_that_read_and_purge_never_see_an_old_page_as_fresh(store: PageStore) -> None:
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
    for number in range(1, 100):
        begun = store.purge(["k"])
        truth[0] = number
        store.put("/a/", page(str(number), "k", begun=begun))
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


class Machine(RuleBasedStateMachine):
    """Two processes with one store, against a model that remembers everything."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = Opened(self.open)
        self.stores = [self.opened.again(memory=memory) for memory in (5_000, 1_000_000)]
        self.pages: dict[str, tuple[Entry, bool]] = {}

    def open(self, memory: int) -> PageStore:
        """The store once more."""
        raise NotImplementedError

    addresses, keys = st.sampled_from(["/a/", "/b/", "/c/"]), st.sampled_from(["k", "l", "m"])

    @rule(which=st.integers(0, 1), address=addresses, keys=st.sets(keys, min_size=1), body=st.text(max_size=9))
    def put(self, which: int, address: str, keys: set[str], body: str) -> None:
        if self.pages.get(address, (None, True))[1] is False:
            return  # nobody renders what is fresh
        entry = made(self.stores[which], body, *keys)
        assert self.stores[which].put(address, entry)
        self.pages[address] = (entry, False)

    @rule(which=st.integers(0, 1), keys=st.sets(keys, min_size=1), hard=st.booleans())
    def purge(self, which: int, keys: set[str], hard: bool) -> None:
        self.tell(which, keys, hard)
        for address, (entry, _stale) in list(self.pages.items()):
            if entry.keys & keys:
                self.pages[address] = (entry, True)
                if hard:
                    del self.pages[address]

    def tell(self, which: int, keys: set[str], hard: bool) -> None:
        self.stores[which].purge(keys, hard=hard)
        self.opened.agree()

    @invariant()
    def both_say_the_same(self) -> None:
        for store in self.stores:
            for address in ("/a/", "/b/", "/c/"):
                self.is_right(store.get(address, now=NOW), self.pages.get(address))

    def is_right(self, held: Any, expected: tuple[Entry, bool] | None) -> None:
        assert (held and (held.entry, held.stale)) == expected

    def teardown(self) -> None:
        self.opened.close()


class EmbeddedMachine(Machine):
    """... on one machine."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        super().__init__()

    def open(self, memory: int) -> PageStore:
        return EmbeddedStore(Path(self.folder.name), memory=memory)

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


class ValkeyMachine(Machine):
    """... on several, in a Valkey that is emptied now and then."""

    server: ClassVar[Valkey]

    def __init__(self) -> None:
        self.name = uuid4().hex
        super().__init__()

    def open(self, memory: int) -> PageStore:
        return ValkeyStore(self.server.url, self.name, memory=memory)

    @rule()
    def lose_everything(self) -> None:
        self.server.client.flushall()
        self.lost()

    @rule(part=st.sampled_from(["state", "purges"]))
    def lose_a_part(self, part: str) -> None:
        """As a server does that is full and throws away what was not used for long."""
        self.server.client.delete(f"{self.name}:{part}")
        self.lost()

    def lost(self) -> None:
        """Whoever asks next notices, and all begin anew."""
        self.stores[0].get("/x/", now=NOW)
        self.opened.agree()
        self.pages.clear()

    def is_right(self, held: Any, expected: tuple[Entry, bool] | None) -> None:
        if expected is None and held is not None:  # from before the loss: only if the newsroom is broken as well
            assert held.stale
            assert held.doubtful
        else:
            super().is_right(held, expected)


@pytest.fixture
def machines_valkey(shared_valkey: Valkey) -> None:
    """The server of the machines."""
    ValkeyMachine.server = shared_valkey


TestEmbedded = EmbeddedMachine.TestCase
TestEmbedded.settings = hypothesis_settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.mark.loopback
@pytest.mark.usefixtures("machines_valkey", "unhurried")
class TestValkey(ValkeyMachine.TestCase):  # type: ignore[misc,valid-type]
    """The same with Valkey."""

    settings = hypothesis_settings(max_examples=15, stateful_step_count=20, deadline=None)
