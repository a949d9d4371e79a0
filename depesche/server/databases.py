"""The newsroom's database as its processes meet it: it may be away, and it may hang."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any
from urllib.parse import quote

from django.db import connections
from django.db.backends.signals import connection_created

_open: dict[int, Any] = {}  # the last connection that each thread has opened


def expect_one() -> None:
    """See to it that a database file which is away is not made anew: an empty one in its place is worse than none."""
    config: dict[str, Any] = connections.settings["default"]
    name = str(config["NAME"])
    if config["ENGINE"] == "django.db.backends.sqlite3" and not name.startswith(("file:", ":memory:")):
        config["NAME"] = f"file:{quote(name)}?mode=rw"


def watch() -> None:
    """Remember who has opened which connection, so that ``hang_up`` can end a call that hangs."""
    connection_created.connect(_note, dispatch_uid="depesche.server.databases")


def hang_up(thread: int) -> None:
    """End the call in which a thread waits for the database; it fails there as if the database had gone.

    A database that is stopped, or behind a network that drops everything,
    keeps its connection: no limit that is kept over there would help.
    """
    connection = _open.get(thread)
    if connection is None or connection.connection is None:
        return
    raw = connection.connection
    if connection.vendor == "sqlite":
        raw.interrupt()
    elif not raw.closed:
        with socket.socket(fileno=os.dup(raw.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def _note(*, connection: Any, **_kwargs: Any) -> None:
    _open[threading.get_ident()] = connection
