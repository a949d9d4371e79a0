"""Having pages made in a process of its own, within bounds of time, memory and output."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from depesche.delivery.canary.looks import Look


@dataclass(frozen=True, slots=True)
class Limits:
    """What a trial may take: seconds until its first page and from then on, bytes of memory, bytes that it says."""

    start: float = 60.0
    seconds: float = 60.0
    memory: int = 2 * 1024**3
    output: int = 1024**2


LIMITS = Limits()


@dataclass(slots=True)
class Run:
    """What came out: a look at each page that was made, and what went wrong with others.

    ``last`` is the page that was being made when the process ended before its
    time, ``end`` how it ended: "slow", "loud" or the code of its exit.
    """

    looks: dict[str, Look] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    last: str | None = None
    end: str = ""


def run(addresses: Sequence[str], *, environment: Mapping[str, str], limits: Limits = LIMITS) -> Run:
    """Have these pages made by the release that Python finds in this environment."""
    seconds = limits.start + limits.seconds
    wish = json.dumps({"addresses": list(addresses), "memory": limits.memory, "seconds": seconds})
    command = [sys.executable, "-P", "-m", "depesche.delivery.canary"]
    with subprocess.Popen(  # noqa: S603 - the command is our own
        command,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(f"{wish}\n".encode())
            process.stdin.flush()  # and stays open: its end tells the process that nobody waits any more
            said, end = _heard(process.stdout, limits)
        except BrokenPipeError:
            said, end = b"", ""
        finally:
            process.kill()
    return _understood(said, end or str(process.returncode))


def _heard(stream: IO[bytes], limits: Limits) -> tuple[bytes, str]:
    """What the process says until its end or that of our patience, and which of them it was."""
    said, until = bytearray(), time.monotonic() + limits.start
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            piece = stream.read1(65536)  # type: ignore[attr-defined]  # it is a BufferedReader
            if not piece:
                return bytes(said), ""
            if not said:
                until = time.monotonic() + limits.seconds
            said += piece
            if len(said) > limits.output:
                return bytes(said), "loud"
    return bytes(said), "slow"


def _understood(said: bytes, end: str) -> Run:
    """The lines that the process wrote: a page begins, and what became of it."""
    found = Run(end=end)
    for line in _lines(said):
        match line:
            case {"begins": str(address)}:
                found.last = address
            case {"address": str(address), "error": str(error)}:
                found.errors[address], found.last = error, None
            case {"address": str(address), "look": dict(fields)}:
                found.looks[address], found.last = Look(**fields), None
            case {"done": True}:
                found.end = ""
    return found


def _lines(said: bytes) -> Iterator[dict[str, Any]]:
    for line in said.splitlines():
        try:
            found = json.loads(line)
        except ValueError:  # the process ended in the middle of it
            continue
        if isinstance(found, dict):
            yield found
