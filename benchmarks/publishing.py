"""How soon readers see it: ``python -m benchmarks.publishing [ARTICLES [PUBLICATIONS]]``.

``depesche serve`` with its default settings and 100,000 articles, while readers
load a mixture of pages over 32 connections.  A desk in another process
publishes, updates and withdraws articles through the real actions; the article,
the front page, its section, story, author and tag, the feed, the sitemap of the
month and the news sitemap are asked for again and again until the new bytes are
served.  Counted from the beginning of the call and from its return.  Then the
same through Varnish.  Ends with 1 if a goal is not reached: 99 of 100 within a
second, withdrawals within two.
"""

from __future__ import annotations

import math
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.desk import Desk
from benchmarks.pages import loaded
from benchmarks.readers import reading
from benchmarks.served import Answer, ask, copied, free_port, given, serving, varnish

ARTICLES, PUBLICATIONS, THROUGH_VARNISH = 100_000, 100, 25
PER_SECOND, ASKED_EVERY, PATIENCE = 300.0, 0.05, 30.0
GOAL, GOAL_OF_WITHDRAWALS = 1.0, 2.0
Times = dict[
    str, dict[str, list[tuple[float, float]]]
]  # what was done, where: since the call's return and its beginning


def main(articles: int, publications: int) -> int:
    """Measure with nothing in front and through Varnish; 1 if a goal is not reached."""
    runs = {"nothing in front": publications, "through Varnish": max(10, publications * THROUGH_VARNISH // 100)}
    fine = []
    for name, count in runs.items():
        with copied(loaded(articles)) as home:  # anew: at another address it would try its pages first
            fine.append(_measured(home, name, count, cache="Varnish" in name))
    return 0 if all(fine) else 1


def _measured(home: Path, name: str, publications: int, *, cache: bool) -> bool:
    """Serve, read, publish; print what was seen."""
    port, door = free_port(), free_port()
    settings = {"CACHES": f"varnish://127.0.0.1:{door}"} if cache else {}
    with ExitStack() as opened:
        opened.enter_context(serving(home, port=port, **settings))
        if cache:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="depesche-bench-")))
            opened.enter_context(varnish(folder, port, door))
        at = door if cache else port
        desk = opened.enter_context(Desk(given(port, **settings) | {"DEPESCHE_HOME": str(home)}))
        for line in _requests(home):  # a newsroom that is open has the pages that its readers read
            ask(at, line.removeprefix("GET "), accept_encoding="gzip")
        seen = opened.enter_context(reading(at, _requests(home), per_second=PER_SECOND))
        times = _work(desk, at, publications)
    print(f"\n{name}: {publications} publications, updates and withdrawals; readers {seen['answers']},")
    print(f"half of them answered in {seen['p50']:.1f} ms, 99 of 100 in {seen['p99']:.0f} ms")
    return _printed(times)


def _work(desk: Desk, port: int, publications: int) -> Times:
    """Publish so many articles, change each once, and take it back."""
    times: Times = defaultdict(lambda: defaultdict(list))
    for number in range(publications):
        written = desk.draft(number)
        pk, pages = written["pk"], dict(written["addresses"])
        pages["sitemap of the month"] = f"{written['edition']}sitemap-{time.strftime('%Y-%m')}.xml"
        words = [f"Wort{number}{letter}{os.getpid()}" for letter in "pu"]
        acts = {
            "published": partial(desk.publish, pk, words[0]),
            "updated": partial(desk.publish, pk, words[1]),
            "withdrawn": partial(desk.withdraw, pk),
        }
        for what, act in acts.items():
            time.sleep(1 - time.time() % 1)  # a sitemap tells times to the second: two changes in one are one to it
            done, visible = _watched(port, pages, act)
            pages["article"] = done["path"]
            for kind, at in visible.items():
                times[what][kind].append((max(0.0, at - done["returned"]), at - done["began"]))
            times[what]["the call itself"].append((0.0, done["returned"] - done["began"]))
    return times


def _watched(
    port: int, pages: dict[str, str], act: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, float]]:
    """Do something, and say when each page was first served with other bytes than before."""
    before = {kind: ask(port, path, accept_encoding="gzip") for kind, path in pages.items()}
    visible: dict[str, float] = {}
    watchers = [
        threading.Thread(target=_watch, args=(port, path, before[kind], visible, kind)) for kind, path in pages.items()
    ]
    for watcher in watchers:
        watcher.start()
    done = act()
    if "article" not in pages:  # its address is known only now
        _watch(port, done["path"], Answer(404, b""), visible, "article")
    for watcher in watchers:
        watcher.join()
    return done, visible


def _watch(port: int, path: str, before: Answer, visible: dict[str, float], kind: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = ask(port, path, accept_encoding="gzip")
        if (answer.status, answer.body) != (before.status, before.body) and answer.status in (200, 410):
            visible[kind] = time.monotonic()
            return
        time.sleep(ASKED_EVERY)
    visible[kind] = math.inf
    print(f"{kind} {path} has not changed within {PATIENCE:.0f} s", flush=True)


def _printed(times: Times) -> bool:
    """A line for each kind of page; says whether the goals are reached."""
    print(f"{'seconds since the return':<34}{'half':>7}{'99 %':>7}{'most':>7}   since the beginning, 99 %")
    fine = True
    for what, kinds in times.items():
        goal = GOAL_OF_WITHDRAWALS if what == "withdrawn" else GOAL
        for kind, pairs in kinds.items():
            after, whole = ([pair[side] for pair in pairs] for side in (0, 1))
            fine = fine and _cut(whole) <= goal
            print(
                f"{what:<11}{kind:<23}{statistics.median(after):>7.2f}{_cut(after):>7.2f}{max(after):>7.2f}"
                f"{_cut(whole):>14.2f}"
            )
    print("goals reached" if fine else "a goal was not reached")
    return fine


def _cut(numbers: list[float]) -> float:
    """What 99 of 100 do not exceed."""
    return sorted(numbers)[max(0, -(-len(numbers) * 99 // 100) - 1)]


def _requests(home: Path) -> list[str]:
    """What readers ask for: new articles mostly, front pages and sections, and something of the archive."""
    chance = random.Random(1)
    with sqlite3.connect(home / "newsroom.sqlite3") as rows:
        paths = [path for (path,) in rows.execute("SELECT path FROM newsroom_teaser ORDER BY published_at DESC")]
    lists = [f"/{part}/" for part in ("de", "de/politik", "de/hafen", "de/stadt", "de/stories/vorgang-0")]
    return [f"GET {path}" for path in paths[:150] + lists * 20 + ["/de/feed.rss"] * 5 + chance.sample(paths, 20)]


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:]]
    sys.exit(main(*(numbers + [ARTICLES, PUBLICATIONS][len(numbers) :])))
