"""``python -m tests.torture [SECONDS]``: what readers meet in faults and crowds, as figures.

The same code as the tests, with longer faults and a clock.  It speaks to
127.0.0.1 only, ends by itself, and leaves nothing.  Ends with 1 if a goal is
not reached.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from benchmarks import letters
from benchmarks.killing import kill
from tests import lines
from tests.postgres import cluster
from tests.servers import ask, free_port, running
from tests.torture import disks
from tests.torture.checking import back, main, purge_everything, read, same
from tests.torture.crowd import Crowd, steadily, together
from tests.torture.newsroom import CHECKOUT, DOOR, INHERITED, Served, made, serving, until
from tests.torture.reader import Reader, Seen

HERD = 2_000
KILLS = 200  # of processes, while readers write comments
OVERLOAD, SPIKE = 10, 10.0  # times the capacity; seconds
SOON = 10.0  # seconds after a fault in which everything works again
QUICK = 50.0  # milliseconds within which 99 of 100 answers have to come in a fault, and a second after a crowd
LEAST = 0.9  # of the capacity that has to be answered in a crowd
Fault = Callable[[], object]
missed: list[str] = []


def torture(seconds: float) -> None:
    """Everything, one after another."""
    with tempfile.TemporaryDirectory(prefix="depesche-torture-") as temporary:
        folder = Path(temporary)
        content = made(folder / "content")
        _row("fault", "answers", "served", "p50 ms", "p99 ms", "slowest", "tried again", "back s")
        on_sqlite(folder, content, seconds)
        on_postgresql(folder, seconds)
        herd(folder, content)
        overload(folder, content)
        killed_while_writing(folder)
        mailed()


def on_sqlite(folder: Path, content: Path, seconds: float) -> None:
    """Faults of the embedded database, of the processes and of the disk."""
    home = shutil.copytree(content, folder / "paper")
    aside = home / "aside"
    aside.mkdir()

    def move(here: Path, there: Path) -> None:
        for path in [*here.glob("newsroom.sqlite3*")]:
            path.rename(there / path.name)

    with serving(home) as served:

        def away() -> None:
            move(home, aside)
            renew(served)

        during(served, "nothing, for comparison", seconds / 4, lambda: None, lambda: None)
        during(served, "database file away, new processes", seconds, away, lambda: move(aside, home))
        allow, forbid = (partial(served.let_write, much) for much in (True, False))
        during(served, "no byte can be written", seconds, forbid, allow)
        with ExitStack() as fault:
            fails = partial(disks.broken, served, disks.WRITES)
            during(served, "writes fail (EIO)", seconds, lambda: fault.enter_context(fails()), fault.close)
        during(served, "a process killed every 10 s", seconds, lambda: None, lambda: None, each=10.0)
    disk = folder / "disk"
    disk.mkdir()
    with serving(disk, through=disks.small_disk(disk, content)) as served:
        served.enter = disks.within(served)
        filler: list[Path] = []
        during(served, "disk full", seconds, lambda: filler.append(disks.fill(served)), lambda: filler.pop().unlink())


def on_postgresql(folder: Path, seconds: float) -> None:
    """The database hangs, it is dead, and nothing is heard of it."""
    with lines.line() as line, cluster(line) as database:
        settings = {"DEPESCHE_DATABASE_URL": database.address}
        home = made(folder / "postgres", **settings)
        far = shutil.copytree(home, folder / "far")
        with serving(home, settings=settings) as served:
            during(served, "PostgreSQL stopped (SIGSTOP)", seconds, database.pause, database.resume)
            during(served, "PostgreSQL killed", seconds, database.kill, database.start)
        assert line, lines.NEEDED
        with serving(far, settings={"DEPESCHE_DATABASE_URL": database.far_address}) as served:
            during(served, "packets to PostgreSQL lost", seconds, line.cut, line.mend)


def during(served: Served, name: str, seconds: float, begin: Fault, end: Fault, *, each: float = 0.0) -> None:
    """A fault for so many seconds, every page stale, while a reader reads the whole site over and over."""
    before = read(served)
    purge_everything(served)
    begin()
    began, killed = time.monotonic(), 0
    seen = Seen()
    with closing(Reader(served.port)) as reader:
        while (passed := time.monotonic() - began) < seconds:
            if each and passed > killed * each:
                killed += 1
                os.kill(served.workers()[killed % 2], signal.SIGKILL)
            one = reader.read_everything()
            same(before, one)
            seen.seconds += one.seconds
            seen.broken_off += one.broken_off
    end()
    took = back(served)
    times = (f"{seen.slowest(share):.1f}" for share in (0.5, 0.99, 1))
    _row(name, f"{len(seen.seconds):,}", "100 %", *times, seen.broken_off, f"{took:.1f}")
    _goal(seen.slowest(0.99) <= QUICK, f"{name}: 99 of 100 within {QUICK:.0f} ms")
    _goal(took <= SOON, f"{name}: back within {SOON:.0f} s")


def _goal(reached: bool, what: str) -> None:
    if not reached:
        missed.append(what)


def _row(name: str, *figures: object) -> None:
    print(f"{name:<36}" + "".join(f"{figure!s:>13}" for figure in figures), flush=True)


def renew(served: Served) -> None:
    """Kill all processes that answer, and wait for those that come after them."""
    killed = served.kill_workers()
    until(lambda: len(served.workers()) == 2 and not set(served.workers()) & set(killed))
    until(lambda: served.ask("/robots.txt").status == 200)


def herd(folder: Path, content: Path) -> None:
    """Two thousand readers for one page, over three processes."""
    home, port, log = shutil.copytree(content, folder / "herd"), free_port(), folder / "calls"
    settings = {
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(CHECKOUT),
        "TORTURE_LOG": str(log),
    }
    story = "/de/stories/streit-um-den-nordkai/"
    with running([sys.executable, "-m", "tests.torture.server", str(port)], port, INHERITED | settings):
        assert ask(port, "/de/").status == 200
        before = log.read_text().split("\n").count("/de/")
        main("purge", home)
        for name, path, known in (("purged", "/de/", before), ("never stored", story, 0)):
            crowd = together(port, path, HERD)
            renders = log.read_text().split("\n").count(path) - known
            print(
                f"{HERD:,} readers of a page that was {name}: {renders} render, statuses {dict(crowd.statuses)}, "
                f"slowest {crowd.slowest(200, 1):.0f} ms",
                flush=True,
            )
            _goal(renders == 1, f"one render of a page that was {name}")


def overload(folder: Path, content: Path) -> None:
    """Ten times as many as can be answered: of what is rendered for each (search, wrong addresses), and of pages."""
    home = shutil.copytree(content, folder / "crowded")
    with serving(home) as served:
        before = read(served)
        pages = [address for address, got in before.pages.items() if got[0] == 200 and "?" not in address]
        pages = [address for address in pages if address.isascii() and address.startswith("/de/")]
        uncached(served, pages)
        stored(served, pages, folder)


def uncached(served: Served, pages: list[str]) -> None:
    """Searches and wrong addresses, open loop, while others read pages and open the desk."""
    wrong = [f"/de/nothing-{number}/" for number in range(997)]
    asked = [path for one in wrong for path in ("/de/search/?q=Kai", one)]
    # Offered twice what a first look says, the rest is sent away: what is answered is the capacity.
    first = good(steadily(served.port, asked, 100, 5.0)) / 5
    capacity = good(steadily(served.port, asked, 2 * first, SPIKE)) / SPIKE
    normal = steadily(served.port, pages, 50, 5.0)
    with_desk = [*pages[:9], DOOR]
    rush = subprocess.Popen(
        [sys.executable, "-m", "tests.torture", "--rush", str(served.port), str(OVERLOAD * capacity)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(2)
    beside = steadily(served.port, with_desk, 50, SPIKE - 3)
    said = rush.communicate(timeout=120)[0].split()
    time.sleep(1)
    after = steadily(served.port, pages, 50, 5.0)
    answered, refused, lost, p99 = (float(word) for word in said)
    print(
        f"searches and wrong addresses: capacity {capacity:.0f} a second; offered {OVERLOAD * capacity:.0f}: answered "
        f"{answered / SPIKE:.0f} a second ({answered / SPIKE / capacity:.0%}) with p99 {p99:.0f} ms, "
        f"503 {refused / SPIKE:.0f} a second, without an answer {lost:.0f}\n"
        f"stored pages and the sign-in meanwhile: {dict(beside.statuses)}, p99 {beside.slowest(200):.0f} ms "
        f"(before {normal.slowest(200):.0f} ms, one second after {after.slowest(200):.0f} ms)",
        flush=True,
    )
    _goal(answered / SPIKE >= LEAST * capacity, f"{LEAST:.0%} of the capacity answered in a crowd")
    _goal(lost == 0, "an answer for everybody in a crowd")
    _goal(after.slowest(200) <= QUICK, f"99 of 100 within {QUICK:.0f} ms a second after a crowd")


def rush(port: int, rate: float) -> None:
    """The crowd of ``uncached``, in a process of its own: answered, refused, without an answer, p99 in ms."""
    wrong = [f"/de/nothing-{number}/" for number in range(997)]
    crowd = steadily(port, [path for one in wrong for path in ("/de/search/?q=Kai", one)], rate, SPIKE)
    assert crowd.hurried == 0, "sent away without a time to come again"
    slowest = max(crowd.slowest(200), crowd.slowest(404))
    print(good(crowd), crowd.statuses[503], crowd.statuses[0], slowest)


def stored(served: Served, pages: list[str], folder: Path) -> None:
    """Stored pages with ten and with sixty times as many connections as are quickest (closed loop, wrk)."""
    script = folder / "pages.lua"
    listed = ", ".join(f'"{page}"' for page in pages)
    script.write_text(
        f"local pages = {{ {listed} }}\nlocal n = 0\n"
        'request = function() n = n % #pages + 1 return wrk.format("GET", pages[n], {["Accept-Encoding"]="gzip"}) end\n'
    )
    for connections in (32, 320, 2_000, 32):
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", "-d6s", "--latency", "-s", str(script), f"http://127.0.0.1:{served.port}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
        p99 = re.search(r"99%\s+(\S+)", said)
        wrong = re.search(r"(Socket errors|Non-2xx).*", said)
        assert rate, said
        assert p99, said
        errors = wrong[0] if wrong else "no errors"
        print(f"stored pages, {connections:,} connections: {float(rate[1]):,.0f} a second, p99 {p99[1]}, {errors}")


def killed_while_writing(folder: Path) -> None:
    """Processes are killed while readers write comments: what was acknowledged is there, once."""
    verdict = kill(KILLS, folder / "talking")
    print(
        f"{verdict.kills} kills while readers write: {verdict.acknowledged:,} comments acknowledged, "
        f"{verdict.again} times sent again, lost {verdict.lost}, doubled {verdict.doubled}, "
        f"miscounted {verdict.miscounted}",
        *verdict.wrong,
        flush=True,
    )
    _goal(verdict.holds, "no acknowledged comment lost or doubled")
    _goal(verdict.kills >= KILLS, f"{KILLS} kills")


def mailed() -> None:
    """Letters through a mail server that stalls, asks to come again and hangs up, from senders that are killed."""
    _goal(not letters.main(), "no letter lost or doubled")


def good(crowd: Crowd) -> int:
    """Answers that were worked for."""
    return crowd.statuses[200] + crowd.statuses[404]


if __name__ == "__main__":
    if "--rush" in sys.argv:
        rush(int(sys.argv[2]), float(sys.argv[3]))
    else:
        torture(float(sys.argv[1]) if sys.argv[1:] else 60.0)
        print(f"not reached: {'; '.join(missed)}" if missed else "goals reached")
        sys.exit(bool(missed))
