"""What these tests work with: a page store, and a newsroom with something in it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from depesche.delivery.rendering import Renderer
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.server.bridge import Bridge
from depesche.server.front import Front
from tests.delivery.store.fixtures import opened, shared_valkey, store, unhurried, valkey
from tests.factories.fixtures import bote, hafen, ineke, noon, nordkai
from tests.website.conftest import handful


@pytest.fixture
def paper_front(store: EmbeddedStore, transactional_db: None, handful: Any) -> Iterator[Front]:
    """The server in front of a real newsroom that has three articles."""
    from depesche.server.wsgi import application

    with ThreadPoolExecutor(2) as threads:
        bridge = Bridge(application, threads=threads, most_bytes=50_000)
        renderer = Renderer(application, "http://127.0.0.1:8000")
        yield Front(store=store, renderer=renderer, bridge=bridge, threads=threads)
        for _ in range(2):
            threads.submit(connections.close_all)
