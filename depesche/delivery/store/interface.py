"""What a page store can do, whatever it keeps its pages in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from depesche.delivery.store.embedded import Held
from depesche.delivery.store.entry import Entry


class Locks(Protocol):
    """One render of a page at a time."""

    def trying(self, name: str) -> AbstractContextManager[bool]:
        """Hold the lock of ``name`` if nobody else does; says whether it does."""
        ...


class PageStore(Protocol):
    """Pages by their addresses; EmbeddedStore says what each of these means."""

    @property
    def locks(self) -> Locks:
        """The locks of the pages."""
        ...

    @property
    def accepting(self) -> bool:
        """Whether pages of this release are kept; if not, what is stored is served as it is."""
        ...

    def number(self) -> int:
        """The number of the last purge; ask for it before a render begins."""
        ...

    def at_hand(self, address: str, *, now: float) -> Held | None:
        """The page if it is in memory and fresh."""
        ...

    def get(self, address: str, *, now: float) -> Held | None:
        """The stored page, fresh or stale, or None."""
        ...

    def stale_at_hand(self, most: int) -> list[tuple[str, Held]]:
        """Pages in memory that were purged."""
        ...

    def put(self, address: str, entry: Entry) -> bool:
        """Keep a page; says whether it did."""
        ...

    def purge(self, keys: Collection[str], *, hard: bool = False) -> int:
        """Mark stale, or take away, what bears one of these keys."""
        ...

    def addresses(self, keys: Iterable[str]) -> list[str]:
        """The pages that bear one of these keys."""
        ...

    def expire(self, *, now: float) -> None:
        """Let go of what wants to be made anew."""

    def remove(self, address: str) -> None:
        """Take one page away."""

    def close(self) -> None:
        """Let go of the files."""
