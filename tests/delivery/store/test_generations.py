"""Generations of pages: a release replaces only its own, and nothing that was purged comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesche.delivery.release import Release
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.folders import Folders
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.register import Fault, Register, State

from .fixtures import NOW, page

OLD, NEW = (Release(name, name, "broadsheet", "https://paper.example") for name in ("old", "new"))
Open = Callable[[Release], Generations]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Open]:
    """Opens the store as a process of a release does."""
    opened = []

    def run(release: Release) -> Generations:
        store = Generations(Register(tmp_path), Folders(tmp_path, files=True), release)
        opened.append(store)
        return store

    yield run
    for store in opened:
        store.close()


def put(store: Generations, address: str, body: str, *keys: str, **more: Any) -> bool:
    return store.put(address, page(body, *keys, begun=store.number(), **more))


def got(store: Generations, address: str) -> tuple[str, bool] | None:
    """What a reader gets, and whether it is stale."""
    held = store.get(address, now=NOW)
    return (held.entry.bodies["identity"].decode(), held.stale) if held else None


def offer(store: Generations) -> None:
    store.change(lambda state: replace(state, waiting=store.generation(), trying=True))


def accept(store: Generations) -> None:
    store.change(lambda state: replace(state, served=state.waiting, before=state.served, waiting=None))


def back(store: Generations) -> None:
    store.change(lambda state: replace(state, served=state.before, before=None, waiting=state.served))


def test_a_restart_of_the_same_release_finds_its_pages_fresh(run: Open) -> None:
    put(run(OLD), "/a/", "old", "k")
    assert got(run(OLD), "/a/") == ("old", False)


def test_a_release_that_waits_replaces_nothing_and_serves_what_there_is(run: Open) -> None:
    put(run(OLD), "/a/", "old", "k", stale_at=NOW - 1)
    new = run(NEW)
    offer(new)
    assert new.accepting is False
    assert put(new, "/a/", "new", "k") is put(new, "/b/", "new", "k") is False
    assert (got(new, "/a/"), got(new, "/b/")) == (("old", False), None)
    assert new.at_hand("/a/", now=NOW)
    new.purge(["k"])
    assert got(new, "/a/") == ("old", True)
    assert new.stale_at_hand(9) == []


def test_once_accepted_it_makes_its_own_pages_and_falls_back_on_those_before(run: Open) -> None:
    put(run(OLD), "/a/", "old", "k")
    new = run(NEW)
    offer(new)
    accept(new)
    assert got(new, "/a/") == ("old", True)
    assert put(new, "/a/", "new", "k")
    assert got(new, "/a/") == ("new", False)


def test_every_process_follows_with_its_next_request(run: Open) -> None:
    first, second = run(NEW), run(NEW)
    put(run(OLD), "/a/", "old", "k")
    first.change(lambda state: State(served=first.generation()))
    put(first, "/a/", "new", "k")
    assert got(second, "/a/") == ("new", False)
    offered = run(OLD)
    offer(offered)
    accept(offered)
    assert second.accepting is False
    back(offered)
    assert second.at_hand("/a/", now=NOW)
    assert second.accepting is True


def test_after_going_back_readers_get_the_pages_before_as_far_as_they_are_true(run: Open) -> None:
    old = run(OLD)
    for name in "abc":
        put(old, f"/{name}/", "old", name)
    new = run(NEW)
    offer(new)
    accept(new)
    for name in "abc":
        put(new, f"/{name}/", "new", name)
    new.purge(["b"])
    new.purge(["c"], hard=True)
    back(new)
    assert [got(new, f"/{name}/") for name in "abc"] == [("old", False), ("old", True), None]
    assert put(new, "/a/", "newer", "a") is False


def test_a_page_whose_render_began_before_the_change_of_generations_is_not_kept(run: Open) -> None:
    new = run(NEW)
    begun = new.number()
    offer(new)
    accept(new)
    assert new.put("/a/", page("new", "k", begun=begun)) is False
    assert put(new, "/a/", "new", "k")


def test_a_generation_that_nobody_can_go_back_to_is_removed(run: Open, tmp_path: Path) -> None:
    for release in (OLD, NEW, OLD):
        store = run(release)
        offer(store)
        accept(store)
        put(store, "/a/", "a page", "k")
    kept = {one.name for one in store.register.read().kept}
    assert {folder.name for folder in (tmp_path / "generations").iterdir()} == kept
    assert len(kept) == 2


def test_a_web_server_in_front_finds_the_files_of_the_generation_that_is_served(run: Open, tmp_path: Path) -> None:
    def files() -> list[str]:
        return [path.read_text() for path in (tmp_path / "pages" / "now").rglob("index.html")]

    put(run(OLD), "/a/", "old", "k")
    new = run(NEW)
    offer(new)
    assert files() == ["old"]
    accept(new)
    assert files() == []
    put(new, "/a/", "new", "k")
    assert files() == ["new"]
    back(new)
    assert files() == ["old"]
    new.purge(["k"])
    assert files() == []


def test_what_lay_there_before_there_were_generations_makes_way(tmp_path: Path, run: Open) -> None:
    (tmp_path / "pages" / "now").mkdir(parents=True)
    (tmp_path / "pages" / "now" / "index.html").write_text("ancient")
    run(OLD)
    assert list((tmp_path / "pages" / "now").iterdir()) == []
    without = Folders(tmp_path, files=False)
    without.tidy([one.name for one in run(OLD).register.read().kept], served="x")
    assert not (tmp_path / "pages").exists()


def test_a_page_that_is_none_any_more_goes_but_for_the_way_back(run: Open) -> None:
    old = run(OLD)
    put(old, "/a/", "old", "a")
    put(old, "/b/", "old", "b")
    new = run(NEW)
    offer(new)
    accept(new)
    new.purge(["b"])
    for address in ("/a/", "/b/"):
        put(new, address, "new", "x")
        new.remove(address)
    assert (got(new, "/a/"), got(new, "/b/")) == (("old", True), None)


def test_an_earlier_generation_that_cannot_be_purged_is_given_up(
    run: Open, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    put(run(OLD), "/a/", "old", "a")
    new = run(NEW)
    offer(new)
    accept(new)
    purge, served = EmbeddedStore.purge, new._now().store

    def failing(self: EmbeddedStore, keys: Any, **how: Any) -> int:
        if self is not served:
            raise OSError(28, "No space left on device")
        return purge(self, keys, **how)

    monkeypatch.setattr(EmbeddedStore, "purge", failing)
    new.purge(["a"], hard=True)
    assert new.register.read().before is None
    assert got(new, "/a/") is None
    assert "nobody can go back to it" in caplog.text


def test_what_is_purged_while_a_generation_begins_is_purged_in_it_too(
    run: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = run(OLD), run(NEW)
    purge = EmbeddedStore.purge

    def slow(self: EmbeddedStore, keys: Any, **how: Any) -> int:
        """The other process accepts the new release and renders a page while this one purges."""
        monkeypatch.setattr(EmbeddedStore, "purge", purge)
        offer(new)
        accept(new)
        assert put(new, "/a/", "rendered before", "k")
        return purge(self, keys, **how)

    monkeypatch.setattr(EmbeddedStore, "purge", slow)
    old.purge(["k"])
    assert got(new, "/a/") == ("rendered before", True)


def test_a_register_that_cannot_be_understood_is_none(tmp_path: Path, run: Open, caplog: Any) -> None:
    put(run(OLD), "/a/", "old", "k")
    (tmp_path / "releases.json").write_text('{"served": 1')
    again = run(OLD)
    assert got(again, "/a/") is None
    assert put(again, "/a/", "new", "k")
    assert "all pages are made anew" in caplog.text


def test_a_store_that_is_removed_while_it_is_used_still_purges(run: Open, tmp_path: Path) -> None:
    store = run(OLD)
    put(store, "/a/", "old", "k")
    got(store, "/a/")
    (tmp_path / "releases.json").unlink()
    store.purge(["k"], hard=True)
    assert got(store, "/a/") is None


def test_what_the_register_says_can_be_read_again(tmp_path: Path, run: Open) -> None:
    store = run(OLD)
    fault = Fault("/a/", "error", {"error": "x"})
    said = store.change(lambda state: replace(state, waiting=store.generation(), faults=(fault,), boot="b"))
    assert store.register.read() == said
    assert json.loads((tmp_path / "releases.json").read_text())["faults"][0]["address"] == "/a/"
    assert store.change(lambda state: state) == said


def test_processes_that_change_the_register_at_once_do_not_lose_a_change(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from depesche.delivery.store.register import Register\n"
        "register = Register(Path(sys.argv[1]))\n"
        "for _ in range(50):\n"
        "    register.change(lambda state: replace(state, boot=state.boot + 'x'))\n"
    )
    crowd = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(3)]
    assert [one.wait(60) for one in crowd] == [0, 0, 0]
    assert len(Register(tmp_path).read().boot) == 150


@pytest.mark.parametrize(("memory", "at_hand"), [(1, {"/b/"}), (99999, {"/a/", "/b/"})])
def test_only_so_many_pages_are_at_hand_as_there_is_memory_for(tmp_path: Path, memory: int, at_hand: set[str]) -> None:
    store = Generations(Register(tmp_path), Folders(tmp_path, files=False), NEW, memory=memory)
    for address in ("/a/", "/b/"):
        put(store, address, "the harbour")
        assert got(store, address) == ("the harbour", False)
    assert {address for address in ("/a/", "/b/") if store.at_hand(address, now=NOW)} == at_hand
    assert got(store, "/a/") == ("the harbour", False)
    store.close()
