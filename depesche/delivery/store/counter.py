"""The number of the last purge, which all processes of a machine see at once."""

from __future__ import annotations

import errno
import mmap
import os
from pathlib import Path

_WIDTH = 8


def open_kept(path: Path) -> tuple[int, bool]:
    """A file of the store, made if it is not there, and whether it can be written: a disk may be read-only."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o640), True
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES):
            raise
    return os.open(path, os.O_RDONLY), False


class Counter:
    """Eight bytes of a file that every process has in its memory: reading it costs no call of the system."""

    def __init__(self, path: Path) -> None:
        descriptor, self.writable = open_kept(path)
        try:
            if os.fstat(descriptor).st_size < _WIDTH:
                # Written and not only made longer: a disk that is full later must not fail where we write to memory.
                os.pwrite(descriptor, bytes(_WIDTH), 0)
            access = mmap.ACCESS_WRITE if self.writable else mmap.ACCESS_READ
            self._memory = mmap.mmap(descriptor, _WIDTH, access=access)
            # As one word of the machine, which is read and written whole.
            self._word = memoryview(self._memory).cast("Q")
        finally:
            os.close(descriptor)

    def read(self) -> int:
        """The number now."""
        return self._word[0]

    def write(self, number: int) -> None:
        """Tell all processes; whoever calls this holds the lock of the store's database."""
        self._word[0] = number

    def close(self) -> None:
        """Let go of the file."""
        self._word.release()
        self._memory.close()
