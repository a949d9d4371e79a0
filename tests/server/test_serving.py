"""A newsroom that is made and served with the real commands, as real processes on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests import begun
from tests.servers import ask, free_port

pytestmark = [pytest.mark.loopback, pytest.mark.xdist_group("serving")]

Answer = TypeVar("Answer")
COMMAND = [sys.executable, "-m", "depesche"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom as ``depesche new`` makes it."""
    home = tmp_path_factory.mktemp("home") / "paper"
    make(home)
    return home


def make(home: Path) -> None:
    """Make a newsroom as somebody types it."""
    command = [sys.executable, "-P", begun.COMMAND, "new", str(home), "--edition", "en", "--email", "ada@paper.example"]
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, timeout=300)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        number: int = door.getsockname()[1]
        return number


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The newsroom, served as long as the context lasts."""
    with (home.parent / "log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "--home", str(home), "serve", "--port", str(port), "--workers", "2"],
            env=ENVIRONMENT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            until(lambda: answers(port) or process.poll() is not None)
            assert process.poll() is None, (home.parent / "log").read_text()
            yield process
        finally:
            process.kill()
            process.wait()


def test_a_served_newsroom_survives_the_death_of_each_of_its_parts(home: Path, port: int) -> None:
    with serving(home, port) as served:
        for part in ("task worker 1", "clock", "web server"):
            victim = until(partial(child, served.pid, part))
            os.kill(victim, signal.SIGKILL)
            until(partial(successor, served.pid, part, victim))

        def web() -> list[int] | None:
            """The two that answer; their parent may be tried twice until the port is free again."""
            return two_children(child(served.pid, "web server") or 0)

        answering = until(web)
        os.kill(answering[0], signal.SIGKILL)
        until(lambda: web() not in (None, answering))
        until(lambda: answers(port))


def test_a_killed_supervisor_leaves_no_process_and_no_port_behind(home: Path, port: int) -> None:
    with serving(home, port) as served:
        until(lambda: two_children(child(served.pid, "web server") or 0))
        family = descendants(served.pid)
        assert len(family) >= 5  # worker, clock, web server and its two processes
        served.kill()
        until(lambda: not any(alive(pid) for pid in family))
        assert not answers(port)


def test_it_is_not_served_twice_and_when_told_to_stop_it_stops_within_ten_seconds(home: Path, port: int) -> None:
    with serving(home, port) as served:
        second = depesche("--home", str(home), "serve", "--port", str(free_port()))
        assert second.returncode == 2
        assert "served already" in second.stderr
        family = descendants(served.pid)
        served.terminate()
        assert served.wait(10) == 0
        assert not any(alive(pid) for pid in family)


def test_a_port_in_use_is_said_in_one_line_with_a_way_out(home: Path, port: int) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", port))
        door.listen()
        refused = depesche("--home", str(home), "serve", "--port", str(port))
    assert refused.returncode == 2
    assert refused.stderr.strip().splitlines() == [
        f"Error: Port {port} is in use by another program. Choose another, for example --port {port + 1}."
    ]


def depesche(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run([*COMMAND, *words], env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)


def answers(port: int) -> bool:
    """Whether the newsroom is there: its desk sends whoever knocks to the door."""
    try:
        return ask(port, "/desk/login/").status == 302
    except OSError:
        return False


def child(parent: int, name: str) -> int | None:
    """The living child of ``parent`` that is called so in lists of processes."""
    for pid in children(parent):
        if called(pid) == name:
            return pid
    return None


def successor(parent: int, name: str, before: int) -> int | None:
    found = child(parent, name)
    return found if found != before else None


def two_children(parent: int) -> list[int] | None:
    found = sorted(children(parent))
    return found if len(found) == 2 else None


def descendants(pid: int) -> list[int]:
    return [one for kid in children(pid) for one in (kid, *descendants(kid))]


def children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [int(one) for one in listed if alive(int(one))]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def until(condition: Callable[[], Answer | None]) -> Answer:
    """Wait until the condition gives a true answer, two minutes at most, and return it."""
    deadline = time.monotonic() + 120
    while not (answer := condition()):
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.1)
    return answer
