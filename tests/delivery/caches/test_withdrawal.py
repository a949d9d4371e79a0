"""A whole newsroom behind a real Varnish: what is withdrawn is gone from every page that named it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.desk import Desk
from benchmarks.served import free_port, given, serving, varnish
from tests.served import archive
from tests.servers import ask

pytestmark = [pytest.mark.loopback, pytest.mark.xdist_group("serving")]

WORD = "Silbermöwe"


@dataclass
class Site:
    """The newsroom as readers meet it, and its desk."""

    door: int
    desk: Desk

    def pages(self) -> set[str]:
        """Everything that the maps of the site name, the maps themselves, and the feed."""
        found, waiting = {"/de/", "/de/feed.rss", "/de/sitemap-news.xml"}, {"/sitemap.xml"}
        while waiting:
            path = waiting.pop()
            found.add(path)
            named = set(re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", self.text(path)))
            waiting |= {one for one in named - found if one.endswith(".xml")}
            found |= named
        return found

    def text(self, path: str) -> str:
        """What a reader is given."""
        return ask(self.door, path).body.decode()

    def naming(self, paths: set[str], words: tuple[str, ...]) -> set[str]:
        """The pages on which one of the words stands."""
        return {path for path in paths if any(word in self.text(path) for word in words)}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A newsroom of thirty articles behind Varnish."""
    home, port, door = archive(tmp_path / "paper", 30), free_port(), free_port()
    settings = {"CACHES": f"varnish://127.0.0.1:{door}"}
    with ExitStack() as opened:
        opened.enter_context(serving(home, port=port, **settings))
        opened.enter_context(varnish(tmp_path, port, door))
        desk = opened.enter_context(Desk(given(port, **settings) | {"DEPESCHE_HOME": str(home)}))
        yield Site(door, desk)


def test_what_is_withdrawn_is_gone_from_varnish_on_every_page_that_named_it(site: Site) -> None:
    written = site.desk.draft(1)
    path = site.desk.publish(written["pk"], WORD)["path"]
    words = (WORD, path.rstrip("/").rpartition("-")[2])  # its headline, and its public id
    expected = {path, *written["addresses"].values()}
    pages = site.pages() | expected
    until(lambda: site.naming(expected, words) == expected)
    until(lambda: all(kept(site, page) for page in expected))
    named = site.naming(pages, words)
    assert expected <= named
    site.desk.withdraw(written["pk"])
    until(lambda: not site.naming(named, words))
    assert ask(site.door, path).status == 410


def kept(site: Site, path: str) -> bool:
    """Whether Varnish answers by itself: it then says two numbers, of this request and of the one that fetched it."""
    return len(ask(site.door, path).headers["x-varnish"].split()) == 2


def until(condition: object) -> None:
    deadline = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.1)
