"""What reading a stranger's file may take."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = 2 << 30  # bytes beyond what the process has when it begins
_OWN_SIZE = Path("/proc/self/statm")


@contextmanager
def limited_memory() -> Iterator[None]:
    """Let this process take only so much more memory; what needs more raises MemoryError."""
    if not _OWN_SIZE.exists():  # no Linux; there the reader's own limits must do
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = int(_OWN_SIZE.read_text().split()[0]) * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
