"""What the rest of Depesche knows of a page store, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from depesche.delivery.store.entry import Entry

MEMORY = 64 * 1024 * 1024  # bytes of pages that each process keeps at hand
FREQUENT = 20.0  # readers a second, of a page that is in so many hands that it is made anew behind them
STEADY = 60.0  # seconds for which a page stays as it was made, however often a figure in it moves
UNKNOWN = -1  # in the place of a number, for a render that began while the store could not be asked


class Unreachable(OSError):
    """The store cannot be asked now.  Pages can be rendered all the same; purges have to be told again."""


class Held:
    """A page at hand; ``stale`` once something in it was purged.

    ``wanted`` from each purge until somebody begins to make the page ahead of its readers.
    ``moved`` once a figure in it has moved that nobody need wait for: it is served as it is.
    ``doubtful`` says that it cannot be told whether something was purged, or
    even withdrawn: such a page is for the case that no other can be had.
    ``changed`` says that it was purged for a key which few pages bear: it tells what has changed, others mention it.
    ``asked`` is how often readers of this process have been given it.
    ``version`` is a number that no other page in the same store ever has, or 0.
    ``prepared`` is room for whoever sends it: what is the same for each reader is made ready once.
    """

    __slots__ = ("asked", "changed", "doubtful", "entry", "moved", "prepared", "stale", "version", "wanted")

    def __init__(
        self, entry: Entry, *, stale: bool, doubtful: bool = False, moved: bool = False, version: int = 0
    ) -> None:
        self.entry = entry
        self.version = version
        self.stale = stale
        self.moved = moved
        self.wanted = stale
        self.doubtful = doubtful
        self.changed = False
        self.asked = 0
        self.prepared: dict[str, Any] = {}

    def fresh(self, now: float) -> bool:
        """Whether it can be served as it is, as far as is known."""
        return not self.stale and (self.entry.stale_at is None or now < self.entry.stale_at)

    def behind(self, now: float) -> bool:
        """Whether a figure in it has moved, and it was made long enough ago to be made anew for that."""
        return self.moved and now >= self.entry.made_at + STEADY

    def frequented(self, now: float) -> bool:
        """Whether readers follow each other so closely that most get it while a new one is made, whoever waits."""
        return self.asked >= FREQUENT * max(1.0, now - self.entry.made_at)


class Locks(Protocol):
    """One render of a page at a time."""

    def trying(self, name: str) -> AbstractContextManager[bool]:
        """Hold the lock of ``name`` if nobody else does; says whether it does.  It dies with its holder."""

    def close(self) -> None:
        """Give all back; doing it twice does no harm."""


class PageStore(Protocol):
    """Pages by their addresses, shared by all who open the same store; safe for threads.

    Purges have numbers that only grow.  A page is stale if one of its keys was
    purged after its render began.  What asks another machine raises Unreachable.
    """

    @property
    def near(self) -> bool:
        """Whether asking takes so little time that a server may wait for it with everything else."""

    @property
    def locks(self) -> Locks:
        """The locks of the pages."""

    @property
    def accepting(self) -> bool:
        """Whether pages of this release are kept; if not, what is stored is served as it is."""

    def number(self) -> int:
        """The number of the last purge, exactly; ask for it before a render begins."""

    def noticed(self) -> int:
        """The number up to which this process has noticed all purges: it costs nothing, and may be a moment behind."""

    def at_hand(self, address: str, *, now: float) -> Held | None:
        """The page if this process has it in memory and it is fresh: no lock, no call.  ``now`` is Unix time."""

    def get(self, address: str, *, now: float) -> Held | None:
        """The page for ``address``, fresh or stale, or None; never raises Unreachable.  ``now`` is Unix time."""

    def stale_at_hand(self, most: int) -> list[tuple[str, Held]]:
        """Pages that this process has in memory and that were purged: those near the front page first."""

    def put(self, address: str, entry: Entry) -> bool:
        """Keep a page in the place of none or of a stale one; says whether it did.

        It does not if something in the page was purged since its render began.
        """

    def hold(self, address: str, entry: Entry) -> bool:
        """Keep a page at hand in this process alone, because the store takes nothing; says whether it did."""

    def purge(self, keys: Collection[str], *, hard: bool = False) -> int:
        """Mark stale what these keys stand in, or with ``hard`` take it away at once; says the purge's number."""

    def move(self, keys: Collection[str], *, now: float) -> int:
        """Say that figures under these keys have moved: pages that bear one are ``moved``, and not stale.

        ``now`` is Unix time; says the number of this, which counts like that of a purge.
        """

    def addresses(self, keys: Iterable[str]) -> list[str]:
        """The pages that bear one of these keys."""

    def expire(self, *, now: float) -> None:
        """Take the files away that want to be made anew by ``now`` (Unix time)."""

    def remove(self, address: str) -> None:
        """Take one page away; never raises Unreachable."""

    def close(self) -> None:
        """Let go of everything; doing it twice does no harm."""
