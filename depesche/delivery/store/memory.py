"""Pages that a process has at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from depesche.delivery.store.interface import Held

FEW = 8  # pages with the same key, which is about them: an article and the feeds that have its text


class Memory:
    """Pages by address and by key, up to ``room`` bytes; the oldest make room for the newest.

    Whoever changes it holds a lock of their own; ``get`` needs none.
    """

    def __init__(self, room: int) -> None:
        self._pages: OrderedDict[str, Held] = OrderedDict()
        self._by_key: dict[str, set[str]] = {}
        self._room = room
        self.get = self._pages.get

    def __len__(self) -> int:
        return len(self._pages)

    def keep(self, address: str, held: Held) -> Held:
        """Have this page at hand from now on."""
        before = self._pages.get(address)
        if before is not None and before.entry.begun == held.entry.begun:
            held.wanted = held.wanted and before.wanted  # the same page, which somebody has tried to make anew
            held.asked, held.changed = before.asked, before.changed
        self.forget(address)
        self._pages[address] = held
        self._room -= held.entry.weight
        for key in held.entry.keys:
            self._by_key.setdefault(key, set()).add(address)
        while self._room < 0 and len(self._pages) > 1:
            self.forget(next(iter(self._pages)))
        return held

    def forget(self, address: str) -> None:
        """Have this page at hand no longer."""
        held = self._pages.pop(address, None)
        if held is None:
            return
        self._room += held.entry.weight
        for key in held.entry.keys:
            bearing = self._by_key[key]
            bearing.discard(address)
            if not bearing:
                del self._by_key[key]

    def purge(self, keys: Iterable[str], *, number: float, hard: bool) -> None:
        """Mark stale, or with ``hard`` forget, what bears one of these keys and began before the purge."""
        for key in keys:
            bearing = list(self._by_key.get(key, ()))
            for address in bearing:
                held = self._pages[address]
                if held.entry.begun >= number:
                    continue
                if hard:
                    self.forget(address)
                else:
                    held.stale = held.wanted = True
                    held.changed = held.changed or len(bearing) <= FEW

    def move(self, keys: Iterable[str], *, number: float) -> None:
        """Note of what bears one of these keys and began before that a figure in it has moved."""
        for key in keys:
            for address in self._by_key.get(key, ()):
                held = self._pages[address]
                held.moved = held.moved or held.entry.begun < number

    def doubt(self) -> None:
        """Nobody can say what was purged meanwhile."""
        for held in self._pages.values():
            held.doubtful = True

    def wanting(self, most: int) -> list[tuple[str, Held]]:
        """Pages to be made anew, those near the front page first."""
        found = [(address, held) for address, held in self._pages.items() if held.wanted or held.doubtful]
        return sorted(found, key=lambda one: (one[0].count("/"), len(one[0])))[:most]
