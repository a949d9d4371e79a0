"""Machines that share a Valkey and are upgraded one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from depesche.delivery.release import Release
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.register import Register
from depesche.delivery.store.valkey import Releases, ValkeyStore
from tests.faults import Valkey, awaited

from .fixtures import page, shared_valkey, sure, unhurried
from .test_generations import NEW, OLD, accept, got, offer, put

__all__ = ["shared_valkey", "unhurried"]
pytestmark = pytest.mark.loopback
Start = Callable[[str, Release], Generations]


@pytest.fixture
def start(tmp_path: Path, shared_valkey: Valkey, unhurried: None) -> Iterator[Start]:
    """Opens the store as a process of a release does on a machine."""
    name, opened = uuid4().hex, []

    def start(machine: str, release: Release) -> Generations:
        pages = Releases(ValkeyStore(shared_valkey.url, name))
        store = Generations(Register(tmp_path / machine), pages, release)
        opened.append(store)
        store.number()
        assert awaited(lambda: sure(store))
        return store

    yield start
    for store in opened:
        store.close()


def knows_all(store: Generations) -> bool:
    return store.noticed() == store.number()


def test_machines_of_one_release_have_its_pages_in_common(start: Start) -> None:
    one, other = start("one", OLD), start("other", OLD)
    assert put(one, "/en/", "open", "article:1")
    assert got(one, "/en/") == got(other, "/en/") == ("open", False)
    assert other.addresses(["article:1"]) == ["/en/"]
    other.purge(["article:1"])
    assert awaited(lambda: knows_all(one))
    assert got(one, "/en/") == ("open", True)
    assert [address for address, _held in one.stale_at_hand(9)] == ["/en/"]


def test_a_machine_of_another_release_replaces_nothing(start: Start) -> None:
    one, other = start("one", OLD), start("other", NEW)
    assert put(one, "/en/", "old", "article:1")
    assert got(other, "/en/") is None
    assert put(other, "/en/", "new", "article:1")
    assert (got(one, "/en/"), got(other, "/en/")) == (("old", False), ("new", False))
    with one.locks.trying("/en/") as mine, other.locks.trying("/en/") as theirs:
        assert mine
        assert theirs


@pytest.mark.parametrize("hard", [False, True])
def test_a_purge_on_one_machine_meets_the_pages_of_all_releases(start: Start, hard: bool) -> None:
    one, other = start("one", OLD), start("other", NEW)
    for store, body in ((one, "old"), (other, "new")):
        assert put(store, "/en/", body, "article:1")
        assert got(store, "/en/")
    one.purge(["article:1"], hard=hard)
    assert awaited(lambda: knows_all(other))
    assert got(one, "/en/") == (None if hard else ("old", True))
    assert got(other, "/en/") == (None if hard else ("new", True))


def test_an_upgrade_keeps_the_last_good_page_and_the_way_back(start: Start) -> None:
    old = start("one", OLD)
    put(old, "/en/", "old", "article:1")
    put(old, "/en/gone/", "secret", "article:2")
    new = start("one", NEW)
    assert not new.accepting
    assert got(new, "/en/") == ("old", False)
    assert not put(new, "/en/", "new", "article:1")
    offer(new)
    accept(new)
    assert got(new, "/en/") == ("old", True)
    assert put(new, "/en/", "new", "article:1")
    assert got(new, "/en/") == ("new", False)
    new.purge(["article:2"], hard=True)
    again = start("elsewhere", OLD)
    assert got(again, "/en/") == ("old", False)
    assert got(again, "/en/gone/") is None


def test_a_render_that_began_before_a_release_was_accepted_is_not_kept_after_it(start: Start) -> None:
    start("one", OLD)
    new = start("one", NEW)
    offer(new)
    begun = new.number()
    accept(new)
    assert begun != new.number()
    assert not new.put("/en/", page("new", "article:1", begun=begun))
    assert put(new, "/en/", "new", "article:1")
