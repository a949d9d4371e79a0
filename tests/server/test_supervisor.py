"""The supervisor keeps parts alive, stops them together and leaves nobody behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

# A part that writes its process id to a file, and may be told to be stubborn or to have a child.
PART = """
import os, pathlib, signal, subprocess, sys, time
folder, name, *manners = sys.argv[1:]
if "stubborn" in manners:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "parent" in manners:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    pathlib.Path(folder, name + ".child").write_text(str(child.pid))
with open(pathlib.Path(folder, name + ".starts"), "a") as starts:
    starts.write(f"{os.getpid()}\\n")
if "broken" in manners:
    sys.exit(3)
def stop(*_):
    with open(pathlib.Path(folder, "stops"), "a") as stops:
        stops.write(name + "\\n")
    sys.exit(0)
if "stubborn" not in manners:
    signal.signal(signal.SIGTERM, stop)
pathlib.Path(folder, name + ".ready").touch()
time.sleep(60)
"""

SUPERVISOR = """
import json, os, sys
from functools import partial
from depesche.server.supervisor import Part, Patience, Supervisor
parts, patience = json.loads(sys.argv[1])
say = lambda line: print(line, flush=True)
work = lambda command: partial(os.execv, command[0], command)
parts = [Part(name, work(command)) for name, command in parts]
sys.exit(Supervisor(parts, say, Patience(**patience), ready=lambda: len(sys.argv) > 2).run())
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a supervisor over parts given as name="manners"; ends it after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(
        patience: dict[str, float] | None = None, *, is_open: bool = False, **parts: str
    ) -> subprocess.Popen[str]:
        commands = [
            (name, [sys.executable, "-c", PART, str(tmp_path), name, *manners.split()])
            for name, manners in parts.items()
        ]
        arguments = json.dumps([commands, {"first": 0.01, "farewell": 3} | (patience or {})])
        words = [arguments, "open"] if is_open else [arguments]
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, *words], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_part_that_is_killed_is_started_again(start: Start, tmp_path: Path) -> None:
    start(worker="")
    first = pids(tmp_path, "worker", count=1)[-1]
    os.kill(first, signal.SIGKILL)
    assert pids(tmp_path, "worker", count=2)[-1] != first


def test_what_a_killed_part_had_started_is_ended_too(start: Start, tmp_path: Path) -> None:
    start(web="parent")
    os.kill(pids(tmp_path, "web", count=1)[-1], signal.SIGKILL)
    pids(tmp_path, "web", count=2)
    child = int((tmp_path / "web.child").read_text())
    os.kill(pids(tmp_path, "web", count=2)[-1], signal.SIGKILL)
    until(lambda: gone(child))


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_when_told_to_stop_all_parts_stop_in_the_opposite_order_of_their_start(
    start: Start, tmp_path: Path, order: signal.Signals
) -> None:
    supervisor = start(worker="", clock="", web="")
    for name in ("worker", "clock", "web"):
        until((tmp_path / f"{name}.ready").exists)
    supervisor.send_signal(order)
    assert supervisor.wait(10) == 0
    assert (tmp_path / "stops").read_text().split() == ["web", "clock", "worker"]


def test_a_part_that_will_not_stop_is_ended_within_the_time_for_farewells(start: Start, tmp_path: Path) -> None:
    supervisor = start(worker="stubborn", web="stubborn")
    stubborn = [*pids(tmp_path, "worker", count=1), *pids(tmp_path, "web", count=1)]
    for name in ("worker", "web"):
        until((tmp_path / f"{name}.ready").exists)
    before = time.monotonic()
    supervisor.terminate()
    out, _ = supervisor.communicate(timeout=10)
    assert time.monotonic() - before < 4
    assert "web did not stop in time and is ended." in out
    assert all(gone(pid) for pid in stubborn)


def test_nobody_is_left_when_the_supervisor_itself_is_killed(start: Start, tmp_path: Path) -> None:
    supervisor = start(worker="stubborn", web="")
    left = [*pids(tmp_path, "worker", count=1), *pids(tmp_path, "web", count=1)]
    supervisor.kill()
    for pid in left:
        until(partial(gone, pid))


def test_a_part_that_cannot_start_stops_the_newsroom_with_a_clear_message(start: Start, tmp_path: Path) -> None:
    supervisor = start({"tries": 3}, worker="", web="broken")
    worker = pids(tmp_path, "worker", count=1)[-1]
    out, _ = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert out.count("web ended with code 3; it is started again.") == 2
    assert "web ended with code 3, 3 times within seconds of its start. The newsroom stops" in out
    assert len(pids(tmp_path, "web", count=3)) == 3
    assert gone(worker)


def test_once_it_is_open_it_stays_open_whatever_part_cannot_live(start: Start, tmp_path: Path) -> None:
    supervisor = start({"tries": 2, "longest": 0.05}, is_open=True, worker="broken", web="")
    web = pids(tmp_path, "web", count=1)
    pids(tmp_path, "worker", count=6)
    assert supervisor.poll() is None
    assert pids(tmp_path, "web", count=1) == web


def pids(folder: Path, name: str, *, count: int) -> list[int]:
    """The process ids that the part had, once it has been started ``count`` times."""
    starts = folder / f"{name}.starts"
    until(lambda: starts.exists() and len(starts.read_text().split()) >= count)
    return [int(pid) for pid in starts.read_text().split()]


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether no process of this id runs; one that is dead but not yet taken note of does not run."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"
