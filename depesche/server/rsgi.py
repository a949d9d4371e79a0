"""What we use of RSGI 1.x, granian's own interface (https://github.com/emmett-framework/granian, docs/spec/RSGI.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol


class Headers(Protocol):
    """The headers of a request; names are in lower case."""

    def get(self, key: str) -> str | None:
        """The first value of a header."""

    def items(self) -> list[tuple[str, str]]:
        """All headers, those that are repeated as often as they come."""
        ...


class Scope(Protocol):
    """A request without its body.  ``path`` has no percent signs any more; ``client`` and ``server`` are host:port."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Headers


class Stream(Protocol):
    """An answer that is sent piece by piece."""

    async def send_bytes(self, data: bytes) -> None:
        """Send a piece; raises when the reader has gone."""


class Channel(Protocol):
    """The way back: the body of the request comes from it, the answer goes into it."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body of the request, piece by piece."""
        ...

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        """Answer without a body."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer at once."""

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Stream:
        """Begin an answer."""
        ...
