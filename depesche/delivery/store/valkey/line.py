"""How a process knows that it hears of every purge: it listens, asks for a sign of life, and counts the time."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Protocol

from valkey.exceptions import ValkeyError

from depesche.delivery.store.valkey.server import Server

logger = logging.getLogger(__name__)
BEAT = 0.1  # seconds from one question to the next
# From the question on.  What was purged before it has been heard once it is answered, so no page at hand is
# older than this.
SURE_FOR = 0.75


class Listener(Protocol):
    """Whoever wants to hear."""

    def begin(self, run: str) -> None:
        """The line stands, and leads to this run of the server: catch up with what was said before."""

    def heard(self, said: bytes) -> None:
        """Somebody said something."""

    def hears(self, until: float) -> None:
        """Everything that was said has been heard; by the monotonic clock, this may be relied on ``until`` then."""

    def ended(self) -> None:
        """Something may be said from now on without being heard."""


class Line:
    """A thread that listens to ``channel``; when the line breaks, it makes another."""

    def __init__(self, server: Server, channel: bytes, listener: Listener) -> None:
        self._server = server
        self._channel = channel
        self._listener = listener  # is told of beginnings and ends one after the other
        self._closed = threading.Event()
        self._doubted = threading.Event()
        self._broken = False  # the log says it once
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin to listen."""
        with self._guard:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name="purges of other machines", daemon=True)
                self._thread.start()

    def doubt(self) -> None:
        """Somebody has reason to believe that the server is not what it was: make a new line."""
        with self._guard:
            self._doubted.set()
            self._listener.ended()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except (ValkeyError, OSError, ValueError) as error:
                self._say_broken(error)
            except Exception:
                logger.exception("Nothing can be heard from Valkey")
            finally:
                self._listener.ended()
            self._closed.wait(BEAT)

    def _listen(self) -> None:
        connection, run = self._server.connect()
        try:
            self._doubted.clear()
            connection.send_command("SUBSCRIBE", self._channel)
            connection.read_response()
            self._listener.begin(run)
            while not self._closed.is_set() and not self._doubted.is_set():
                self._beat(connection)
        finally:
            connection.disconnect()

    def _beat(self, connection: Any) -> None:
        """Ask for a sign of life: what was said before it comes before it, in this order."""
        asked = time.monotonic()
        connection.send_command("PING")
        while (said := connection.read_response())[0] != b"pong":
            self._listener.heard(said[2])
        with self._guard:
            if self._doubted.is_set():
                return
            self._listener.hears(asked + SURE_FOR)
        self._say_whole()
        while (left := asked + BEAT - time.monotonic()) > 0 and not self._doubted.is_set():
            if connection.can_read(timeout=left):
                self._listener.heard(connection.read_response()[2])

    def _say_broken(self, error: Exception) -> None:
        if not self._broken:
            logger.warning(
                "Valkey (%s) cannot be asked: %s. Until it can, pages are rendered for whoever asks for them",
                self._server.address,
                str(error).rstrip("."),
            )
        self._broken = True

    def _say_whole(self) -> None:
        if self._broken:
            logger.warning("Valkey (%s) answers again", self._server.address)
        self._broken = False
