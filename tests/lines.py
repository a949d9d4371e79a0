"""A network between this machine and somebody beyond it, on which packets can be lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address

NEEDED = "no network of its own can be had here: run as root, with iproute2, where network namespaces are allowed"
_CARD = "02:00:00:00:00:02"  # of the one beyond; it is known here, or asking for it would tell that the line is cut


@dataclass(frozen=True)
class Line:
    """A line with two ends: one here, and one in a network namespace."""

    name: str
    address: str  # of the one beyond

    @property
    def beyond(self) -> tuple[str, ...]:
        """What leads a command to the other end."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """From now on whatever is sent is lost: nobody answers, acknowledges or refuses anything."""
        _ip("-n", self.name, "link", "set", "beyond", "down")

    def mend(self) -> None:
        """Let packets through again."""
        _ip("-n", self.name, "link", "set", "beyond", "up")


@contextmanager
def line() -> Iterator[Line | None]:
    """A line as long as the context lasts; None if this machine lets us have none (``NEEDED``)."""
    number = os.getpid() % (1 << 14)
    network = IPv4Address("198.18.0.0") + 4 * number  # for tests (RFC 2544); four addresses for each process
    here, there, near = network + 1, network + 2, f"depesche{number}"
    made = Line(near, str(there))
    if os.getuid() or not shutil.which("ip") or not _may(made.name):
        yield None
        return
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", "beyond", "address", _CARD, "netns", made.name)
        _ip("address", "add", f"{here}/30", "dev", near)
        _ip("link", "set", near, "up")
        _ip("neighbour", "replace", str(there), "lladdr", _CARD, "dev", near, "nud", "permanent")
        _ip("-n", made.name, "address", "add", f"{there}/30", "dev", "beyond")
        made.mend()
        yield made
    finally:
        _ip("link", "delete", made.name)
        _ip("netns", "delete", made.name)


def _may(name: str) -> bool:
    return subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode == 0


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
