"""One render of a page at a time, on all machines."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from depesche.delivery.store.interface import Unreachable
from depesche.delivery.store.valkey.scripts import RELEASE
from depesche.delivery.store.valkey.server import Asking

# Longer than nearly all renders, and not renewed: whoever waits does so for a second and then renders themselves.
LASTING = 5_000  # milliseconds after which the lock of somebody who died is free
Ask = Callable[[Callable[[Asking], Any]], Any]


class ValkeyLocks:
    """A lock for each name; while Valkey cannot be asked, one among the threads of this process."""

    def __init__(self, ask: Ask, prefix: bytes) -> None:
        self._ask = ask
        self._prefix = prefix
        self._held: set[str] = set()
        self._guard = threading.Lock()

    @contextmanager
    def trying(self, name: str) -> Iterator[bool]:
        """Hold the lock of ``name`` if nobody else does; says whether it does."""
        with self._guard:
            if name in self._held:
                mine = False
            else:
                self._held.add(name)
                mine = True
        if not mine:
            yield False
            return
        try:
            with self._everywhere(name) as held:
                yield held
        finally:
            self._held.discard(name)

    def close(self) -> None:
        """Those that are held end by themselves."""

    @contextmanager
    def _everywhere(self, name: str) -> Iterator[bool]:
        key, token = self._prefix + name.encode("utf-8", "surrogatepass"), secrets.token_bytes(12)
        try:
            taken = self._ask(lambda valkey: valkey.command("SET", key, token, "NX", "PX", LASTING))
        except Unreachable:
            yield True
            return
        try:
            yield bool(taken)
        finally:
            if taken:
                with suppress(Unreachable):
                    self._ask(lambda valkey: valkey.script(RELEASE, [key], [token]))
