"""How many pages a second, how slow the slowest, how many queries: ``python -m benchmarks.pages [SMALL LARGE]``.

Renders through the whole stack of Django (URL, views, database, templates,
middleware) in one process, without the HTTP server, over addresses drawn at
random from the archive, for an archive of 1,000 and one of 100,000 articles.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from django.test import Client

ROUNDS, SECONDS = 12, 0.5
HOMES = Path(os.environ.get("DEPESCHE_BENCH_HOME", "var/bench"))
KINDS = ("article", "front", "section", "story", "search", "search, newest")

Figures = dict[str, float]


def main(sizes: list[int]) -> None:
    """Load what is missing, ask all sizes by turns, print them side by side.

    Each archive is open in a process of its own.  They are asked in short
    rounds by turns, so that what else the machine does meets all of them.
    """
    homes = {size: loaded(size) for size in sizes}
    with ExitStack() as opened:
        archives = {size: opened.enter_context(Archive(environment(home))) for size, home in homes.items()}
        print(f"{'page':<16}{'articles':>10}{'answers/s':>12}{'p95 ms':>10}{'queries':>10}{'time, ratio':>14}")
        for kind in KINDS:
            rounds: dict[int, list[list[float]]] = {size: [] for size in sizes}
            queries = {size: archive.ask(f"queries {kind}") for size, archive in archives.items()}
            for _ in range(ROUNDS):
                for size, archive in archives.items():
                    rounds[size].append(archive.ask(f"times {kind}"))
            _print(kind, rounds, queries)


class Archive:
    """A newsroom that another process has opened, and which answers questions about its speed."""

    def __init__(self, environment: dict[str, str], module: str = "benchmarks.pages") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, "--answer"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._process.kill()
        self._process.wait()

    def ask(self, question: str) -> Any:
        """The answer to ``times KIND`` (seconds of each call of one round) or ``queries KIND`` (their number)."""
        assert self._process.stdin
        assert self._process.stdout
        print(question, file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


def answer(draw: Callable[[], dict[str, Callable[[], str]]]) -> None:
    """Answer the questions of ``Archive`` until there are no more; ``draw`` gives an address of each kind."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    addresses = draw()
    for question in sys.stdin:
        what, _, kind = question.strip().partition(" ")
        address = addresses[kind]
        if what == "queries":
            for _ in range(5):
                assert client.get(address()).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                client.get(address())
            print(len(queries), flush=True)
        else:
            print(json.dumps(_timed(client, address)), flush=True)


def _timed(client: Client, address: Callable[[], str]) -> list[float]:
    times = []
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        start = time.perf_counter()
        client.get(address())
        times.append(time.perf_counter() - start)
    return times


def _print(kind: str, rounds: dict[int, list[list[float]]], queries: dict[int, int]) -> None:
    """One line for each size; the ratio is the median of the ratios of all rounds to the smallest size's."""
    smallest = rounds[min(rounds)]
    for size, measured in rounds.items():
        every = [seconds for one in measured for seconds in one]
        ratio = statistics.median(
            statistics.median(one) / statistics.median(base) for one, base in zip(measured, smallest, strict=True)
        )
        p95 = statistics.quantiles(every, n=20)[18] * 1000
        per_second = 1 / statistics.median(every)
        print(f"{kind:<16}{size:>10,}{per_second:>12.1f}{p95:>10.1f}{queries[size]:>10}{ratio:>14.2f}", flush=True)


def _addresses() -> dict[str, Callable[[], str]]:
    from depesche.newsroom.models import Section, Story, Teaser

    draw = random.Random(1)
    numbers = list(Teaser.objects.values_list("pk", flat=True))
    paths = [Teaser.objects.get(pk=pk).path for pk in draw.sample(numbers, 100)]
    sections = [section.public_path() for section in Section.objects.all()]
    stories = [story.public_path() for story in Story.objects.all()[:50]]
    # Each fills a page at 1,000 articles as it does at 100,000; else two pages of different length are compared.
    words = ["hafen", "gutachten", "Sturmkosten", "Rat der Stadt", "Kran -Windverein", '"in der"', "Brücke Plan"]
    return {
        "article": lambda: draw.choice(paths),
        "front": lambda: "/de/",
        "section": lambda: draw.choice(sections),
        "story": lambda: draw.choice(stories),
        "search": lambda: f"/de/search/?q={draw.choice(words)}",
        "search, newest": lambda: f"/de/search/?q={draw.choice(words)}&order=newest",
    }


def loaded(size: int) -> Path:
    """The home of an archive of ``size`` articles, which is filled the first time."""
    home = HOMES / str(size)
    if not (home / "loaded").exists():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "benchmarks.archive", str(size)], env=environment(home), check=True)
        (home / "loaded").touch()
    return home


def environment(home: Path) -> dict[str, str]:
    return os.environ | {
        "DEPESCHE_HOME": str(home.resolve()),
        "DEPESCHE_SECRET_KEY": "benchmark",
        "DEPESCHE_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
    }


if __name__ == "__main__":
    if "--answer" in sys.argv:
        answer(_addresses)
    else:
        main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
