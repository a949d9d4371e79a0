"""What a process knows of the purges of all machines, and since when it may be wrong."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

from depesche.delivery.store.interface import Held
from depesche.delivery.store.memory import Memory
from depesche.delivery.store.valkey.line import Line
from depesche.delivery.store.valkey.scripts import BEGIN
from depesche.delivery.store.valkey.server import PATIENCE, Asking, Server

AGAIN_AFTER = 1.0  # seconds
SOFT, HARD, MOVED = 0, 1, 2  # how something is purged, as machines tell each other


class Hearing:
    """Keeps ``memory`` true to what is heard from ``server``.

    While nothing can be heard, ``settle`` is called each second: it tells the
    store what could not be told, so that this process at least learns of it,
    and says whether nothing is left.  Only when the line stands again and
    nothing is left untold, what is at hand is trusted.
    """

    def __init__(self, server: Server, prefix: bytes, memory: Memory, settle: Callable[[], bool]) -> None:
        self.guard = threading.RLock()
        self.memory = memory
        self.keys = [prefix + b"state", prefix + b"purges"]
        # Channels are the same for all databases of a server.
        self.channel = prefix + f"purges:{server.address.number}".encode()
        self.asking: Asking | None = None
        self.epoch = b""
        self.newest = 0  # the number of the last purge that is known
        self.linked_until = 0.0  # by the monotonic clock: Valkey may be asked
        self.sure_until = 0.0  # ... and what is at hand may be trusted
        self.settled = False
        self.caught_up = 0  # the number up to which every purge was heard
        self._server = server
        self._settle = settle
        self._settling = False
        self._settler: threading.Thread | None = None
        self._links = 0
        self._tried = 0  # the line for which it was tried to settle
        self._again = threading.Event()
        self._first = threading.Event()
        self._closed = threading.Event()
        self._line = Line(server, self.channel, self)

    def open(self) -> None:
        """Begin to listen; the first who want to know something wait a moment until it works."""
        self._line.open()
        self._first.wait(2 * PATIENCE)

    def doubt(self) -> None:
        """Valkey does not answer as it should: trust nothing until there is a new line."""
        self._line.doubt()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        self._again.set()
        self._line.close()
        if self._settler is not None and self._settler is not threading.current_thread():
            self._settler.join(2 * PATIENCE)
        if self.asking:
            self.asking.close()

    def keep(self, address: str, held: Held, *, as_of: int, epoch: bytes) -> None:
        """Have a page at hand, unless something was purged since this was said of it."""
        with self.guard:
            if self.newest <= as_of and self.epoch == epoch:
                self.memory.keep(address, held)

    def learn(self, keys: list[str], number: float, *, how: int) -> None:
        """This process has purged something itself, or tried to (then no number is great enough)."""
        with self.guard:
            self._note(keys, number, how)
            if isinstance(number, int):
                self.newest = max(self.newest, number)

    def begin(self, run: str) -> None:
        """Catch up with what was purged while nothing could be heard, or doubt what is at hand if nobody knows."""
        asking = self._server.asking(run)
        words = [run, self.newest, self.epoch, self.channel, self.caught_up]
        epoch, floor, last, missed = asking.script(BEGIN, self.keys, words)
        with self.guard:
            if epoch == self.epoch and int(floor) <= self.caught_up:
                for name, number in zip(missed[::2], missed[1::2], strict=True):
                    self._note([name[1:].decode()], int(number), b"shm".index(name[:1]))
            else:
                self.memory.doubt()
            before, self.asking = self.asking, asking
            self.epoch, self.caught_up = epoch, int(last)
            self.newest = max(self.newest, self.caught_up)
            self._links += 1
        if before:
            before.close()

    def heard(self, said: bytes) -> None:
        """Somebody has purged something, or begun anew."""
        epoch, number, how, keys = said.split(b" ", 3)
        with self.guard:
            known = epoch == self.epoch
            if known:
                self._note(json.loads(keys), int(number), int(how))
                self.caught_up = max(self.caught_up, int(number))
                self.newest = max(self.newest, self.caught_up)
        if not known:
            self._line.doubt()

    def hears(self, until: float) -> None:
        """What is said is heard; who has heard nothing for longer than ``until`` may have missed something."""
        with self.guard:
            self.linked_until = until
            if self.settled:
                self.sure_until = until
            elif self._tried != self._links:
                self._tried = self._links
                self._again.set()
                self._settle_soon()

    def ended(self) -> None:
        """From now on something may be missed."""
        with self.guard:
            self.linked_until = self.sure_until = 0.0
            self.settled = False
            if self._links:
                self._settle_soon()
        self._first.set()

    def _note(self, keys: list[str], number: float, how: int) -> None:
        if how == MOVED:
            self.memory.move(keys, number=number)
        else:
            self.memory.purge(keys, number=number, hard=how == HARD)

    def _settle_soon(self) -> None:
        with self.guard:
            if self._settling or self._closed.is_set():
                return
            self._settling = True
            # Not in the thread that listens: a database that is slow would make it deaf.
            self._settler = threading.Thread(target=self._settle_all, name="purges that were not told", daemon=True)
            self._settler.start()

    def _settle_all(self) -> None:
        while not self._closed.is_set():
            link = self._links if time.monotonic() < self.linked_until else 0
            told = self._settle()
            with self.guard:
                self.settled = told and link == self._links and time.monotonic() < self.linked_until
                if self.settled:
                    self.sure_until = self.linked_until
                    self._settling = False
            self._first.set()
            if self.settled:
                return
            self._again.wait(AGAIN_AFTER)
            self._again.clear()
