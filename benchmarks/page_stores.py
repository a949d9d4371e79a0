"""What a page store costs: in this process, on this machine, and in a Valkey.

    python -m benchmarks.page_stores

Medians (and the best) of several rounds, in microseconds.  Prints, proves nothing.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.settings")

from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.interface import PageStore
from depesche.delivery.store.valkey import ValkeyStore
from tests.faults import awaited, serving_valkey

ROUNDS = 15
TEXT = " ".join(f"The harbour of {number} is open, says the master of it." for number in range(600)).encode()
PAGES = 1000


def entry(store: PageStore, number: int) -> Entry:
    """A page of an ordinary size, with as many keys as an article has."""
    keys = frozenset(("everything", "common", f"article:{number}", *(f"teaser:{number}-{one}" for one in range(25))))
    return Entry.of(
        status=200,
        headers=[("content-type", "text/html; charset=utf-8")],
        body=TEXT,
        keys=keys,
        begun=store.number(),
        made_at=time.time(),
        stale_at=time.time() + 3600,
    )


def measured(do: Callable[[], object], times: int) -> str:
    """Microseconds for one of them: the median of the rounds, and the best."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            do()
        rounds.append((time.perf_counter() - began) / times * 1e6)
    return f"{statistics.median(rounds):10.2f}  ({min(rounds):.2f})"


def measure(name: str, here: PageStore, there: PageStore) -> None:
    """Print what one kind of store costs; ``there`` is the same store, opened once more."""
    page = entry(here, 0)
    here.put("/a/", page)
    there.get("/a/", now=time.time())
    here.get("/a/", now=time.time())
    now = time.time()
    print(f"{name}: {len(page.pack()) / 1024:.0f} kB packed, {len(page.keys)} keys")
    print("  a hit at hand                    ", measured(lambda: here.at_hand("/a/", now=now), 20_000))
    print("  a page that is not at hand       ", measured(lambda: unseen(here, now), 50))
    print("  the number of the last purge     ", measured(here.number, 200))
    print("  keeping a page                   ", measured(lambda: here.put("/b/", page), 50))
    print("  a purge that meets nothing       ", measured(lambda: here.purge(["nothing"]), 50))
    for number in range(PAGES):
        here.put(f"/{number}/", entry(here, number))
    print(f"  a purge that meets {PAGES:,} pages  ", measured(lambda: here.purge(["common"]), 50))
    print("  until another process has noticed", measured(lambda: noticed(here, there), 20))
    print(f"  a withdrawal among {PAGES:,} pages  ", measured(lambda: here.purge(["article:7"], hard=True), 10))


def unseen(store: PageStore, now: float) -> object:
    """A page of which this process knows nothing."""
    store._memory.forget("/a/")  # type: ignore[attr-defined]
    return store.get("/a/", now=now)


def noticed(here: PageStore, there: PageStore) -> None:
    """A purge on one side, until the other side knows of it."""
    number = here.purge(["nothing"])
    while there.noticed() < number:
        time.sleep(0)


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        stores: list[PageStore] = [EmbeddedStore(Path(folder)) for _ in range(2)]
        measure("embedded", *stores)
        for store in stores:
            store.close()
    with tempfile.TemporaryDirectory() as folder, serving_valkey(Path(folder)) as server:
        shared = [ValkeyStore(server.url, "depesche:bench") for _ in range(2)]
        for one in shared:
            one.get("/", now=0)
            assert awaited(lambda one=one: time.monotonic() < one._hearing.sure_until)  # type: ignore[misc]
        measure("Valkey", *shared)
        used = server.client.info("memory")["used_memory"] / (PAGES + 2) / 1024
        print(f"  {used:.0f} kB of Valkey's memory for a page")
        for one in shared:
            one.close()


if __name__ == "__main__":
    main()
