"""Varnish with its module xkey; docs/operating/caches.md shows the configuration that listens to this."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from depesche.net.services import Service

_TOGETHER = 50  # keys in one call, so that the header stays far below what Varnish takes


class Varnish:
    """``varnish://HOST:PORT``."""

    NAMES: ClassVar[tuple[str, ...]] = ("surrogate-key", "surrogate-control")
    LONGEST: ClassVar[int] = 32 * 1024  # what Varnish takes with the parameters that docs/operating/caches.md asks for

    def __init__(self, service: Service) -> None:
        self._service = service

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        """A soft purge keeps the pages for the time when the newsroom is away."""
        names = sorted(keys)
        for start in range(0, len(names), _TOGETHER):
            some = " ".join(names[start : start + _TOGETHER])
            self._service.call("PURGE", "/", {"xkey-purge" if hard else "xkey-softpurge": some})
