"""Calling the newsroom as a WSGI application (PEP 3333)."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.util import FileWrapper

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FILES_ONLY = "depesche.files_only"  # in the environment: answer with a file, or that there is none, without more ado


@dataclass(slots=True)
class Answer:
    """What the application said: status and headers (names in lower case) at once, the body piece by piece."""

    status: int
    headers: list[tuple[str, str]]
    pieces: Iterable[bytes]

    def close(self) -> None:
        """Let go of what the body comes from."""
        if hasattr(self.pieces, "close"):
            self.pieces.close()


def call(application: Application, request: dict[str, Any]) -> Answer:
    """Ask the application; ``request`` is the environment as far as it differs from a stranger's GET."""
    answer = Answer(500, [], ())

    def start(line: str, headers: list[tuple[str, str]], _failure: Any = None) -> None:
        answer.status = int(line.split(" ", 1)[0])
        answer.headers = [(name.lower(), value) for name, value in headers]

    answer.pieces = application(_STRANGER | {"wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr} | request, start)
    return answer


def path_info(path: str) -> str:
    """A path without percent signs, as PEP 3333 wants it: each byte a character."""
    return path.encode().decode("latin-1")


_STRANGER: dict[str, Any] = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "QUERY_STRING": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.file_wrapper": FileWrapper,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
