"""The one error of everything that reads a file from elsewhere."""

from __future__ import annotations


class Malformed(ValueError):
    """A source cannot be read any further.

    ``str(error)`` is one plain sentence that a desk can act on; ``line`` is the
    line of the source at which reading stopped, counted from 1, or 0 where the
    source has no lines.  What was yielded before the error is complete and good.
    """

    def __init__(self, sentence: str, *, line: int = 0) -> None:
        super().__init__(f"Line {line}: {sentence}" if line else sentence)
        self.line = line
