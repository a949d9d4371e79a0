"""A page store of a test's own, and pages to put into it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.interface import MEMORY, PageStore, Unreachable
from depesche.delivery.store.valkey import ValkeyStore, line, server
from tests.faults import Valkey, awaited, serving_valkey

NOW = 1_800_000_000.0
TEXT = "text/html; charset=utf-8"
BOTH = [pytest.param("embedded"), pytest.param("valkey", marks=pytest.mark.loopback)]


def page(body: str = "news", *keys: str, begun: int = 0, stale_at: float | None = None, made_at: float = NOW) -> Entry:
    """A page of plain text that bears these keys."""
    return Entry.of(
        status=200,
        headers=[("content-type", TEXT)],
        body=body.encode(),
        keys=frozenset(keys),
        begun=begun,
        made_at=made_at,
        stale_at=stale_at,
    )


def made(store: PageStore, body: str, *keys: str, stale_at: float | None = None) -> Entry:
    """A page whose render begins now."""
    return page(body, *keys, begun=store.number(), stale_at=stale_at)


def body_of(store: PageStore, address: str = "/a/") -> tuple[str, bool] | None:
    """What a reader would get, and whether it is stale."""
    held = store.get(address, now=NOW)
    return (held.entry.bodies["identity"].decode(), held.stale) if held else None


class Opened:
    """The same page store, opened as several processes do."""

    def __init__(self, opening: Callable[[int], PageStore]) -> None:
        self._opening = opening
        self.stores: list[PageStore] = []

    def again(self, *, memory: int = MEMORY) -> PageStore:
        """Open it once more."""
        self.stores.append(self._opening(memory))
        self.agree()
        return self.stores[-1]

    def agree(self) -> None:
        """Wait until all have noticed what was purged: at once on one machine, a moment later on several."""
        assert awaited(lambda: all(map(_knows, self.stores)))

    def close(self) -> None:
        """Close all."""
        for one in self.stores:
            one.close()


def _knows(store: PageStore) -> bool:
    try:
        number = store.number()
    except Unreachable:
        return False
    return store.noticed() == number and sure(store)


def sure(store: PageStore) -> bool:
    """Whether what the store has at hand is trusted."""
    pages = _behind(store)
    return not isinstance(pages, ValkeyStore) or time.monotonic() < pages._hearing.sure_until


def _behind(store: PageStore) -> PageStore:
    """The store in which the generations of several machines lie; any other is itself."""
    served = store._now().store if isinstance(store, Generations) else store
    return getattr(served, "_pages", store)


@pytest.fixture(scope="session")
def shared_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A Valkey for all tests that do it no harm; each has names of its own."""
    with serving_valkey(tmp_path_factory.mktemp("valkey")) as running:
        yield running


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey that a test may do anything to."""
    with serving_valkey(tmp_path) as running:
        yield running


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are about order and not about time: a machine that is busy is no server that is away."""
    monkeypatch.setattr(server, "PATIENCE", 20.0)
    monkeypatch.setattr(line, "SURE_FOR", 20.0)
    monkeypatch.setattr(line, "BEAT", 0.02)


def opening(kind: str, request: pytest.FixtureRequest, folder: Path) -> Opened:
    """A store of this kind that nobody else has."""
    if kind == "embedded":
        return Opened(lambda memory: EmbeddedStore(folder, memory=memory))
    request.getfixturevalue("unhurried")
    url, name = request.getfixturevalue("shared_valkey").url, uuid4().hex
    return Opened(lambda memory: ValkeyStore(url, name, memory=memory))


@pytest.fixture(params=BOTH)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Each kind of page store, not yet opened."""
    stores = opening(request.param, request, tmp_path)
    yield stores
    stores.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty page store."""
    opened = EmbeddedStore(tmp_path)
    yield opened
    opened.close()
