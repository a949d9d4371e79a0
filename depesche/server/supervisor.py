"""Keeps the parts of a newsroom running, and stops them together.

Each part is a copy of the supervisor's own process (fork): what is in memory
when it begins is there once for all of them, and a part that died is back
without loading anything.  The supervisor itself does nothing with it: it has
no thread, no connection to a database and no request, because it must be the
last thing that fails.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

from depesche.server.lifeline import adopt_orphans, be_called, die_with_parent

_FORK = multiprocessing.get_context("fork")
_ASKED_TO_STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_SIGNALS = _ASKED_TO_STOP | {signal.SIGCHLD}


@dataclass(frozen=True)
class Part:
    """One process of the newsroom: its name in messages, and what it does until it is told to stop."""

    name: str
    work: Callable[[], object]


@dataclass(frozen=True)
class Patience:
    """How long the supervisor waits, in seconds.

    A part that dies within ``quick`` of its start died quickly; after ``tries``
    quick deaths in a row a newsroom that never was open stops, because a part
    that cannot start needs a person.  One that is open stays open, and the
    part is tried again and again: while the database is away nothing but the
    web server can live, and readers need no more.  ``longest`` bounds the
    growing pause before a new start, ``farewell`` is the time in which all
    parts must have stopped.
    """

    quick: float = 10.0
    tries: int = 5
    first: float = 0.2
    longest: float = 5.0
    farewell: float = 9.0


@dataclass
class _Running:
    part: Part
    process: ForkProcess | None = None
    started: float = 0.0
    quick_deaths: int = 0
    start_at: float = 0.0


@dataclass
class Supervisor:
    """Runs ``parts`` until it is told to stop or one of them cannot be kept alive.

    Parts start in the order given and stop in the opposite one.  ``say`` gets
    one line for people about each thing that happens; ``ready`` is asked until
    it answers yes, and then ``when_ready`` is called once.
    """

    parts: Sequence[Part]
    say: Callable[[str], None]
    patience: Patience = field(default_factory=Patience)
    ready: Callable[[], bool] = lambda: True
    when_ready: Callable[[], None] = lambda: None

    def run(self) -> int:
        """Run until the end; the exit code is 0 when asked to stop, 1 when a part could not be kept alive."""
        self._running = [_Running(part) for part in self.parts]
        self._announced = False
        # A collection of garbage would touch every object, and what is touched is a part's own and shared no more.
        gc.collect()
        gc.freeze()
        # Blocked signals wait in line until _wait asks for them: nothing interrupts half a step.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        adopt_orphans()
        try:
            return self._watch()
        finally:
            self._stop_all()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _watch(self) -> int:
        while True:
            for running in self._running:
                if not self._keep_alive(running):
                    return 1
            if not self._announced and self.ready():
                self._announced = True
                self.when_ready()
            if self._wait(self._pause()) in _ASKED_TO_STOP:
                self.say("Stopping …")
                return 0

    def _keep_alive(self, running: _Running) -> bool:
        """Start the part if it is due, note its death if it died; False when it died too often."""
        now = time.monotonic()
        if running.process is not None and running.process.exitcode is not None:
            return self._note_death(running, now)
        if running.process is None and now >= running.start_at:
            self._start(running, now)
        return True

    def _start(self, running: _Running, now: float) -> None:
        parent = os.getpid()

        def begin() -> None:
            os.setpgid(0, 0)  # so that what the part starts can be ended with it
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            die_with_parent(parent)
            be_called(running.part.name)
            gc.enable()
            running.part.work()

        running.process = _FORK.Process(target=begin, name=running.part.name)
        running.process.start()
        with contextlib.suppress(OSError):  # whoever comes first; the part may be over already
            os.setpgid(_pid(running.process), 0)
        running.started = now

    def _note_death(self, running: _Running, now: float) -> bool:
        process = running.process
        assert process is not None
        assert process.exitcode is not None
        _end_group(_pid(process))
        running.process = None
        quick = now - running.started < self.patience.quick
        running.quick_deaths = running.quick_deaths + 1 if quick else 0
        how = _how_it_ended(process.exitcode)
        if running.quick_deaths >= self.patience.tries and not self._announced:
            self.say(
                f"{running.part.name} {how}, {running.quick_deaths} times within seconds of its start. "
                "The newsroom stops; what it said last stands above."
            )
            return False
        pause = min(self.patience.first * 2 ** min(running.quick_deaths, 10), self.patience.longest)
        running.start_at = now + pause
        self.say(f"{running.part.name} {how}; it is started again.")
        return True

    def _pause(self) -> float:
        """Seconds until something of our own is due; a signal wakes us earlier."""
        now = time.monotonic()
        due = [running.start_at - now for running in self._running if running.process is None]
        if not self._announced:
            due.append(0.1)
        return max(0.0, min(due, default=3600.0))

    def _wait(self, seconds: float) -> int | None:
        happened = signal.sigtimedwait(_SIGNALS, seconds)
        _reap_adopted([running.process for running in self._running if running.process])
        return happened.si_signo if happened else None

    def _stop_all(self) -> None:
        alive = [running for running in self._running if running.process is not None]
        deadline = time.monotonic() + self.patience.farewell
        while alive:
            running = alive.pop()
            # Nobody may use up the time of those that stop after it.
            limit = (deadline - time.monotonic()) / (1 + len(alive) / 2)
            self._stop(running, max(0.0, limit))

    def _stop(self, running: _Running, limit: float) -> None:
        process, name = running.process, running.part.name
        assert process is not None
        process.terminate()
        if not _ends(process, limit):
            self.say(f"{name} did not stop in time and is ended.")
        _end_group(_pid(process))
        process.join()


def _ends(process: ForkProcess, limit: float) -> bool:
    """Whether the process ends within so many seconds; its own ``join`` asks a pipe that its children may hold."""
    deadline = time.monotonic() + limit
    while process.exitcode is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return process.exitcode is not None


def _pid(process: ForkProcess) -> int:
    assert process.pid is not None  # it has been started
    return process.pid


def _end_group(pid: int) -> None:
    """Kill what is left of the process group of a part."""
    with contextlib.suppress(ProcessLookupError):  # the usual case: nothing is left
        os.killpg(pid, signal.SIGKILL)


def _reap_adopted(parts: Sequence[ForkProcess]) -> None:
    """Take note of dead grandchildren, so that they do not stay in the process table."""
    ours = {process.pid for process in parts}
    while True:
        try:
            dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if dead is None or dead.si_pid in ours:
            return  # parts are noted by _keep_alive, which needs their exit code
        os.waitpid(dead.si_pid, 0)


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was killed ({signal.Signals(-code).name})"
    return f"ended with code {code}"
