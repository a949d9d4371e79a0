"""The page store of several machines: in a Valkey that all of them reach, and in the memory of each process.

A purge is a number here as well (see ``embedded``).  What is at hand is told
of each purge by Valkey within milliseconds, and is trusted only while it is
certain that nothing was missed.  While Valkey cannot be asked, pages are
rendered, and what was rendered in this second is served.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from operator import methodcaller
from typing import Any

from valkey.exceptions import OutOfMemoryError, ValkeyError

from depesche.delivery.store.entry import DamagedError, Entry
from depesche.delivery.store.interface import MEMORY, UNKNOWN, Held, Locks, Unreachable
from depesche.delivery.store.memory import Memory
from depesche.delivery.store.valkey.address import Address
from depesche.delivery.store.valkey.hearing import HARD, MOVED, SOFT, Hearing
from depesche.delivery.store.valkey.locks import ValkeyLocks
from depesche.delivery.store.valkey.scripts import BEARING, LOAD, PURGE, PUT
from depesche.delivery.store.valkey.server import Asking, Server

DAY = 24 * 60 * 60
KEPT_FOR = 7 * DAY  # seconds; a page that is read is made anew every few minutes
# No page can be older than this, so older purges meet none: a render takes no day.
FORGOTTEN_AFTER = KEPT_FOR + DAY
MOMENT = 1.0  # seconds for which a page is served that was rendered while nothing could be heard of purges
TOGETHER = 1000  # keys that are purged in one step, and pages that are looked through in one


class ValkeyStore:
    """Pages in the Valkey at ``url``, under names that begin with ``namespace``; safe for threads.

    ``settle`` tells the store all purges that could not be told while it was
    away, and says whether it could; until then nothing at hand is trusted.
    """

    near = False
    accepting = True

    def __init__(
        self, url: str, namespace: str, *, memory: int = MEMORY, settle: Callable[[], bool] = lambda: True
    ) -> None:
        self._prefix = f"{namespace}:".encode()
        self._memory = Memory(memory)
        self._hearing = Hearing(Server(Address.read(url)), self._prefix, self._memory, settle)
        self.locks: Locks = ValkeyLocks(self._ask, self._prefix + b"render:")

    def number(self) -> int:
        """The number of the last purge, exactly; raises Unreachable."""
        last = self._ask(lambda valkey: valkey.command("ZSCORE", self._hearing.keys[1], b""))
        if last is None:
            raise self._failed(ValkeyError("what was purged is not known here"))
        self._hearing.learn([], int(last), how=SOFT)
        return int(last)

    def noticed(self) -> int:
        """The number of the last purge of which this process has heard, as of all before it."""
        return self._hearing.caught_up

    def at_hand(self, address: str, *, now: float) -> Held | None:
        """The page if this process has it in memory and it is fresh: no lock, no call.  ``now`` is Unix time."""
        held = self._memory.get(address)
        if held is None or not held.fresh(now):
            return None
        if time.monotonic() < self._hearing.sure_until:
            return None if held.doubtful else held
        return held if 0 <= now - held.entry.made_at < MOMENT else None

    def get(self, address: str, *, now: float) -> Held | None:
        """The page for ``address``, fresh or stale or, while Valkey is away, in doubt.  ``now`` is Unix time."""
        held = self.at_hand(address, now=now)
        if held is not None and not held.behind(now):
            return held
        try:
            held = self._load(address)
        except Unreachable:
            return self._last_resort(address)
        if held is not None and not held.fresh(now):
            held.stale = True
        return held

    def stale_at_hand(self, most: int) -> list[tuple[str, Held]]:
        """Pages that this process has in memory and that were purged: those near the front page first."""
        with self._hearing.guard:
            return self._memory.wanting(most)

    def put(self, address: str, entry: Entry) -> bool:
        """Keep a page in the place of none or of a stale one; says whether it did.

        It does not if something in the page was purged since its render began.
        While Valkey is away, this process has the page at hand for a moment.
        """
        epoch = self._epoch()
        words = [epoch, entry.begun, "\n".join(("", *sorted(entry.keys), "")), entry.pack(), KEPT_FOR]
        try:
            said = self._script(PUT, [self._page(address)], words) if entry.begun != UNKNOWN else None
        except Unreachable:
            said = None
        with self._hearing.guard:
            if said is None:
                self._memory.keep(address, Held(entry, stale=False, doubtful=True))
            elif said:
                self._memory.forget(address)
                if not said[1]:  # Valkey is full, but the page is as good as any
                    self._hearing.keep(address, Held(entry, stale=False), as_of=int(said[0]), epoch=epoch)
        return bool(said)

    def hold(self, address: str, entry: Entry) -> bool:
        """Keep nothing more: ``put`` has done for a Valkey that is away what can be done."""
        return False

    def purge(self, keys: Collection[str], *, hard: bool = False) -> int:
        """Mark stale what these keys stand in, or with ``hard`` take it away at once; says the purge's number.

        Raises Unreachable if not everybody could be told; this process knows nevertheless.
        """
        names, number, how = sorted(keys), 0, HARD if hard else SOFT
        try:
            for start in range(0, len(names), TOGETHER):
                number = self._tell(names[start : start + TOGETHER], how)
            if hard and names:
                self._bearing(names, before=number)
        except Unreachable:
            self._hearing.learn(names, math.inf, how=how)
            raise
        return number or self.number()

    def move(self, keys: Collection[str], *, now: float) -> int:
        """Say that figures under these keys have moved; says the number.  Raises Unreachable."""
        names = sorted(keys)
        return max(self._tell(names[start : start + TOGETHER], MOVED) for start in range(0, len(names), TOGETHER))

    def addresses(self, keys: Iterable[str]) -> list[str]:
        """The pages that bear one of these keys: all that there are are looked through."""
        start = len(self._page(""))
        return [name[start:].decode("utf-8", "surrogatepass") for name in self._bearing(sorted(keys))]

    def expire(self, *, now: float) -> None:
        """There are no files."""

    def remove(self, address: str) -> None:
        """Take one page away."""
        with self._hearing.guard:
            self._memory.forget(address)
        with suppress(Unreachable):  # then it is doubtful anyway
            self._ask(lambda valkey: valkey.command("UNLINK", self._page(address)))

    def close(self) -> None:
        """Stop listening."""
        self._hearing.close()

    def _load(self, address: str) -> Held | None:
        epoch = self._epoch()
        said = self._script(LOAD, [self._page(address)], [epoch])
        if len(said) == 1:
            return self._none(address)
        try:
            held = Held(Entry.unpack(said[1]), stale=bool(said[2]), moved=bool(said[3]))
        except DamagedError:
            self.remove(address)
            return None
        if not self._hearing.settled:  # something may have changed that nobody could tell
            return Held(held.entry, stale=True, doubtful=True)
        self._hearing.keep(address, held, as_of=int(said[0]), epoch=epoch)
        return held

    def _none(self, address: str) -> Held | None:
        """Valkey has no such page; a doubtful one may be the last of its kind."""
        with self._hearing.guard:
            held = self._memory.get(address)
            if held is not None and held.doubtful:
                return self._last_resort(address)
            self._memory.forget(address)
        return None

    def _last_resort(self, address: str) -> Held | None:
        held = self._memory.get(address)
        return Held(held.entry, stale=True, doubtful=True) if held else None

    def _tell(self, keys: list[str], how: int) -> int:
        about = [self._epoch(), self._hearing.channel, how, json.dumps(keys), FORGOTTEN_AFTER]
        number = int(self._script(PURGE, [], [*about, *keys]))
        self._hearing.learn(keys, number, how=how)
        return number

    def _bearing(self, keys: list[str], *, before: int | None = None) -> list[bytes]:
        """The pages that bear one of these keys; with ``before``, those that began before it are taken away."""
        found: list[bytes] = []
        pattern = _literally(self._page("")) + b"*"
        cursor = 0
        while True:
            cursor, names = self._ask(methodcaller("command", "SCAN", cursor, "MATCH", pattern, "COUNT", TOGETHER))
            if names:
                found += self._script(BEARING, names, [self._epoch(), before or "", *keys])
            if not cursor:
                return found

    def _script(self, text: str, keys: list[bytes], words: list[Any]) -> Any:
        return self._ask(lambda valkey: valkey.script(text, [*self._hearing.keys, *keys], words))

    def _epoch(self) -> bytes:
        if time.monotonic() >= self._hearing.linked_until:
            self._hearing.open()
        return self._hearing.epoch

    def _ask(self, do: Callable[[Asking], Any]) -> Any:
        """Ask Valkey, unless it is known not to answer: then nobody waits."""
        self._epoch()  # whoever comes first begins to listen
        asking = self._hearing.asking
        if asking is None or time.monotonic() >= self._hearing.linked_until:
            raise Unreachable("Valkey does not answer")
        try:
            return do(asking)
        except (ValkeyError, OSError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> Unreachable:
        if not isinstance(error, OutOfMemoryError):  # what is full can be believed
            self._hearing.doubt()
        return Unreachable(str(error))

    def _page(self, address: str) -> bytes:
        return self._prefix + b"page:" + address.encode("utf-8", "surrogatepass")


def _literally(name: bytes) -> bytes:
    """A name as it stands, where a pattern is expected."""
    return b"".join(b"\\" + bytes([one]) if one in b"\\*?[]^-" else bytes([one]) for one in name)
