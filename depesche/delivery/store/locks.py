"""One render of a page at a time, across threads and processes."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from depesche.delivery.store.counter import open_kept


class FileLocks:
    """A lock for each name, which the kernel gives back when its process dies.

    Each name is one byte of a file that stays empty (POSIX record locks), so
    there is nothing to clean up.  Such locks belong to processes: among the
    threads of one process, a set of names does the same, and on a disk that is
    read-only this is all there is.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor, self._shared = open_kept(path)
        self._held: set[int] = set()
        self._guard = threading.Lock()

    @contextmanager
    def trying(self, name: str) -> Iterator[bool]:
        """Hold the lock of ``name`` if nobody else does; says whether it does."""
        place = int.from_bytes(blake2b(name.encode(), digest_size=7).digest(), "big")
        held = self._take(place)
        try:
            yield held
        finally:
            if held:
                self._give(place)

    def close(self) -> None:
        """Give all back; doing it twice does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1

    def _take(self, place: int) -> bool:
        with self._guard:
            if place in self._held:
                return False
            try:
                if self._shared:
                    fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except BlockingIOError:
                return False
            self._held.add(place)
            return True

    def _give(self, place: int) -> None:
        with self._guard:
            if self._shared:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, place)
            self._held.discard(place)
