"""Newsrooms that are served for a measurement, and what can be seen of them from outside."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.pages import HOMES
from depesche.server.lifeline import die_with_parent

COMMAND = [sys.executable, "-m", "depesche"]
KEY = "a-key-that-serves-a-measurement-and-nothing-else"


@dataclass(frozen=True)
class Served:
    """A newsroom that answers at a port of 127.0.0.1; ``pid`` is that of its supervisor."""

    home: Path
    port: int
    pid: int

    def family(self) -> list[int]:
        """All its processes, the supervisor first."""
        return [self.pid, *descendants(self.pid)]

    def part(self, name: str) -> list[int]:
        """The processes of the part of this name."""
        return [pid for pid in descendants(self.pid) if called(pid) == name]


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    status: int
    body: bytes


@contextmanager
def serving(home: Path, *words: str, port: int = 0, **settings: str) -> Iterator[Served]:
    """Serve a newsroom as ``depesche serve`` does it; the context begins when it answers."""
    port = port or free_port()
    with running(
        [*COMMAND, "--home", str(home), "serve", "--port", str(port), *words], port, given(port, **settings)
    ) as p:
        yield Served(home, port, p.pid)


def given(port: int, **settings: str) -> dict[str, str]:
    """The environment of a newsroom that is served at ``port``, with these settings beside."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}
    ours = {"LOG_LEVEL": "ERROR", "BASE_URL": f"http://127.0.0.1:{port}", "SECRET_KEY": KEY} | settings
    return known | {f"DEPESCHE_{name}": value for name, value in ours.items()}


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at ``port`` as long as the context lasts; what it says is shown if it does not begin."""
    log = tempfile.TemporaryFile()  # noqa: SIM115 - the server has it as long as it runs
    process = begin(command, env=environment, start_new_session=True, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 300  # an archive of an earlier version is copied and updated first
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                log.seek(0)
                raise SystemExit(f"{' '.join(command[:4])} did not begin: {log.read().decode()}")
            time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        log.close()


def begin(command: list[str], **how: Any) -> subprocess.Popen[Any]:
    """Begin a process that ends with this one, however this one ends; to be called before there are threads."""
    return subprocess.Popen(command, preexec_fn=partial(die_with_parent, os.getpid()), **how)


@contextmanager
def varnish(folder: Path, newsroom: int, port: int) -> Iterator[None]:
    """Varnish as deploy/varnish.vcl has it, in front of the newsroom at a port."""
    program = shutil.which("varnishd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise SystemExit("varnishd is missing; tools/system-packages bench installs it")
    shipped = Path(__file__).resolve().parent.parent / "deploy" / "varnish.vcl"
    text = shipped.read_text()
    (folder / "our.vcl").write_text(text.replace('"8000"', f'"{newsroom}"'))
    [parameters] = re.findall(r"^#   (-p .*)$", text, flags=re.MULTILINE)
    command = [program, "-F", "-j", "none", "-n", str(folder / "work"), "-f", str(folder / "our.vcl")]
    command += parameters.split()
    with running([*command, "-a", f"127.0.0.1:{port}", "-s", "malloc,256m"], port, dict(os.environ)):
        yield


def demo() -> Path:
    """The home of a demo newsroom that is there for measurements, made the first time."""
    home = (HOMES / "demo").resolve()
    home.parent.mkdir(parents=True, exist_ok=True)
    if not (home / "loaded").exists():
        made = [*COMMAND, "--home", str(home), "demo", "--no-serve"]
        subprocess.run(made, env=given(8000), check=True, stdout=subprocess.DEVNULL)
        with serving(home):
            while _waiting(home):
                time.sleep(0.5)
        (home / "loaded").touch()
    return home


def _waiting(home: Path) -> bool:
    """Whether there is something left to do, such as developing pictures."""
    with sqlite3.connect(home / "newsroom.sqlite3") as rows:
        # What is to be done at once bears the last date there is; what has a date of its own may wait for years.
        left = "status IN ('READY', 'RUNNING') AND run_after > '9999'"
        return rows.execute(f"SELECT 1 FROM django_tasks_database_dbtaskresult WHERE {left}").fetchone() is not None


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """A copy of a newsroom in which things may happen; it is removed at the end."""
    copy = home.with_name(f"{home.name}-copy").resolve()
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("store"))
    (copy / "depesche.env").touch()
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Ask once, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    finally:
        connection.close()


def descendants(pid: int) -> list[int]:
    """The processes that a process and its children have begun."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [one for child in children for one in (child, *descendants(child))]


def called(pid: int) -> str:
    """The name of a process, as lists of processes show it."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def kill(pids: list[int]) -> None:
    """kill -9."""
    for pid in pids:
        with suppress(ProcessLookupError):  # it may end with its parent
            os.kill(pid, signal.SIGKILL)


def listens(port: int) -> bool:
    """Whether somebody answers at a port of 127.0.0.1."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port
