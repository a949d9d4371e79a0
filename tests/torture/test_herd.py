"""Two thousand readers who want the same page at the same moment cost one render, over several processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.releases import pages_of
from tests.servers import ask, free_port, running
from tests.torture.crowd import together
from tests.torture.newsroom import CHECKOUT, INHERITED

pytestmark = pytest.mark.loopback
READERS = 2_000


@dataclass
class Counted:
    """A server of three processes, and what their newsroom was asked."""

    port: int
    home: Path
    log: Path

    def renders(self, path: str) -> int:
        return self.log.read_text().split("\n").count(path) if self.log.exists() else 0

    def purge(self) -> None:
        with pages_of(self.home) as store:
            store.purge(["everything"])


@pytest.fixture(scope="module")
def counted(home: Path) -> Iterator[Counted]:
    """A server whose newsroom takes a third of a second more for each page."""
    port, log = free_port(), home.parent / "calls"
    settings = {
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(CHECKOUT),
        "TORTURE_LOG": str(log),
        "TORTURE_SLOWER": "0.3",
    }
    # The parent of the processes lets the port be seen before they can answer: the first page waits for them.
    with running([sys.executable, "-m", "tests.torture.server", str(port)], port, INHERITED | settings):
        assert ask(port, "/robots.txt").status == 200
        yield Counted(port, home, log)


def test_a_page_that_was_just_purged_is_rendered_once(counted: Counted) -> None:
    assert ask(counted.port, "/de/").status == 200
    before = counted.renders("/de/")
    counted.purge()
    crowd = together(counted.port, "/de/", READERS)
    assert crowd.statuses == {200: READERS}
    assert set(crowd.states) <= {"depesche; fwd=stale", "depesche; hit; stale", "depesche; hit"}
    assert counted.renders("/de/") == before + 1


def test_a_page_that_was_never_stored_is_rendered_once(counted: Counted) -> None:
    crowd = together(counted.port, "/de/stories/streit-um-den-nordkai/", READERS)
    assert counted.renders("/de/stories/streit-um-den-nordkai/") == 1
    # Who has waited for a second is asked to come again; on a quick machine nobody has.
    assert set(crowd.statuses) <= {200, 503}
    assert crowd.statuses[200] > 0
    assert crowd.hurried == 0
    assert ask(counted.port, "/de/stories/streit-um-den-nordkai/").headers["cache-status"] == "depesche; hit"
