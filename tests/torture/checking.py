"""What must hold while something fails, and after it."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.releases import folder_of_pages, pages_of
from tests.torture.newsroom import DOOR, Served, until
from tests.torture.reader import Reader, Seen

NEW = ("depesche; fwd=stale", "depesche; hit")
PATIENT = 180.0  # seconds; how soon it is, `make torture` measures


def read(served: Served) -> Seen:
    """Everything that a reader finds."""
    with closing(Reader(served.port)) as reader:
        return reader.read_everything()


def purge_everything(served: Served) -> None:
    """Make every stored page stale, as a new release does, or ten minutes without a change."""
    served.run("tests.torture.checking", "purge", str(served.home))


def same(before: Seen, during: Seen) -> None:
    """All that could be read before can be read during the fault, and is the same to the byte."""
    lost = {address: during.answers.get(address) for address in before.pages.keys() - during.pages.keys()}
    assert not lost, f"not served: {lost}"
    other = [address for address, got in before.pages.items() if during.answers[address] != got]
    assert not other, f"other bytes: {other}"


def refused(served: Served, path: str, method: str = "GET", **headers: str) -> None:
    """What needs the database is refused in words that people understand, with the time to come again."""
    answer = served.ask(path, method, **headers)
    assert (path, answer.status) == (path, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    assert b"please try again in a few seconds" in answer.body


def back(served: Served) -> float:
    """After the fault everything works again, in the processes that are there; says how many seconds it took."""
    began = time.monotonic()
    until(lambda: served.ask("/de/search/?q=Kran").status == 200, PATIENT)
    until(lambda: served.ask(DOOR).status == 200, PATIENT)
    until(lambda: served.ask("/de/nothing-here/").status == 404, PATIENT)
    purge_everything(served)
    until(lambda: served.ask("/de/").headers["cache-status"] in NEW, PATIENT)
    return time.monotonic() - began


def whole(served: Served) -> None:
    """Both databases are sound."""
    served.run("tests.torture.checking", "check", str(served.home))


def main(what: str, home: Path) -> None:
    """Do this where the disk of the newsroom can be seen."""
    if what == "purge":
        with pages_of(home) as store:
            store.purge(["everything"])
        return
    for path in (home / "newsroom.sqlite3", folder_of_pages(home) / "pages.sqlite3"):
        database = sqlite3.connect(path)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
        database.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
