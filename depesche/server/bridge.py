"""From the web server's own interface (RSGI) to Django's (WSGI), for everything that is not answered from the store."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from depesche.delivery.calling import Answer, Application, call, path_info
from depesche.server import media
from depesche.server.rsgi import Channel, Scope

IN_MEMORY = 1024 * 1024  # bytes of a request that are kept without a file, and of an answer that is sent at once
PIECE = 64 * 1024


class TooLarge(ValueError):
    """The body of a request is longer than anything that the desk takes."""


class Bridge:
    """Hands requests as they are to a WSGI application, which runs in a few threads."""

    def __init__(self, application: Application, *, threads: ThreadPoolExecutor, most_bytes: int) -> None:
        self._application = application
        self._threads = threads
        self._most_bytes = most_bytes

    async def answer(self, scope: Scope, channel: Channel) -> None:
        """Let the application answer."""
        try:
            body = await self._received(channel)
        except TooLarge:
            channel.response_bytes(413, [("content-type", "text/plain; charset=utf-8")], b"Too large.\n")
            return
        with body:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, self._answer, environ(scope, body))
            try:
                await self._send(answer, channel)
            finally:
                await loop.run_in_executor(self._threads, answer.close)

    def _answer(self, request: dict[str, Any]) -> Answer:
        if not request["PATH_INFO"].startswith(media.FOLDER):
            return call(self._application, request)
        media.prepare(request)
        answer = call(self._application, request)
        media.complete(request, answer)
        return answer

    async def _received(self, channel: Channel) -> IO[bytes]:
        body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever gets it closes it
        async for piece in channel:
            body.write(piece)
            if body.tell() > self._most_bytes:
                body.close()
                raise TooLarge
        body.seek(0)
        return body

    async def _send(self, answer: Answer, channel: Channel) -> None:
        loop = asyncio.get_running_loop()
        pieces = iter(answer.pieces)
        first = await loop.run_in_executor(self._threads, _gathered, pieces)
        if len(first) < IN_MEMORY:
            channel.response_bytes(answer.status, answer.headers, first)
            return
        stream = channel.response_stream(answer.status, answer.headers)
        while first:
            await stream.send_bytes(first)
            first = await loop.run_in_executor(self._threads, _gathered, pieces)


def environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request in the words of PEP 3333."""
    address, _, port = scope.server.rpartition(":")
    length = body.seek(0, 2)
    body.seek(0)
    request = {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path_info(scope.path),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": address,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(length),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
    }
    request |= _headers(scope)
    if scope.authority and "HTTP_HOST" not in request:
        request["HTTP_HOST"] = scope.authority
    return request


def _headers(scope: Scope) -> dict[str, str]:
    variables: dict[str, str] = {}
    for name, value in scope.headers.items():
        # “X_Forwarded_For” would become the same variable as “X-Forwarded-For”, which a proxy vouches for.
        if "_" in name or name == "content-length":
            continue
        variable = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        before = variables.get(variable)
        variables[variable] = value if before is None else f"{before}{'; ' if name == 'cookie' else ','}{value}"
    return variables


def _gathered(pieces: Iterator[bytes]) -> bytes:
    """The next pieces together, up to what is sent at once."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= IN_MEMORY:
            break
    return bytes(gathered)
