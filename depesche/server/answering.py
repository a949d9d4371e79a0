"""Sending a stored page: the coding that the browser reads best, and nothing at all if it has the page already."""

from __future__ import annotations

from functools import lru_cache

from depesche.delivery.rendering import FOR_CACHES
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.interface import Held
from depesche.server.conditions import dated, has_it
from depesche.server.rsgi import Channel, Scope

CODINGS = ("br", "zstd", "gzip")  # the smallest first
SHARED, PRIVATE = "public, no-cache", "no-store"
HIT, STALE = "hit", "hit; stale"
_NOT_MODIFIED = FOR_CACHES | {"cache-control", "content-location", "date", "etag", "expires", "vary", "cache-status"}
_HOW_LONG = ("surrogate-control", "cdn-cache-control")
Headers = list[tuple[str, str]]


def send_hit(held: Held, scope: Scope, channel: Channel) -> bool:
    """Answer a plain GET with a page at hand, with next to no work; says whether it was one."""
    headers = scope.headers
    if scope.method != "GET" or headers.get("if-none-match") is not None:
        return False
    coding = _coding(held.entry, headers.get("accept-encoding") or "")
    prepared: tuple[int, Headers, bytes] | None = held.prepared.get(coding)
    if prepared is None:
        if dated(held.entry) is not None:  # such as a feed, which may be asked for by time
            return False
        prepared = (held.entry.status, headers_of(held.entry, coding, state=HIT), held.entry.bodies[coding])
        held.prepared[coding] = prepared
    channel.response_bytes(*prepared)
    return True


def send(
    entry: Entry, scope: Scope, channel: Channel, *, state: str, caching: str = SHARED, lasting: bool = True
) -> None:
    """Answer a GET or HEAD with a page; ``state`` is said as Cache-Status (RFC 9211).

    Only what is ``lasting`` may be kept by our own caches in front: it is fresh, and a purge would reach it.
    """
    coding = _coding(entry, scope.headers.get("accept-encoding") or "")
    headers = headers_of(entry, coding, state=state, caching=caching)
    if not lasting:
        headers = _passing(headers)
    if entry.status == 200 and has_it(scope, entry):
        channel.response_empty(304, [(name, value) for name, value in headers if name in _NOT_MODIFIED])
    elif scope.method == "HEAD":
        channel.response_empty(entry.status, headers)
    else:
        channel.response_bytes(entry.status, headers, entry.bodies[coding])


def _passing(headers: Headers) -> Headers:
    """The same for an answer that no cache of ours may keep.

    That has to be said: where a 304 is silent, a cache goes by what the page said that it has (RFC 9111, 4.3.4).
    """
    kept = [(name, value) for name, value in headers if name not in FOR_CACHES]
    return kept + [(name, "no-store") for name, _ in headers if name in _HOW_LONG]


def headers_of(entry: Entry, coding: str, *, state: str, caching: str = SHARED) -> Headers:
    """All headers of an answer with this page in this coding."""
    body = entry.bodies[coding]
    headers = [
        *entry.headers,
        # What has no mark of its version cannot be asked about again, so a browser need not keep it.
        ("cache-control", caching if entry.status == 200 else PRIVATE),
        ("cache-status", f"depesche; {state}"),
        ("content-length", str(len(body))),
    ]
    if entry.status == 200:
        tag = f'"{entry.etag}"' if coding == "identity" else f'"{entry.etag}-{coding}"'
        headers += [("etag", tag), ("vary", "accept-encoding")]
    elif len(entry.bodies) > 1:
        headers.append(("vary", "accept-encoding"))
    if coding != "identity":
        headers.append(("content-encoding", coding))
    return headers


_LONGEST = 500  # characters; what browsers send is shorter, and what is remembered must stay small


def preferred(accepted: str) -> tuple[str, ...]:
    """The codings that a browser takes, its own preference first, then the smallest (RFC 9110, 12.5.3)."""
    return _preferred(accepted) if len(accepted) <= _LONGEST else ()


@lru_cache(1024)
def _preferred(accepted: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weights[name] = _weight(parameters)
    offered = {name: weights.get(name, weights.get("*", 0.0)) for name in CODINGS}
    plain = weights.get("identity", 0.0)
    taken = [name for name in CODINGS if offered[name] > 0 and offered[name] >= plain]
    return tuple(sorted(taken, key=lambda name: -offered[name]))


def _coding(entry: Entry, accepted: str) -> str:
    for coding in preferred(accepted):
        if coding in entry.bodies:
            return coding
    return "identity"


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0
