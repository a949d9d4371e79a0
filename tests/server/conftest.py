"""What these tests work with: a page store, and a newsroom with something in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from depesche.delivery.rendering import Renderer
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.server.bridge import Bridge
from depesche.server.front import Front
from depesche.server.lanes import Lane, Lanes
from tests.delivery.store.fixtures import opened, shared_valkey, store, unhurried, valkey
from tests.factories.fixtures import bote, hafen, ineke, noon, nordkai
from tests.website.conftest import handful


@pytest.fixture
def paper_front(store: EmbeddedStore, transactional_db: None, handful: Any) -> Iterator[Front]:
    """The server in front of a real newsroom that has three articles."""
    from depesche.server.wsgi import application

    with Lanes() as lanes:
        bridge = Bridge(application, lanes=lanes, most_bytes=50_000)
        renderer = Renderer(application, "http://127.0.0.1:8000")
        yield Front(store=store, renderer=renderer, bridge=bridge, lanes=lanes)
        for lane in lanes:
            in_each_thread(lane, connections.close_all)


def in_each_thread(lane: Lane, work: Callable[[], None]) -> None:
    """Do this once in each thread of a lane."""
    count = lane.threads._max_workers
    together = Barrier(count, timeout=10)

    def turn() -> None:
        together.wait()
        work()

    for done in [lane.threads.submit(turn) for _ in range(count)]:
        done.result()
