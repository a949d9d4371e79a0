"""Requests as the web server hands them over, and what was answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Headers:
    def __init__(self, headers: list[tuple[str, str]]) -> None:
        self._headers = headers

    def get(self, key: str) -> str | None:
        return next((value for name, value in self._headers if name == key), None)

    def items(self) -> list[tuple[str, str]]:
        return self._headers


class Request:
    """A request, and the way back for its answer."""

    http_version, server, client, scheme, authority = "1.1", "127.0.0.1:8000", "127.0.0.1:40000", "http", None

    def __init__(self, target: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> None:
        self.path, _, self.query_string = target.partition("?")
        self.method = method
        fields = {"host": "127.0.0.1:8000"} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.headers: Any = Headers(list(fields.items()))
        self._body = body
        self.status = 0
        self.answered: dict[str, str] = {}
        self.body = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), 7_000):
            yield self._body[start : start + 7_000]

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.response_bytes(status, headers, b"")

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        assert not self.status, "answered twice"
        assert all(name == name.lower() for name, _value in headers)
        self.status, self.answered, self.body = status, dict(headers), body

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Any:
        self.response_bytes(status, headers, b"")
        return self

    async def send_bytes(self, data: bytes) -> None:
        self.body += data


def ask(front: Any, *requests: Request) -> list[Request]:
    """Hand in all requests at once and wait for all answers."""

    async def all_of_them() -> None:
        await asyncio.gather(*(front.__rsgi__(request, request) for request in requests))

    # In a thread of its own: a browser test before this one may have left a running loop in ours.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(all_of_them())).result()
    return list(requests)
