"""Readers who load a newsroom: ``python -m benchmarks.readers PORT PER_SECOND CONNECTIONS SECONDS < REQUESTS``.

Each line of the input is a request, ``GET /path`` or ``POST /path text``.
The connections take them at random, so many a second in all, whatever the
answers take; a connection that is late leaves out what it has missed.  At the
end, or when told to stop, prints as JSON how many answers there were of each
class and how long they took.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from benchmarks.served import begin

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Readers:
    """Some connections that ask, each at its own rhythm."""

    def __init__(self, port: int, per_second: float, connections: int, requests: list[str]) -> None:
        self._port = port
        self._pause = connections / per_second
        self._connections = connections
        self._requests = [_request(line, port) for line in requests]
        self.classes: Counter[str] = Counter()
        self.times: list[float] = []

    async def read(self, seconds: float) -> None:
        """Ask for so long, or until told to stop."""
        loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(self._one(number)) for number in range(self._connections)]
        stop = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(chance.random() * self._pause)
        due = time.monotonic()
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                try:
                    while True:
                        due = max(due + self._pause, time.monotonic())
                        await asyncio.sleep(due - time.monotonic())
                        began = time.monotonic()
                        writer.write(chance.choice(self._requests))
                        status = await answered(reader)
                        self.times.append(time.monotonic() - began)
                        self.classes[f"{status // 100}xx"] += 1
                finally:
                    writer.close()
            except (OSError, asyncio.IncompleteReadError):
                self.classes["lost"] += 1
                await asyncio.sleep(self._pause)


@contextmanager
def reading(
    port: int, requests: Iterable[str], *, per_second: float, connections: int = 32
) -> Iterator[dict[str, Any]]:
    """Readers in a process of their own as long as the context lasts; what they have seen is filled in at its end."""
    command = [sys.executable, "-m", "benchmarks.readers", str(port), str(per_second), str(connections), "100000"]
    process = begin(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    process.stdin.write("\n".join(requests))
    process.stdin.close()
    process.stdin = None
    seen: dict[str, Any] = {}
    try:
        yield seen
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=60)
        seen.update(json.loads(said))


async def answered(reader: asyncio.StreamReader) -> int:
    """The status of the next answer, once all of it has come."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])


def _request(line: str, port: int) -> bytes:
    method, path, *text = line.split(" ", 2)
    body = "".join(text).encode()
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nUser-Agent: {BROWSER}\r\n"
        f"Sec-Fetch-Site: same-origin\r\n{length}\r\n"
    ).encode() + body


def main(port: int, per_second: float, connections: int, seconds: float) -> None:
    """Ask what stands in the input."""
    readers = Readers(port, per_second, connections, sys.stdin.read().splitlines())
    asyncio.run(readers.read(seconds))
    cuts = statistics.quantiles(readers.times, n=100) if len(readers.times) > 1 else [0.0] * 99
    print(json.dumps({"answers": dict(readers.classes), "p50": cuts[49] * 1000, "p99": cuts[98] * 1000}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
