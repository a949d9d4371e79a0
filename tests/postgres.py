"""A real PostgreSQL of a test's own, which may be stopped, killed and started again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lines import Line

PORT = 5432


@dataclass
class Cluster:
    """A cluster on a Unix socket and, if it is at the other end of a line, at a port there; at no other."""

    folder: Path
    programs: Path
    line: Line | None = None

    @property
    def address(self) -> str:
        """The newsroom's database, as DEPESCHE_DATABASE_URL names it."""
        return f"postgres://desk@/newsroom?host={self.folder}"

    @property
    def far_address(self) -> str:
        """The same over the line."""
        assert self.line
        return f"postgres://desk@{self.line.address}:{PORT}/newsroom"

    def start(self) -> None:
        """Begin, also after a death."""
        listens = self.line.address if self.line else ""
        options = f"-k {self.folder} -p {PORT} -c listen_addresses={listens} -c fsync=off"
        command = ("pg_ctl", "start", "--wait", "-D", str(self._data), "-o", options, "-l", f"{self._data}/log")
        for _ in range(50):
            try:
                self.run(*command)
            except subprocess.CalledProcessError:  # what was killed still holds its memory
                time.sleep(0.2)
            else:
                return
        raise AssertionError((self._data / "log").read_text())

    def stop(self) -> None:
        """End without a farewell to those who are connected."""
        self.resume()
        with contextlib.suppress(subprocess.CalledProcessError):  # it is gone already
            self.run("pg_ctl", "stop", "--mode=immediate", "-D", str(self._data))

    def pause(self) -> None:
        """Stop all its processes as they stand: connections stay, and nobody answers on them."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End all its processes at once."""
        self._signal(signal.SIGKILL)

    def run(self, program: str, *words: str) -> None:
        """Run one of its programs to the end; PostgreSQL refuses root, who borrows the account of its package."""
        borrowed = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        there = self.line.beyond if self.line else ()
        command = [*there, *borrowed, str(self.programs / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            first = int((self._data / "postmaster.pid").read_text().split()[0])
            others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
            for pid in (first, *map(int, others)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)


@contextmanager
def cluster(line: Line | None = None) -> Iterator[Cluster]:
    """A cluster with an empty database ``newsroom``, running; at the other end of a ``line``, if there is one."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert programs, "PostgreSQL is missing: run tools/system-packages test"
    folder = Path(tempfile.mkdtemp(prefix="dpg-", dir="/tmp"))  # a socket's path must be short
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    made = Cluster(folder, programs[-1], line)
    try:
        data = str(folder / "data")
        made.run("initdb", "--auth=trust", "--username=desk", "--encoding=UTF8", "--no-sync", "-D", data)
        if line:
            with (folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")
        made.start()
        made.run("createdb", "--host", str(folder), "--username", "desk", "newsroom")
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
