"""Threads in which the newsroom works, apart for what must not wait for each other, and bounded.

Whoever comes when a lane is full is sent away at once: an answer that takes
so long that nobody waits for it is work for nothing, and keeps those waiting
who come after it.  After a publication hundreds of pages want to be made anew:
those that most readers ask for come first, and the others make room for them.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

T = TypeVar("T")
Wanted = Callable[[], int]
# Python runs one thread at a time; the others wait for the database, a file or a reader.
READERS, FILES, DESK, LOOKS, TALK, FIGURES = 4, 2, 2, 1, 2, 1
WAITING = 16  # requests that may wait in a lane; for readers this is about half a second of work
QUEUED = 1.0  # seconds after which a request that has not begun is given up
PATIENT = 10.0  # ... in the desk, where somebody sits who has written something
DEADLINE = 5.0  # seconds that a reader's request may take
FOR_FILES = ("/static/", "/media/")
FOR_DESK = ("/desk/",)
FOR_LOOKS = ("/-/seen",)
FOR_FIGURES = ("/-/figures/",)
FOR_TALK = ("/-/discussion/", "/-/comment/", "/account/")
CROWD = 1000  # looks that may wait: a page from the store is looked at by many more than can be rendered for


class Busy(Exception):
    """There is no room now; in a moment there may be."""


class Lane:
    """A few threads, and a bounded number of those who wait for one.

    With a ``deadline``, ``hang_up`` is called with the thread of whatever
    takes longer: it has to see to it that this ends.  An ``ordered`` lane does
    first what is wanted most.
    """

    def __init__(
        self,
        name: str,
        threads: int,
        *,
        waiting: int = WAITING,
        queued: float = QUEUED,
        deadline: float | None = None,
        hang_up: Callable[[int], None] = lambda _thread: None,
        ordered: bool = False,
    ) -> None:
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = threads
        self._room = waiting
        self._waiting: list[_Turn] = []
        self._queued = queued
        self._deadline = deadline
        self._hang_up = hang_up
        self._ordered = ordered

    async def run(self, work: Callable[..., T], *arguments: object, wanted: Wanted = lambda: 1) -> T:
        """What ``work`` answers in one of the threads; raises Busy if none is free in time.

        ``wanted`` says how many ask for it by now.
        """
        turn = _Turn(wanted)
        await self._let_in(turn)
        try:
            return await self._run(turn, work, arguments)
        finally:
            self._leave()

    async def go_on(self, work: Callable[..., T], *arguments: object) -> T:
        """The next step of something that was let in before."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)

    async def _let_in(self, turn: _Turn) -> None:
        if self._free:
            self._free -= 1
            return
        if len(self._waiting) >= self._room:
            self._send_away(wanted=turn.wanted())
        turn.begins = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await asyncio.wait({turn.begins}, timeout=self._queued)
        except asyncio.CancelledError:
            if turn.begins.done() and turn.begins.result():
                self._leave()
            raise
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)
                turn.begins.set_result(False)
        if not turn.begins.result():
            raise Busy

    def _send_away(self, *, wanted: int) -> None:
        """Make room by sending somebody away for whose page fewer ask; raises Busy if there is none."""
        least = min(self._waiting, key=_most, default=None) if self._ordered else None
        if least is None or least.wanted() >= wanted:
            raise Busy
        self._waiting.remove(least)
        least.begins.set_result(False)

    def _leave(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        turn = max(self._waiting, key=_most) if self._ordered else self._waiting[0]
        self._waiting.remove(turn)
        turn.begins.set_result(True)

    async def _run(self, turn: _Turn, work: Callable[..., T], arguments: tuple[object, ...]) -> T:
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self.threads, turn.take, work, arguments)
        if self._deadline is None:
            return await done
        watch = loop.call_later(self._deadline, self._end, turn)
        try:
            return await done
        finally:
            watch.cancel()

    def _end(self, turn: _Turn) -> None:
        if (thread := turn.thread) is not None:
            self._hang_up(thread)


class _Turn:
    """One piece of work: how many want it, whether it may begin, and the thread in which it is done."""

    begins: asyncio.Future[bool]

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.thread: int | None = None

    def take(self, work: Callable[..., T], arguments: tuple[object, ...]) -> T:
        self.thread = threading.get_ident()
        try:
            return work(*arguments)
        finally:
            self.thread = None


def _most(turn: _Turn) -> int:
    return turn.wanted()


class Lanes:
    """The lanes of one web process: pages and questions of readers, files, the desk, those who
    take part, looks that are counted, and figures of pages that are open.

    Files need no database, so they go out while everything else waits for one.
    The desk has threads of its own, so that it works however many readers come, and so have those who write
    comments and sign in: a storm of words must keep no page from being made.  A look costs next to nothing
    and asks no database; sent away, it would be missing from the counts of the very piece that everybody reads.
    Figures are asked for as often and missed by nobody: they have a thread of their own, so that no page waits for
    them and no look is lost behind their question to the database; whoever comes when it is full is sent away.
    """

    def __init__(self, *, hang_up: Callable[[int], None] = lambda _thread: None) -> None:
        self.readers = Lane("readers", READERS, deadline=DEADLINE, hang_up=hang_up, ordered=True)
        self.files = Lane("files", FILES)
        self.desk = Lane("desk", DESK, queued=PATIENT)
        self.talk = Lane("talk", TALK, queued=PATIENT)
        self.figures = Lane("figures", FIGURES, deadline=DEADLINE, hang_up=hang_up)
        self.looks = Lane("looks", LOOKS, waiting=CROWD, queued=PATIENT, deadline=DEADLINE, hang_up=hang_up)

    def of(self, path: str) -> Lane:
        """The lane for a path."""
        if path.startswith(FOR_FILES):
            return self.files
        if path.startswith(FOR_LOOKS):
            return self.looks
        if path.startswith(FOR_FIGURES):
            return self.figures
        if path.startswith(FOR_TALK):
            return self.talk
        return self.desk if path.startswith(FOR_DESK) else self.readers

    def __iter__(self) -> Iterator[Lane]:
        return iter((self.readers, self.files, self.desk, self.talk, self.looks, self.figures))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        for lane in self:
            lane.threads.shutdown()
