"""The hands of ``depesche press``: processes that render pages, keep them and copy them, each one at a time."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from depesche.cli.refusal import Refusal
from depesche.cli.words import _

if TYPE_CHECKING:
    from depesche.delivery.crawling import Visit
    from depesche.delivery.rendering import Renderer
    from depesche.delivery.store.entry import Entry

_TEXT = ("text/", "image/svg", "application/json")


class Worker(Protocol):
    """Somebody who can be sent to an address of the site."""

    def visit(self, address: str) -> Visit:
        """Make a page, or a copy of a file that pages show."""
        ...


class Hand:
    """Makes pages and copies in this process; with ``folder``, into a copy of the site there."""

    def __init__(self, folder: Path | None) -> None:
        from django.conf import settings

        from depesche.delivery.crawling import Links
        from depesche.delivery.mirror import Mirror
        from depesche.delivery.rendering import renderer

        self._renderer = renderer()
        self._make = _maker(self._renderer)
        self._links = Links(settings.BASE_URL)
        self._mirror = Mirror(folder) if folder else None

    def visit(self, address: str) -> Visit:
        """Make a page, or a copy of a file that pages show."""
        from depesche.delivery.crawling import FILES, Visit
        from depesche.delivery.mirror import NOT_FOUND

        if address.startswith(FILES):
            return Visit(address, missing=not self._copied(address), written=self._written())
        if address == NOT_FOUND:  # no page of the store, and no copy can be without it
            entry: Entry | None = self._renderer.render(address).entry(begun=0, made_at=0, stale_at=0)
        else:
            entry = self._make(address)
        if entry is None:
            return Visit(address)
        return Visit(
            address,
            entry.status,
            tuple(self._links.pages(address, entry)),
            tuple(self._links.files(address, entry)) if self._mirror else (),
            missing=not self._kept(address, entry),
            written=self._written(),
        )

    def _kept(self, address: str, entry: Entry) -> bool:
        """Copy a page; a link that leads nowhere is no part of the copy, and nothing is missing then."""
        from depesche.delivery.mirror import NOT_FOUND

        wanted = entry.status in (200, 301, 302) or address == NOT_FOUND
        return self._mirror is None or not wanted or self._mirror.add(address, entry)

    def _copied(self, path: str) -> bool:
        """Copy a file; what lies under a name of a picture never changes."""
        if self._mirror is None or (path.startswith("/media/") and self._mirror.has(path)):
            return True
        found = self._renderer.render(path)
        kind = dict(found.headers).get("content-type", "")
        return found.status == 200 and self._mirror.add_file(path, found.body, text=kind.startswith(_TEXT))

    def _written(self) -> tuple[str, ...]:
        return self._mirror.written() if self._mirror else ()


class Helper:
    """A hand in a process of its own, which ends when nobody speaks to it any more."""

    def __init__(self, folder: Path | None) -> None:
        from depesche.delivery.release import environment

        command = [sys.executable, "-P", "-m", "depesche", "press", "--hand"]
        command += ["--export", str(folder)] if folder else []
        self._process = subprocess.Popen(  # noqa: S603 - the command is our own
            command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def visit(self, address: str) -> Visit:
        """Let it make a page, or a copy of a file."""
        from depesche.delivery.crawling import Visit

        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(f"{json.dumps(address)}\n".encode())
            self._process.stdin.flush()
            said = self._process.stdout.readline()
        except BrokenPipeError:
            said = b""
        if not said:
            raise Refusal(_("A process that renders pages has ended; what it said last stands above. Run it again."))
        return Visit(**{name: _fixed(value) for name, value in json.loads(said).items()})

    def dismiss(self) -> None:
        """Let it finish the page in hand, and end."""
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):  # it has ended already, and what was said last is lost
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Staff:
    """Several who work at once; one alone works in this process."""

    def __init__(self, size: int, folder: Path | None) -> None:
        self._helpers = [Helper(folder) for _ in range(size)] if size > 1 else []
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        workers: Sequence[Worker] = self._helpers or [Hand(folder)]
        for one in workers:
            self._idle.put(one)
        self._threads = ThreadPoolExecutor(len(self._helpers)) if self._helpers else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for helper in self._helpers:
            helper.dismiss()

    def send(self, address: str) -> Future[Visit]:
        """Have an address visited by whoever is free."""
        if self._threads:
            return self._threads.submit(self._visit, address)
        done: Future[Visit] = Future()
        done.set_result(self._visit(address))
        return done

    def _visit(self, address: str) -> Visit:
        worker = self._idle.get()
        try:
            return worker.visit(address)
        finally:
            self._idle.put(worker)


def serve_as_hand(folder: Path | None) -> None:
    """Visit what is asked for, a line each, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when it is enough
    hand = Hand(folder)
    for line in sys.stdin.buffer:
        sys.stdout.write(f"{json.dumps(asdict(hand.visit(json.loads(line))))}\n")
        sys.stdout.flush()


def _maker(renderer: Renderer) -> Callable[[str], Entry | None]:
    """Makes a page unless it is there and nothing in it was purged, however long ago it was made."""
    from depesche.delivery.press import Press
    from depesche.delivery.store import store

    pages = store()
    press = Press(pages, renderer)

    def make(address: str) -> Entry | None:
        held = pages.get(address, now=0.0)
        if held is not None and not held.stale:
            return held.entry
        made = press.make(address)
        return made.entry if made else None

    return make


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
