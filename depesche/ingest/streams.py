"""Files that are read while somebody watches."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO


class Counted:
    """A stream that tells how far it was read."""

    def __init__(self, stream: BinaryIO, progress: Callable[[int], object]) -> None:
        self._stream, self._progress = stream, progress

    def read(self, size: int = -1) -> bytes:
        """Read on, and say how much it was."""
        data = self._stream.read(size)
        self._progress(len(data))
        return data
