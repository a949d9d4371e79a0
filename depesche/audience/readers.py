"""Who asks: a reader of one of our pages, or somebody who does not count.

What a request says about its sender is looked at here and nowhere else, and
leaves as a hash that is salted with a secret of the day (``Mark``).
"""

from __future__ import annotations

import hmac
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from depesche.audience.models import Origin
from depesche.net import senders

_FETCHED_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_HOST = re.compile(r"(?=.{4,100}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)


class Mark(NamedTuple):
    """What is kept of a reader for a short while: hashes of reader and network, each for one subject alone."""

    visitor: str
    network: str


def counts(request: HttpRequest) -> bool:
    """Whether a person seems to look: no known program, and nothing that a browser fetches ahead."""
    if any("prefetch" in request.headers.get(name, "").lower() for name in _FETCHED_AHEAD):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not _is_program(agent[:500])


def asks_from_our_page(request: HttpRequest) -> bool:
    """Whether one of our own pages sent the request, as far as the browser says; one that says nothing did not."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    said = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    ours = urlsplit(settings.BASE_URL)
    return (said.scheme, said.netloc) == (ours.scheme, ours.netloc)


def asks_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that a page of another site sent the request; one that says nothing is not accused."""
    says = ("Sec-Fetch-Site", "Origin", "Referer")
    return any(request.headers.get(name) for name in says) and not asks_from_our_page(request)


def network(request: HttpRequest) -> str:
    """Where a request comes from, as one subscriber has it; for a hash that is salted, never to be kept."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return senders.network(senders.address(peer, forwarded, proxies=settings.TRUSTED_PROXIES))


def mark(request: HttpRequest, subject: str, salt: bytes) -> Mark:
    """The hashes of a request's sender for one subject."""
    place, agent = network(request), request.headers.get("User-Agent", "")
    return Mark(visitor=_hash(salt, "visitor", place, agent, subject), network=_hash(salt, "network", place, subject))


def origin(said: str) -> str:
    """The host that a reader came from, as it is counted; what is no host name is unknown."""
    host = said.lower().removeprefix("www.")
    if host == (urlsplit(settings.BASE_URL).netloc or "").removeprefix("www."):
        return Origin.OWN
    host = host.partition(":")[0]
    return host if _HOST.fullmatch(host) else Origin.UNKNOWN


def _hash(salt: bytes, *parts: str) -> str:
    return hmac.digest(salt, "\0".join(parts).encode(), "sha256")[:16].hex()


@lru_cache(2_000)
def _is_program(agent: str) -> bool:
    from crawleruseragents import is_crawler  # reads its list when it is loaded, which no start should wait for

    return bool(is_crawler(agent))
