"""PostgreSQL that hangs, is gone or is not heard costs no reader a page, and comes back without a restart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import lines
from tests.postgres import Cluster, cluster
from tests.torture.checking import back, purge_everything, read, refused, same
from tests.torture.newsroom import Served, made, serving

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    """A PostgreSQL of our own."""
    with lines.line() as line, cluster(line) as running:
        yield running


@pytest.fixture(scope="module")
def home(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom on it."""
    return made(tmp_path_factory.mktemp("home") / "paper", DEPESCHE_DATABASE_URL=database.address)


@pytest.fixture(scope="module")
def served(database: Cluster, home: Path) -> Iterator[Served]:
    """A newsroom that has it beside itself, on the same machine."""
    with serving(home, settings={"DEPESCHE_DATABASE_URL": database.address}) as newsroom:
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


def test_all_pages_are_served_while_all_packets_to_it_are_lost(home: Path, database: Cluster) -> None:
    line = database.line
    assert line, lines.NEEDED
    far = shutil.copytree(home, home.with_name("far"), ignore=shutil.ignore_patterns("store"))
    with serving(far, settings={"DEPESCHE_DATABASE_URL": database.far_address}) as served:
        before = read(served)
        processes = served.workers()
        purge_everything(served)
        line.cut()
        try:
            same(before, read(served))
            for path in ("/de/search/?q=Kran", "/k/abc", "/de/nothing-here/"):
                refused(served, path)
            assert served.sign_in() == 503
            again = read(served)
            same(before, again)
            assert "depesche; hit; stale" in again.states
        finally:
            line.mend()
        back(served)
        assert served.sign_in() == 302
        assert served.workers() == processes
