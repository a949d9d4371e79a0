"""The stored pages of a newsroom through the change of its releases.

Each release keeps its pages by themselves, so that a bad one replaces
nothing.  A process renders with the release that it runs; if readers get the
pages of another one, what it makes is not kept.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from depesche.delivery.release import Release
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.interface import MEMORY, UNKNOWN, Held, Locks, PageStore
from depesche.delivery.store.register import Generation, Register, State

logger = logging.getLogger(__name__)
_ASIDE = 2 * 1024 * 1024  # bytes of memory for pages that are served only if a new one cannot be made
_SPAN = 1 << 56  # numbers of purges; what lies above says which state of the register it was


class Places(Protocol):
    """Where generations are kept."""

    @property
    def together(self) -> bool:
        """Whether a purge of one generation meets them all."""

    def name(self, release: Release) -> str:
        """The name of a new generation of this release."""

    def open(self, name: str, *, memory: int = MEMORY) -> PageStore:
        """The store of one generation."""

    def tidy(self, kept: Collection[str], *, served: str) -> None:
        """Remove all others."""


@dataclass(frozen=True, slots=True)
class _Serving:
    """What readers get, as one look at the register found it."""

    changes: int
    name: str
    store: PageStore
    below: PageStore | None  # has the last good page where ``store`` has none yet
    accepting: bool


class Generations:
    """A page store like any other: the served generation, and behind it the one before."""

    def __init__(self, register: Register, places: Places, release: Release, *, memory: int = MEMORY) -> None:
        self.register = register
        self.release = release
        self._places = places
        self._memory = memory
        self._opened: dict[tuple[str, int], PageStore] = {}
        self._guard = threading.Lock()
        if register.read().served is None:
            self.change(lambda state: state if state.served else State(served=self.generation()))
        self._look()

    def generation(self) -> Generation:
        """A new and empty generation of this release."""
        return Generation(self._places.name(self.release), self.release)

    def change(self, how: Callable[[State], State]) -> State:
        """Change what readers get; all processes follow with their next request."""
        state = self.register.change(how)
        assert state.served is not None
        self._places.tidy([one.name for one in state.kept], served=state.served.name)
        return state

    @property
    def accepting(self) -> bool:
        """Whether readers get pages of this release, so that it may replace them."""
        return self._now().accepting

    @property
    def near(self) -> bool:
        """Whether asking takes next to no time."""
        return self._now().store.near

    @property
    def locks(self) -> Locks:
        """The locks of the pages."""
        return self._now().store.locks

    def number(self) -> int:
        """The number of the last purge; no two generations have the same numbers."""
        serving = self._now()
        return serving.changes * _SPAN + serving.store.number()

    def noticed(self) -> int:
        """The number up to which this process has noticed all purges."""
        serving = self._now()
        return serving.changes * _SPAN + serving.store.noticed()

    def at_hand(self, address: str, *, now: float) -> Held | None:
        """The page if it is in memory and fresh."""
        serving = self._now()
        return serving.store.at_hand(address, now=now if serving.accepting else 0.0)

    def get(self, address: str, *, now: float) -> Held | None:
        """The page that readers get, or the last good one of the generation before, as a stale one.

        Pages of a release that does not run can only be served as they are,
        so they do not age; what was purged in them is stale all the same.
        """
        serving = self._now()
        held = serving.store.get(address, now=now if serving.accepting else 0.0)
        if held is None and serving.below is not None:
            last = serving.below.get(address, now=0.0)
            return Held(last.entry, stale=True, doubtful=last.doubtful) if last else None
        return held

    def stale_at_hand(self, most: int) -> list[tuple[str, Held]]:
        """Pages in memory that were purged and can be made anew."""
        serving = self._now()
        return serving.store.stale_at_hand(most) if serving.accepting else []

    def put(self, address: str, entry: Entry) -> bool:
        """Keep a page, if readers get those of this release, and did when its render began."""
        serving = self._now()
        mine = self._numbered(entry, serving)
        return serving.store.put(address, mine) if mine else False

    def hold(self, address: str, entry: Entry) -> bool:
        """Keep such a page at hand in this process alone."""
        serving = self._now()
        mine = self._numbered(entry, serving)
        return serving.store.hold(address, mine) if mine else False

    def purge(self, keys: Collection[str], *, hard: bool = False) -> int:
        """Purge all generations that may yet be served, those that readers do not get first.

        So nothing comes back that was purged since.  One that begins meanwhile
        is found by the second look; who renders for it after that sees the change.
        """
        done: set[str] = set()
        while rest := [one for one in self._names() if one not in done]:
            for name in rest:
                self._purge(name, keys, hard=hard)
                done.add(name)
        return self.number()

    def move(self, keys: Collection[str], *, now: float) -> int:
        """Say that figures have moved, in the pages that readers get; those before are not made anew."""
        serving = self._now()
        return serving.changes * _SPAN + serving.store.move(keys, now=now)

    def addresses(self, keys: Iterable[str]) -> list[str]:
        """The pages that bear one of these keys, wherever readers may have them from."""
        serving, names = self._now(), [*keys]
        stores = [serving.store] if serving.below is None else [serving.store, serving.below]
        return list(dict.fromkeys(address for store in stores for address in store.addresses(names)))

    def expire(self, *, now: float) -> None:
        """Let go of what wants to be made anew, if it can be."""
        serving = self._now()
        if serving.accepting:
            serving.store.expire(now=now)

    def remove(self, address: str) -> None:
        """Take one page away; the generation before keeps one that nobody has purged, for the way back."""
        serving = self._now()
        serving.store.remove(address)
        last = serving.below.get(address, now=0.0) if serving.below else None
        if serving.below and last and last.stale:
            serving.below.remove(address)

    def close(self) -> None:
        """Let go of the files."""
        for store in self._opened.values():
            store.close()
        self.register.close()

    def _now(self) -> _Serving:
        if self._seen != self.register.number():
            self._look()
        return self._serving

    def _look(self) -> None:
        """See what the register says by now."""
        with self._guard:
            number = self.register.number()
            state = self.register.read()
            if state.served is not None:  # it is if the folder was removed while it was in use
                mine = state.served.release.digest == self.release.digest
                below = self._open(state.before.name, memory=_ASIDE) if state.before and mine else None
                pages = self._open(state.served.name)
                self._serving = _Serving(state.changes, state.served.name, pages, below, accepting=mine)
            self._seen = number

    def _numbered(self, entry: Entry, serving: _Serving) -> Entry | None:
        """The page with the number of the generation itself, if that is the one for which its render began."""
        if entry.begun == UNKNOWN:
            return entry if serving.accepting else None
        changes, begun = divmod(entry.begun, _SPAN)
        return replace(entry, begun=begun) if serving.accepting and changes == serving.changes else None

    def _open(self, name: str, *, memory: int = 0) -> PageStore:
        memory = memory or self._memory
        if (name, memory) not in self._opened:
            self._opened[name, memory] = self._places.open(name, memory=memory)
        return self._opened[name, memory]

    def _names(self) -> list[str]:
        """All that may yet be served, and what this process has at hand in any case."""
        if self._places.together:
            return [self._now().name]
        names = [one.name for one in self.register.read().kept]
        serving = self._now().name
        return names if serving in names else [*names, serving]

    def _purge(self, name: str, keys: Collection[str], *, hard: bool) -> None:
        """Purge one generation; one that readers do not get and that cannot be purged is given up."""
        try:
            with self._guard:
                store = self._opened.get((name, self._memory)) or self._open(name, memory=_ASIDE)
            store.purge(keys, hard=hard)
        except (OSError, sqlite3.Error):
            if name == self._now().name:
                raise
            logger.exception("An earlier generation of pages could not be purged, so nobody can go back to it")
            self.change(lambda state: _without(state, name))


def _without(state: State, name: str) -> State:
    """The state without a generation, unless readers have begun to get it meanwhile."""
    if state.waiting and state.waiting.name == name:
        return replace(state, waiting=None, trying=False, faults=())
    return replace(state, before=None) if state.before and state.before.name == name else state
