"""Caches of our own in front of the newsroom, each told in its own words what to purge."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from depesche.delivery.caches.networks import Bunny, Cloudflare, CloudFront, Fastly
from depesche.delivery.caches.varnish import Varnish
from depesche.net.services import Service


class Cache(Protocol):
    """A cache that keeps our pages by their surrogate keys.

    ``NAMES`` are the headers in which it reads them, and ``LONGEST`` how many
    bytes of keys it takes; of the rest it would know nothing.
    """

    NAMES: ClassVar[tuple[str, ...]]
    LONGEST: ClassVar[int]

    def __init__(self, service: Service) -> None: ...

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        """Forget all pages that bear one of these keys; raises OSError if it could not be told.

        ``hard``: never serve them again, not even while the newsroom is away.
        """


class UnknownCache(ValueError):
    """A setting names a kind of cache that is none of ours."""


KINDS: dict[str, type[Cache]] = {
    "varnish": Varnish,
    "fastly": Fastly,
    "cloudflare": Cloudflare,
    "bunny": Bunny,
    "cloudfront": CloudFront,
}


def kinds() -> tuple[str, ...]:
    """Of which kinds the caches of the settings are."""
    names = {address.partition(":")[0] for address in settings.CACHES_IN_FRONT}
    return tuple(sorted(names & KINDS.keys()))


def caches() -> dict[str, Cache]:
    """The caches of the settings, by a name that holds no secret."""
    return dict(opened(address) for address in settings.CACHES_IN_FRONT)


def opened(address: str) -> tuple[str, Cache]:
    """One cache of the settings; raises UnknownCache."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in KINDS and parts.hostname and parts.port != 0
    except ValueError:  # no address, or none with such a port
        known = False
    if not known:
        raise UnknownCache(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}", KINDS[parts.scheme](Service(parts))
