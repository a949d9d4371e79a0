"""The pages of several releases in one Valkey, in which a purge meets them all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager

from depesche.delivery.release import Release
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.interface import MEMORY, Held, Locks, PageStore


class Releases:
    """Where machines that share a Valkey keep the generations of their pages.

    Machines of the same release share its pages; while they are upgraded one
    after the other, neither release replaces pages of the other.  Since the
    numbers of purges are the same for all, a release that comes back finds its
    pages, and knows which of them are stale.
    """

    together = True

    def __init__(self, pages: PageStore) -> None:
        self._pages = pages

    def name(self, release: Release) -> str:
        """The same on each machine."""
        return release.digest[:12]

    def open(self, name: str, *, memory: int = MEMORY) -> PageStore:
        """The store of one generation; what is at hand of all has one memory."""
        return _Part(self._pages, name)

    def tidy(self, kept: Collection[str], *, served: str) -> None:
        """Other machines may serve the others yet; what nobody makes anew goes by itself within days."""


class _PartLocks:
    """The locks of the pages of one part."""

    def __init__(self, locks: Locks, name: str) -> None:
        self._locks = locks
        self._name = name
        self.close = locks.close

    def trying(self, name: str) -> AbstractContextManager[bool]:
        return self._locks.trying(self._name + name)


class _Part:
    """A page store in which the address of each page has a name before it."""

    def __init__(self, pages: PageStore, name: str) -> None:
        self._pages = pages
        self._name = name
        self.near = pages.near
        self.accepting = True
        self.locks: Locks = _PartLocks(pages.locks, name)
        self.number = pages.number
        self.noticed = pages.noticed
        self.purge = pages.purge
        self.move = pages.move
        self.expire = pages.expire
        self.close = pages.close

    def at_hand(self, address: str, *, now: float) -> Held | None:
        return self._pages.at_hand(self._name + address, now=now)

    def get(self, address: str, *, now: float) -> Held | None:
        return self._pages.get(self._name + address, now=now)

    def stale_at_hand(self, most: int) -> list[tuple[str, Held]]:
        return [(self._short(name), held) for name, held in self._pages.stale_at_hand(most) if self._has(name)]

    def put(self, address: str, entry: Entry) -> bool:
        return self._pages.put(self._name + address, entry)

    def hold(self, address: str, entry: Entry) -> bool:
        return self._pages.hold(self._name + address, entry)

    def addresses(self, keys: Iterable[str]) -> list[str]:
        return [self._short(name) for name in self._pages.addresses(keys) if self._has(name)]

    def remove(self, address: str) -> None:
        self._pages.remove(self._name + address)

    def _has(self, name: str) -> bool:
        return name.startswith(f"{self._name}/")

    def _short(self, name: str) -> str:
        return name.removeprefix(self._name)
