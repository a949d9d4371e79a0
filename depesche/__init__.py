"""Depesche, a self-hosted newsroom: write, verify, publish, broadcast and discuss the news."""

import sys

try:
    # SQLite before 3.51.3 can corrupt a database in WAL mode (the WAL-reset bug), and the
    # standard library links whatever the system has.  The patched build must stand in its
    # place before anything imports Django's SQLite backend.
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
except ImportError:  # pragma: no cover - not Linux: a system check names the remedy
    pass

__version__ = "0.1.0"
