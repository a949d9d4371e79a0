"""Threads in which the newsroom works, apart for what must not wait for each other, and bounded.

Whoever comes when a lane is full is sent away at once: an answer that takes
so long that nobody waits for it is work for nothing, and keeps those waiting
who come after it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

T = TypeVar("T")
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
    takes longer: it has to see to it that this ends.
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
    ) -> None:
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._inside = 0
        self._queued = queued
        self._deadline = deadline
        self._hang_up = hang_up

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """What ``work`` answers in one of the threads; raises Busy if none is free in time."""
        if self._inside >= self._room:
            raise Busy
        self._inside += 1
        try:
            return await self._run(_Turn(self._queued), work, arguments)
        finally:
            self._inside -= 1

    async def go_on(self, work: Callable[..., T], *arguments: object) -> T:
        """The next step of something that was let in before."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)

    async def _run(self, turn: _Turn, work: Callable[..., T], arguments: tuple[object, ...]) -> T:
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self.threads, turn.take, work, arguments)
        if self._deadline is None:
            return await done
        watch = loop.call_later(self._queued + self._deadline, self._end, turn)
        try:
            return await done
        finally:
            watch.cancel()

    def _end(self, turn: _Turn) -> None:
        if (thread := turn.thread) is not None:
            self._hang_up(thread)


class _Turn:
    """One piece of work: how long it may wait, and the thread in which it is done."""

    def __init__(self, queued: float) -> None:
        self._until = time.monotonic() + queued
        self.thread: int | None = None

    def take(self, work: Callable[..., T], arguments: tuple[object, ...]) -> T:
        if time.monotonic() > self._until:
            raise Busy
        self.thread = threading.get_ident()
        try:
            return work(*arguments)
        finally:
            self.thread = None


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
        self.readers = Lane("readers", READERS, deadline=DEADLINE, hang_up=hang_up)
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
