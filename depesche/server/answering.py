"""Sending a stored page: the coding that the browser reads best, and nothing at all if it has the page already."""

from __future__ import annotations

from functools import lru_cache

from depesche.delivery.store.entry import Entry
from depesche.server.rsgi import Channel, Scope

CODINGS = ("br", "zstd", "gzip")  # the smallest first
_NOT_MODIFIED = ("cache-control", "content-location", "date", "etag", "expires", "vary", "cache-status")


def send(entry: Entry, scope: Scope, channel: Channel, *, state: str) -> None:
    """Answer a GET or HEAD with a stored page; ``state`` is said as Cache-Status (RFC 9211)."""
    accepted = scope.headers.get("accept-encoding") or ""
    coding = next((one for one in preferred(accepted) if one in entry.bodies), "identity")
    body = entry.bodies[coding]
    tag = f'"{entry.etag}"' if coding == "identity" else f'"{entry.etag}-{coding}"'
    headers = [
        *entry.headers,
        ("etag", tag),
        ("vary", "accept-encoding"),
        ("cache-control", "public, no-cache"),
        ("cache-status", f"depesche; {state}"),
    ]
    if _known(scope.headers.get("if-none-match"), entry.etag):
        channel.response_empty(304, [(name, value) for name, value in headers if name in _NOT_MODIFIED])
        return
    if coding != "identity":
        headers.append(("content-encoding", coding))
    headers.append(("content-length", str(len(body))))
    if scope.method == "HEAD":
        channel.response_empty(entry.status, headers)
    else:
        channel.response_bytes(entry.status, headers, body)


@lru_cache(1024)
def preferred(accepted: str) -> tuple[str, ...]:
    """The codings that a browser takes, its own preference first, then the smallest (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weights[name] = _weight(parameters)
    offered = {name: weights.get(name, weights.get("*", 0.0)) for name in CODINGS}
    plain = weights.get("identity", 0.0)
    taken = [name for name in CODINGS if offered[name] > 0 and offered[name] >= plain]
    return tuple(sorted(taken, key=lambda name: -offered[name]))


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _known(tags: str | None, etag: str) -> bool:
    """Whether the browser has these very bytes, in whatever coding it got them."""
    if not tags:
        return False
    if tags.strip() == "*":
        return True
    return any(tag.strip().removeprefix("W/").strip('"').split("-", 1)[0] == etag for tag in tags.split(","))
