"""A newsroom of its own, served by the real command, for faults to happen to."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from tests import begun
from tests.servers import Answered, ask, free_port, listens

CHECKOUT = Path(__file__).resolve().parents[2]
DEPESCHE = [sys.executable, "-m", "depesche"]
INHERITED = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}
EDITOR, PASSWORD = "ada@paper.example", "laterne-am-kai"
DOOR = "/account/sign-in/"
_SECRET = "0123456789abcdefghijklmnopqrstuv"  # of a form; cookie and field say the same
T = TypeVar("T")


def made(home: Path, **settings: str) -> Path:
    """A newsroom with one page of each kind in ``home``."""
    _run([sys.executable, "-P", begun.COMMAND, "new", str(home), "--edition", "de", "--email", EDITOR], settings)
    fill = Path(__file__).with_name("fill.py")
    environment = {"DEPESCHE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "depesche.settings", **settings}
    _run([sys.executable, str(fill)], environment | {"PYTHONPATH": str(CHECKOUT)})
    shutil.rmtree(
        home / "store"
    )  # made ahead for another address: to those that serve it a release to be compared with
    return home


def _run(command: list[str], settings: dict[str, str]) -> None:
    done = subprocess.run(command, env=INHERITED | settings, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr


@dataclass
class Served:
    """A newsroom that is open."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    enter: tuple[str, ...] = ()  # what leads a command to where the newsroom's disk can be seen

    def run(self, *words: str) -> None:
        """Run a module of Python beside the newsroom, on the same disk."""
        subprocess.run(
            [*self.enter, sys.executable, "-m", *words], env=INHERITED | {"PYTHONPATH": str(CHECKOUT)}, check=True
        )

    def publish(self, headline: str, *how: str) -> None:
        """Publish an article from another process; with ``--die`` it is killed as soon as the database has it."""
        self.run_inside("publish.py", headline, *how, ends=-signal.SIGKILL if how else 0)

    def run_inside(self, script: str, *words: str, ends: int = 0) -> str:
        """Run a script of this folder in the newsroom, in a process of its own; what it printed."""
        settings = {"DEPESCHE_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "depesche.settings"}
        environment = INHERITED | settings | {"PYTHONPATH": str(CHECKOUT)}
        command = [sys.executable, str(Path(__file__).with_name(script)), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == ends, done.stderr
        return done.stdout

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answered:
        """What somebody gets."""
        return ask(self.port, path, method, **headers)

    def post(self, path: str, fields: dict[str, str], session: str, network: str) -> int:
        """Send a form as somebody who has signed in, from somewhere; says the status."""
        cookie = f"sessionid={session}; csrftoken={_SECRET}"
        return self._sent(path, fields | {"csrfmiddlewaretoken": _SECRET}, cookie, x_forwarded_for=network)[0]

    def sign_in(self, **headers: str) -> int:
        """Sign in at the desk, which writes; says the status: 302 if it was done."""
        return self._signed_in(**headers)[0]

    def session(self) -> str:
        """The session of somebody who has signed in."""
        return re.search(r"sessionid=(\w+)", self._signed_in()[1])[1]  # type: ignore[index]

    def _signed_in(self, **headers: str) -> tuple[int, str]:
        page = self.ask(DOOR, **headers)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        if token is None:
            return page.status, ""
        cookie = page.headers["set-cookie"].partition(";")[0]
        fields = {"csrfmiddlewaretoken": token[1].decode(), "login": EDITOR, "password": PASSWORD, "next": "/desk/"}
        return self._sent(DOOR, fields, cookie, **headers)

    def _sent(self, path: str, fields: dict[str, str], cookie: str, **headers: str) -> tuple[int, str]:
        """Send a form; the status and the headers of the answer."""
        form = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
        form |= {"referer": f"http://127.0.0.1:{self.port}/"}
        form |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent.request("POST", path, urlencode(fields), form)
        answer = sent.getresponse()
        sent.close()
        return answer.status, answer.headers.as_string()

    def web(self) -> int:
        """The process of the web server, the parent of those that answer."""
        return until(lambda: _child(self.process.pid, "web server"))

    def workers(self) -> list[int]:
        """The processes that answer."""
        return sorted(_children(self.web()))

    def everybody(self) -> list[int]:
        """Every process of the newsroom."""
        return [self.process.pid, *_descendants(self.process.pid)]

    def kill_workers(self) -> list[int]:
        """Kill all that answer, without a farewell; says which."""
        killed = self.workers()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        return killed

    def let_write(self, much: bool) -> None:
        """Let no process of the newsroom write a byte into a file any more, or let them again.

        A limit of the kernel (RLIMIT_FSIZE) that needs no rights, holds for
        open files as well, and for whatever is started later.
        """
        for pid in self.everybody():
            try:
                _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if much else 0, hard))
            except ProcessLookupError:
                continue  # it has ended by itself


@contextmanager
def serving(
    home: Path, *, workers: int = 2, through: Sequence[str] = (), settings: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve the newsroom in ``home`` as long as the context lasts; ``through`` is put before the command."""
    port = free_port()
    log = home.parent / f"{home.name}.log"
    command = [*through, *DEPESCHE, "--home", str(home), "serve", "--port", str(port), "--workers", str(workers)]
    environment = INHERITED | {"DEPESCHE_STAFF_SECOND_FACTOR": "false"} | dict(settings or {})
    # A pipe would fill, and a file is wanted when something fails.
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=environment, stdout=said, stderr=said, start_new_session=True, cwd=home.parent
        )
    served = Served(home, port, process)
    try:
        until(lambda: process.poll() is not None or (listens(port) and len(served.workers()) == workers))
        assert process.poll() is None, log.read_text()
        until(lambda: served.ask("/robots.txt").status == 200)
        yield served
    finally:
        process.kill()
        process.wait()
        until(lambda: not listens(port))


def until(condition: Callable[[], T | None], seconds: float = 180.0) -> T:
    """Wait until the condition gives a true answer, and return it; who is not there yet has not answered."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if answer := condition():
                return answer
        except (OSError, HTTPException):
            pass
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.05)


def _child(parent: int, name: str) -> int | None:
    """The child that is called so in lists of processes."""
    return next((pid for pid in _children(parent) if _called(pid) == name), None)


def _descendants(pid: int) -> list[int]:
    return [one for child in _children(pid) for one in (child, *_descendants(child))]


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(one) for one in listed if _alive(int(one))]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
