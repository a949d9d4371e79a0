"""From the web server's own interface (RSGI) to Django's (WSGI), for everything that is not answered from the store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import IO, Any

from depesche.delivery.calling import FILES_ONLY, Answer, Application, call, path_info
from depesche.server import media
from depesche.server.lanes import Busy, Lane, Lanes
from depesche.server.refusing import refuse
from depesche.server.rsgi import Channel, Scope

IN_MEMORY = 1024 * 1024  # bytes of a request that are kept without a file, and of an answer that is sent at once
PIECE = 64 * 1024


class TooLarge(ValueError):
    """The body of a request is longer than anything that the desk takes."""


class _NoFileError(LookupError):
    """There is no file of this name."""


class Bridge:
    """Hands requests as they are to a WSGI application, which runs in a few threads."""

    def __init__(self, application: Application, *, lanes: Lanes, most_bytes: int) -> None:
        self._application = application
        self._lanes = lanes
        self._most_bytes = most_bytes

    async def answer(self, scope: Scope, channel: Channel) -> int | None:
        """Let the application answer and say with which status; None if there was no room."""
        try:
            with await self._received(channel) as body:
                return await self._answered(environ(scope, body), channel)
        except TooLarge:
            channel.response_bytes(413, [("content-type", "text/plain; charset=utf-8")], b"Too large.\n")
        except Busy:
            refuse(scope, channel)
        return None

    async def _answered(self, request: dict[str, Any], channel: Channel) -> int:
        lane = self._lanes.of(request["PATH_INFO"])
        if lane is not self._lanes.files:
            return await self._sent(lane, partial(call, self._application, request), channel)
        try:
            return await self._sent(lane, partial(self._file, request), channel)
        except _NoFileError:  # it may have moved, which the newsroom knows
            return await self._sent(self._lanes.readers, partial(call, self._application, request), channel)

    async def _sent(self, lane: Lane, ask: Callable[[], Answer], channel: Channel) -> int:
        answer = await lane.run(ask)
        try:
            await self._send(lane, answer, channel)
        finally:
            await lane.go_on(answer.close)
        return answer.status

    def _file(self, request: dict[str, Any]) -> Answer:
        """A file that everybody may have, without a look at who asks or into the database."""
        asked = {name: value for name, value in request.items() if name != "HTTP_COOKIE"} | {FILES_ONLY: True}
        if not asked["PATH_INFO"].startswith(media.FOLDER):
            answer = call(self._application, asked)
        else:
            media.prepare(asked)
            answer = call(self._application, asked)
            media.complete(asked, answer)
        if answer.status == HTTPStatus.NOT_FOUND:
            answer.close()
            raise _NoFileError
        return answer

    async def _received(self, channel: Channel) -> IO[bytes]:
        body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever gets it closes it
        async for piece in channel:
            try:
                body.write(piece)
            except OSError as full:  # the disk takes no more
                body.close()
                raise Busy from full
            if body.tell() > self._most_bytes:
                body.close()
                raise TooLarge
        body.seek(0)
        return body

    async def _send(self, lane: Lane, answer: Answer, channel: Channel) -> None:
        answer.headers = _kept_by_nobody(answer.headers)
        pieces = iter(answer.pieces)
        first = await lane.go_on(_gathered, pieces)
        if len(first) < IN_MEMORY:
            channel.response_bytes(answer.status, answer.headers, first)
            return
        stream = channel.response_stream(answer.status, answer.headers)
        while first:
            await stream.send_bytes(first)
            first = await lane.go_on(_gathered, pieces)


def _kept_by_nobody(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What does not say that it may be kept is for whoever asked, now: a cache guesses otherwise (RFC 9111, 4.2.2)."""
    caching = [value for name, value in headers if name == "cache-control"]
    if caching and not any("no-store" in value for value in caching):
        return headers
    others = [(name, value) for name, value in headers if name not in ("cache-control", "expires")]
    return [*others, ("cache-control", "no-store")]


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
