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
from pathlib import Path

SECONDS = 5.0
HOMES = Path(os.environ.get("DEPESCHE_BENCH_HOME", "var/bench"))


def main(sizes: list[int]) -> None:
    """Load what is missing, measure each size in a process of its own, print both side by side."""
    results = {size: _measured(size) for size in sizes}
    _print(results)


def measure() -> dict[str, dict[str, float]]:
    """Figures of the newsroom in DEPESCHE_HOME, by kind of page."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    figures = {}
    for kind, address in _addresses().items():
        for _ in range(5):
            assert client.get(address()).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(address())
        count = {"queries": float(len(queries))}
        figures[kind] = _timed(lambda address=address: client.get(address())) | count
    return figures


def _timed(call: Callable[[], object]) -> dict[str, float]:
    times = []
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return {"per_second": 1 / statistics.median(times), "p95_ms": statistics.quantiles(times, n=20)[18] * 1000}


def _addresses() -> dict[str, Callable[[], str]]:
    from depesche.newsroom.models import Section, Story, Teaser

    draw = random.Random(1)
    numbers = Teaser.objects.order_by("pk").values_list("pk", flat=True)
    first, last = numbers.first(), numbers.last()
    paths = [Teaser.objects.get(pk=draw.randint(first, last)).path for _ in range(100)]
    sections = [section.public_path() for section in Section.objects.all()]
    stories = [story.public_path() for story in Story.objects.all()[:50]]
    words = ["hafen", "gutachten", "Sturmkosten", "Rat der Stadt", "Kran -Schiff", '"in der"', "Brücke Plan"]
    return {
        "article": lambda: draw.choice(paths),
        "front": lambda: "/de/",
        "section": lambda: draw.choice(sections),
        "story": lambda: draw.choice(stories),
        "search": lambda: f"/de/search/?q={draw.choice(words)}",
        "search, newest": lambda: f"/de/search/?q={draw.choice(words)}&order=newest",
    }


def _measured(size: int) -> dict[str, dict[str, float]]:
    home = HOMES / str(size)
    environment = os.environ | {
        "DEPESCHE_HOME": str(home.resolve()),
        "DEPESCHE_SECRET_KEY": "benchmark",
        "DEPESCHE_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
    }
    if not (home / "loaded").exists():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "benchmarks.archive", str(size)], env=environment, check=True)
        (home / "loaded").touch()
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", "--measure"], env=environment, check=True, stdout=subprocess.PIPE
    )
    figures: dict[str, dict[str, float]] = json.loads(answer.stdout)
    return figures


def _print(results: dict[int, dict[str, dict[str, float]]]) -> None:
    print(f"{'page':<16}{'articles':>10}{'answers/s':>12}{'p95 ms':>10}{'queries':>10}{'time, ratio':>14}")
    smallest = min(results)
    for kind in results[smallest]:
        for size, figures in results.items():
            row = figures[kind]
            ratio = results[smallest][kind]["per_second"] / row["per_second"]
            print(
                f"{kind:<16}{size:>10,}{row['per_second']:>12.1f}{row['p95_ms']:>10.1f}"
                f"{row['queries']:>10.0f}{ratio:>14.2f}"
            )


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps(measure()))
    else:
        main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
