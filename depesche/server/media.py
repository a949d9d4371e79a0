"""Pictures and recordings: what lies under a name never changes, so the name tells the bytes (RFC 9110, 13 and 14)."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from depesche.delivery.calling import Answer
from depesche.server.conditions import named

FOLDER = "/media/"


def prepare(request: dict[str, Any]) -> None:
    """Ask for a part only where a part helps: not for HEAD, and not if the reader has parts of something else."""
    parts_of = request.get("HTTP_IF_RANGE")
    if request["REQUEST_METHOD"] != "GET" or (parts_of is not None and parts_of != _tag(request["PATH_INFO"])):
        request.pop("HTTP_RANGE", None)


def complete(request: dict[str, Any], answer: Answer) -> None:
    """Name the bytes, and leave them out if the reader has them."""
    if answer.status not in (200, 206) or any(name == "etag" for name, _value in answer.headers):
        return
    tag = _tag(request["PATH_INFO"])
    answer.headers.append(("etag", tag))
    if named(request.get("HTTP_IF_NONE_MATCH"), tag):
        answer.close()
        answer.status, answer.pieces = 304, ()
        answer.headers = [(name, value) for name, value in answer.headers if name in ("etag", "cache-control", "vary")]


def _tag(path: str) -> str:
    return f'"{blake2b(path.encode(), digest_size=12).hexdigest()}"'
