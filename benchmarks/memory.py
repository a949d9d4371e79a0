"""How soon it is there, how much memory it takes, and whether that stays: ``python -m benchmarks.memory [MINUTES]``.

``depesche serve`` with its default settings, but for fewer pages at hand through
the load, so that these are all there from the beginning: seconds from the start of the
program to the first page, of the demo newsroom and of one that was just made;
memory after the first page and after all pages; and memory, open files,
threads and write-ahead logs through MINUTES (60) of mixed load: readers who
load pages, misses, searches and beacons, a desk that publishes, updates and
withdraws, and pictures that are taken in and developed.  Ends with 1 if a
goal is not reached.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, count
from pathlib import Path

from benchmarks.desk import Desk
from benchmarks.readers import reading
from benchmarks.served import COMMAND, Served, ask, called, copied, demo, free_port, given, serving

ROUNDS, EVERY, PER_SECOND = 5, 10.0, 50.0
MOST_SECONDS, MOST_MEGABYTES, MOST_SLOPE = 3.0, 200.0, 1.0  # the goals; the slope in MB an hour
AT_HAND = "16"  # MB of pages: less than there are, or each new article would count as growth until there are 64 MB
WARM = 1 / 4  # of the time of load: what grows in it is filled and does not count as growth


@dataclass(frozen=True)
class Sample:
    """What the processes of a newsroom take at a moment; memory in MB."""

    shared: float  # what is there: each page of memory once, however many processes share it (PSS)
    single: float  # what each process seems to have, added up (RSS)
    files: int
    threads: int
    logs: float  # MB of write-ahead logs
    parts: Mapping[str, float]  # what only this part of the newsroom has


def main(minutes: float) -> int:
    """Measure everything; 1 if a goal is not reached."""
    home = demo()
    starts = {"demo newsroom": _starts(home), "just made": _starts_of_new()}
    for name, (seconds, sample) in starts.items():
        print(f"{name:<20}first page after {seconds:.2f} s, then {_said(sample)}", flush=True)
    with copied(home) as copy:
        slope = _under_load(copy, minutes)
    fine = all(seconds <= MOST_SECONDS and sample.shared <= MOST_MEGABYTES for seconds, sample in starts.values()) and (
        slope <= MOST_SLOPE
    )
    print("goals reached" if fine else "a goal was not reached")
    return 0 if fine else 1


def _starts(home: Path) -> tuple[float, Sample]:
    """The median of several starts, and the median of what was taken after the first page.

    A newsroom that is started at another address than before tries its pages first, so it has one for all starts.
    """
    port = free_port()
    _start(home, port)
    return _medians([_start(home, port) for _ in range(ROUNDS)])


def _starts_of_new() -> tuple[float, Sample]:
    """The same for the very first start of a newsroom."""
    with tempfile.TemporaryDirectory(prefix="depesche-bench-") as folder:
        made = Path(folder) / "made"
        command = [*COMMAND, "--home", str(made), "new", "--edition", "en"]
        subprocess.run(command, env=given(8000), check=True, stdout=subprocess.DEVNULL)
        copies = [shutil.copytree(made, Path(folder) / str(number)) for number in range(ROUNDS)]
        return _medians([_start(copy, free_port()) for copy in copies])


def _medians(measured: list[tuple[float, Sample]]) -> tuple[float, Sample]:
    samples = sorted((one for _, one in measured), key=lambda one: one.shared)
    return statistics.median(seconds for seconds, _ in measured), samples[len(samples) // 2]


def _start(home: Path, port: int) -> tuple[float, Sample]:
    began = time.monotonic()
    with serving(home, port=port) as served:
        answer = ask(served.port, "/en/")
        took = time.monotonic() - began
        if answer.status != 200:
            raise SystemExit(f"the first page was answered with {answer.status}")
        time.sleep(3)  # what still begins is to be counted as well
        return took, sample(served)


def _under_load(home: Path, minutes: float) -> float:
    """Read everything once, then load the newsroom; the slope of what is taken, in MB an hour."""
    port = free_port()
    with (
        serving(home, port=port, PAGES_AT_HAND=AT_HAND) as served,
        Desk(given(port) | {"DEPESCHE_HOME": str(home)}) as desk,
    ):
        paths = _all_pages(port)
        print(f"{'all pages read':<20}{len(paths)} of them, then {_said(sample(served))}", flush=True)
        with reading(port, _requests(paths), per_second=PER_SECOND) as seen:
            samples = list(_sampled(served, desk, minutes))
        print(f"{'readers':<20}{seen['answers']}, p50 {seen['p50']:.1f} ms, p99 {seen['p99']:.0f} ms")
    return _judged(samples)


def _sampled(served: Served, desk: Desk, minutes: float) -> Iterator[tuple[float, Sample]]:
    """A sample every few seconds, while the desk works between them."""
    began = time.monotonic()
    work = _work(desk)
    for number in count(1):
        next(work)
        time.sleep(max(0.0, began + number * EVERY - time.monotonic()))
        elapsed = time.monotonic() - began
        one = sample(served)
        yield elapsed / 3600, one
        if number % 30 == 1:
            print(f"{elapsed / 60:>6.0f} min          {_said(one)}", flush=True)
        if elapsed >= minutes * 60:
            return


def _work(desk: Desk) -> Iterator[None]:
    """What a desk does: publish, now and then with a new picture, update, and withdraw what is old."""
    live: list[int] = []
    for number in count(1):
        photo = desk.photo(number)["pk"] if number % 6 == 0 else None
        live.append(desk.draft(number, photo=photo)["pk"])
        desk.publish(live[-1], f"Neu{number}")
        desk.publish(live[-1 - number % min(len(live), 5)], f"Anders{number}")
        if len(live) > 20:
            desk.withdraw(live.pop(0))
        yield


def _judged(samples: list[tuple[float, Sample]]) -> float:
    """Print what was at first and at last; the slope after the newsroom has got warm."""
    warm = samples[int(len(samples) * WARM) :]
    few = max(1, len(warm) // 6)
    first, last = warm[:few], warm[-few:]
    print(f"{'under load':<20}{'warm':>10}{'at last':>10}{'an hour':>10}")
    slopes = {}
    for name, what in (("shared", "MB"), ("single", "MB, added up"), ("files", ""), ("threads", ""), ("logs", "MB")):
        numbers = [[getattr(one, name) for _, one in part] for part in (first, last)]
        slopes[name] = _slope([(at, float(getattr(one, name))) for at, one in warm])
        at_first, at_last = (statistics.median(part) for part in numbers)
        print(f"{f'{name} {what}':<20}{at_first:>10.1f}{at_last:>10.1f}{slopes[name]:>+10.2f}")
    for part in sorted({part for _, one in warm for part in one.parts}):
        at_first, at_last = (statistics.median(one.parts.get(part, 0.0) for _, one in some) for some in (first, last))
        print(f"{f'  of the {part}':<20}{at_first:>10.1f}{at_last:>10.1f}")
    print(f"{'most':<20}{max(one.shared for _, one in samples):>10.1f} MB")
    return slopes["shared"]


def _slope(points: list[tuple[float, float]]) -> float:
    """The median of the slopes between all pairs of points (Theil and Sen): no single peak moves it."""
    thinned = points[:: max(1, len(points) // 200)]
    return statistics.median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(thinned, 2))


def _all_pages(port: int) -> list[str]:
    """Every page that the maps of the site name, each of them asked for twice, so that it is in memory."""
    paths: list[str] = []
    for site_map in _locations(port, "/sitemap.xml"):
        paths += [site_map, *_locations(port, site_map)]
    for path in paths * 2:
        ask(port, path, accept_encoding="gzip")
    return paths


def _locations(port: int, path: str) -> list[str]:
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", ask(port, path).body.decode())


def _requests(paths: list[str]) -> Iterator[str]:
    """Eight of ten are pages; the rest searches, beacons and what is not there."""
    fronts = [path for path in paths if path.count("/") == 2 and path.endswith("/")]
    articles = re.compile(r"-([2-9a-hjkmnp-z]{12})/$")
    for number, path in enumerate(paths + fronts * 20):
        yield f"GET {path}"
        if found := articles.search(path):
            yield f"POST /-/seen article:{found[1]}"
        if number % 10 == 0:
            yield f"GET /en/search/?q={('quay', 'harbour', 'council', 'storm')[number // 10 % 4]}"
            yield f"GET /en/not-there-{number}/"


def sample(served: Served) -> Sample:
    """What the newsroom takes now."""
    shared = single = 0.0
    files = threads = 0
    parts: defaultdict[str, float] = defaultdict(float)
    for pid in served.family():
        try:
            memory = Path(f"/proc/{pid}/smaps_rollup").read_text()
            files += len(list(Path(f"/proc/{pid}/fd").iterdir()))
            threads += len(list(Path(f"/proc/{pid}/task").iterdir()))
        except OSError:  # a child that develops a picture may just have ended
            continue
        shared += _megabytes("Pss", memory)
        single += _megabytes("Rss", memory)
        parts[called(pid)] += _megabytes("Private_Dirty", memory)
    logs = sum(log.stat().st_size for log in served.home.glob("**/*-wal")) / 2**20
    return Sample(shared, single, files, threads, logs, parts)


def _megabytes(name: str, text: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _said(one: Sample) -> str:
    return (
        f"{one.shared:.0f} MB ({one.single:.0f} if each process is counted alone), {one.files} files, "
        f"{one.threads} threads, {one.logs:.1f} MB of logs"
    )


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 60.0))
