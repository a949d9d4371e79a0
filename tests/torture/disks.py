"""Disks that are full, take no writes or answer with errors, of a newsroom that is being served."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.torture.newsroom import Served, until

# A mount that only this process and its children see; where root may not, a user of one's own may.
_WAYS = (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount"))
ON_A_SMALL_DISK = 'mount -t tmpfs -o size="$1" small "$2" && cp -a "$3/." "$2" && shift 3 && exec "$@"'
ROOM = 24 * 1024 * 1024  # bytes that are free at first
# What is done to files and to nothing else: sockets are not touched.
READS = "pread64,preadv,preadv2"
SYNCS = "fsync,fdatasync"
WRITES = f"pwrite64,pwritev,pwritev2,ftruncate,fallocate,{SYNCS}"


@cache
def apart() -> tuple[str, ...]:
    """What gives a command mounts of its own; nothing if this machine lets nobody have them."""
    for way in _WAYS:
        if shutil.which(way[0]) and subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    return ()


def small_disk(home: Path, content: Path) -> tuple[str, ...]:
    """What puts a command with ``content`` into ``home`` on a disk of its own that has little room."""
    size = sum(file.stat().st_size for file in content.rglob("*") if file.is_file())
    words = ("sh", "-c", ON_A_SMALL_DISK, "sh", str(int(size * 1.3) + ROOM), str(home), str(content))
    return (*apart(), *words)


def fill(served: Served) -> Path:
    """Leave no byte on the newsroom's disk; the file that did it is to be removed."""
    filler = Path(f"/proc/{served.process.pid}/root{served.home}/filler")  # as the newsroom sees it
    with filler.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def make_readonly(served: Served) -> None:
    """Whatever opens a file of the newsroom from now on finds the disk read-only."""
    home = str(served.home)
    _within(served, "mount", "--bind", home, home)
    _within(served, "mount", "-o", "remount,ro,bind", home)


def make_writable(served: Served) -> None:
    """Undo ``make_readonly``."""
    _within(served, "umount", "--lazy", str(served.home))


@contextmanager
def broken(served: Served, calls: str) -> Iterator[None]:
    """The disk answers these calls of the newsroom with an error (EIO), as long as the context lasts.

    The kernel is made to by a tracer, so the disk is well for everybody else.
    Processes that begin meanwhile are met as well.
    """
    everybody = served.everybody()
    fault = ("-e", f"trace={calls}", "-e", f"inject={calls}:error=EIO")
    command = ["strace", "-f", "-qq", "-o", "/dev/null", *fault, "-p", ",".join(map(str, everybody))]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: tracer.poll() is not None or all(_traced(pid) for pid in everybody))
        assert tracer.poll() is None, f"nobody may be traced here: run as root. {tracer.communicate()[1]}"
        yield
    finally:
        tracer.terminate()  # it lets go of everybody first
        tracer.communicate()


def _traced(pid: int) -> bool:
    """Whether each thread of a process has a tracer, or has ended."""
    return all("TracerPid:\t0\n" not in file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/status"))


def within(served: Served) -> tuple[str, ...]:
    """What leads a command to where the newsroom's mounts are."""
    there = f"/proc/{served.process.pid}/ns"
    user = (f"--user={there}/user", "--preserve-credentials") if "--user" in apart() else ()
    return ("nsenter", f"--mount={there}/mnt", *user)


def _within(served: Served, *command: str) -> None:
    subprocess.run([*within(served), *command], check=True)
