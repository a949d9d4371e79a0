"""PostgreSQL that hangs or is gone costs no reader a page, and comes back without a restart of anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Cluster, cluster
from tests.torture.checking import back, purge_everything, read, refused, same
from tests.torture.newsroom import Served, made, serving

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    """A PostgreSQL of our own."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="module")
def served(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A newsroom on it."""
    settings = {"DEPESCHE_DATABASE_URL": database.address}
    home = made(tmp_path_factory.mktemp("home") / "paper", **settings)
    with serving(home, settings=settings) as newsroom:
        yield newsroom


@pytest.mark.parametrize("fault", ["paused", "killed"])
def test_all_pages_are_served_while_it_is_away(served: Served, database: Cluster, fault: str) -> None:
    before = read(served)
    processes = served.workers()
    purge_everything(served)
    if fault == "paused":
        database.pause()
    else:
        database.kill()
    try:
        same(before, read(served))
        for path in ("/de/search/?q=Kran", "/k/abc", "/de/nothing-here/"):
            refused(served, path)
        again = read(served)
        same(before, again)
        assert "depesche; hit; stale" in again.states
    finally:
        if fault == "paused":
            database.resume()
        else:
            database.start()
    back(served)
    assert served.workers() == processes
