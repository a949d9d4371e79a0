"""A page store of a test's own, and pages to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.entry import Entry

NOW = 1_800_000_000.0
TEXT = "text/html; charset=utf-8"


def page(body: str = "news", *keys: str, begun: int = 0, stale_at: float | None = None) -> Entry:
    """A page of plain text that bears these keys."""
    return Entry.of(
        status=200,
        headers=[("content-type", TEXT)],
        body=body.encode(),
        keys=frozenset(keys),
        begun=begun,
        made_at=NOW,
        stale_at=stale_at,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty page store."""
    opened = EmbeddedStore(tmp_path)
    yield opened
    opened.close()
