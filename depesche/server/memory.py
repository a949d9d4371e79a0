"""Taking no more memory than is needed."""

from __future__ import annotations

import ctypes
import sys

from django.conf import settings

# Of glibc (mallopt(3)); other libraries of the system know no such order, and need none.
_TRIM_THRESHOLD, _ARENA_MAX = -1, -8


def be_thrifty() -> None:
    """Give back what is free, and keep one store of memory for all threads: Python runs one of them at a time.

    By default each thread has a store of its own, and what a page was rendered with stays in it.  Call this
    before there are threads; parts that begin later do as their parent does.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_TRIM_THRESHOLD, 128 * 1024)


def leave_out_drivers() -> None:
    """Do not load the driver of PostgreSQL beside another database; to be called before the apps are loaded.

    Libraries load it wherever it is installed, to be prepared: ten megabytes, and a tenth of a second at each start.
    """
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]  # what is None cannot be imported
