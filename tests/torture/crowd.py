"""Crowds of readers on the loopback: all at the same moment, or so many a second however slow the answers are."""

from __future__ import annotations

import asyncio
import itertools
import resource
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

AT_ONCE = 200  # connections that are begun together: the line in front of a server has an end


@dataclass
class Crowd:
    """What a crowd got."""

    statuses: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    seconds: dict[int, list[float]] = field(default_factory=dict)  # by status
    hurried: int = 0  # answers of 503 without a time to come again

    def note(self, status: int, headers: dict[str, str], seconds: float) -> None:
        """One answer; 0 is none."""
        self.statuses[status] += 1
        self.states[headers.get("cache-status", "no page")] += 1
        self.seconds.setdefault(status, []).append(seconds)
        self.hurried += status == 503 and not headers.get("retry-after", "").isdecimal()

    def slowest(self, status: int, share: float = 0.99) -> float:
        """Milliseconds within which this share of the answers of a status came."""
        ordered = sorted(self.seconds.get(status, [0.0]))
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def together(port: int, path: str, count: int) -> Crowd:
    """``count`` readers who are all connected, and then ask for one page at the same moment."""
    return _apart(_together(port, path, count))


def steadily(port: int, paths: Sequence[str], rate: float, seconds: float, *, connections: int = 800) -> Crowd:
    """``rate`` readers a second in equal steps, whether or not those before have their answer (open loop)."""
    return _apart(_steadily(port, paths, rate, seconds, connections))


def _apart(scene: Coroutine[Any, Any, Crowd]) -> Crowd:
    # In a thread of its own: that of the tests may have the loop of a browser.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result()


async def _together(port: int, path: str, count: int) -> Crowd:
    take_all_files()
    lines: list[_Line] = []
    for first in range(0, count, AT_ONCE):
        opened = (_Line.open(port) for _ in range(first, min(count, first + AT_ONCE)))
        lines += await asyncio.gather(*opened)
    crowd = Crowd()
    await asyncio.gather(*(line.ask(path, crowd, time.monotonic()) for line in lines))
    for line in lines:
        line.close()
    return crowd


async def _steadily(port: int, paths: Sequence[str], rate: float, seconds: float, connections: int) -> Crowd:
    take_all_files()
    crowd, free = Crowd(), [await _Line.open(port) for _ in range(16)]
    opened = len(free)
    asking: set[asyncio.Task[None]] = set()

    async def one(path: str, due: float) -> None:
        nonlocal opened
        if not free and opened >= connections:
            crowd.note(0, {}, 0.0)  # nobody is left to ask: the server has them all waiting
            return
        opened += not free
        line = free.pop() if free else await _Line.open(port)
        if await line.ask(path, crowd, due):
            free.append(line)
        else:
            opened -= 1

    began = time.monotonic()
    for number, path in enumerate(itertools.cycle(paths)):
        due = began + number / rate
        if due > began + seconds:
            break
        if (early := due - time.monotonic()) > 0:
            await asyncio.sleep(early)
        asking.add(task := asyncio.create_task(one(path, due)))
        task.add_done_callback(asking.discard)
    await asyncio.gather(*asking)
    for line in free:
        line.close()
    return crowd


class _Line:
    """One connection that stays."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> _Line:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, path: str, crowd: Crowd, due: float) -> bool:
        """Ask and note the answer; says whether the connection can be used again."""
        try:
            self._writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
            head = await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), 30)
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            await self._reader.readexactly(int(headers["content-length"]))
        except (OSError, EOFError, TimeoutError, KeyError):
            crowd.note(0, {}, time.monotonic() - due)
            self.close()
            return False
        crowd.note(int(first.split()[1]), headers, time.monotonic() - due)
        return True

    def close(self) -> None:
        self._writer.close()


def take_all_files() -> None:
    """Let this process have as many connections as the system grants."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
