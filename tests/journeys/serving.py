"""What journeys share: a port to serve at, and text as a reader sees it."""

from __future__ import annotations

import re
import socket


def a_free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def settled(text: str) -> str:
    """Text with all kinds of space as one plain space."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
