"""Rendering a page for everybody: the request of a stranger who sends nothing but an address."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from depesche.delivery.collecting import collecting
from depesche.delivery.keys import everything
from depesche.delivery.store.entry import STORABLE

_ANEW = frozenset(("cache-control", "content-length", "date", "etag", "expires", "surrogate-key", "vary"))
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer of the application and the surrogate keys of what stands in it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    keys: frozenset[str]


class Renderer:
    """Asks the application for pages, always as the same stranger at the newsroom's own address."""

    def __init__(self, application: Application, base_url: str) -> None:
        self._application = application
        self._base = urlsplit(base_url)

    def render(self, address: str) -> Rendered:
        """The page at an address of the store; raises what the application raises."""
        path, _, query = address.partition("?")
        status, headers = 0, list[tuple[str, str]]()

        def start(line: str, fields: list[tuple[str, str]], _failure: Any = None) -> None:
            nonlocal status, headers
            status, headers = int(line.split(" ", 1)[0]), fields

        with collecting() as marks:
            answer = self._application(self._environ(path, query), start)
            try:
                body = b"".join(answer)
            finally:
                if hasattr(answer, "close"):
                    answer.close()
        named = next((value for name, value in headers if name.lower() == "surrogate-key"), "")
        return Rendered(
            status,
            _kept(headers),
            body,
            frozenset((everything(), *marks, *named.split())) if marks or named else frozenset(),
        )

    def _environ(self, path: str, query: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self._base.hostname or "localhost",
            "SERVER_PORT": str(self._base.port or (443 if self._base.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._base.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._base.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def _kept(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers without those that each answer gets anew."""
    return [(name.lower(), value) for name, value in headers if name.lower() not in _ANEW]


def failed(rendered: Rendered) -> bool:
    """Whether the answer is our own fault and no page at all."""
    return rendered.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def storable(rendered: Rendered) -> bool:
    """Whether the answer is a page that every reader may get: it says its keys, and nothing of one visitor."""
    names = {name.lower() for name, _value in rendered.headers}
    return rendered.status in STORABLE and bool(rendered.keys) and "set-cookie" not in names
