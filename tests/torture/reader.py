"""A reader who wants to see everything: each address of the site over HTTP, with its pictures and styles."""

from __future__ import annotations

import http.client
import re
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from depesche.delivery.crawling import Links, Visit, crawl
from depesche.delivery.store.entry import Entry

PERSISTENT = 60.0  # seconds that somebody tries again whose connection is refused or broken off
Got = tuple[int, str]  # status, and what the bytes are
_CLOCK = re.compile(rb'<time id="clock".*?</time>')  # a page that is made anew says the minute in which it was


@dataclass
class Seen:
    """What a reader got: each address with its status and bytes, how long it took, and what went wrong on the way."""

    answers: dict[str, Got] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)  # what was said of where an answer came from, how often
    seconds: list[float] = field(default_factory=list)
    broken_off: int = 0  # connections that ended before an answer; a browser asks again, and so do we

    @property
    def pages(self) -> dict[str, Got]:
        """What could be read: pages and files, and where the door leads to."""
        return {address: got for address, got in self.answers.items() if got[0] in (200, 302)}

    def slowest(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Reader:
    """Reads a site at a port of the loopback."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.seen = Seen()

    def read_everything(self) -> Seen:
        """Crawl the site from its map and its door on."""
        self.seen = Seen()
        links = Links(f"http://127.0.0.1:{self._port}")
        files: set[str] = set()
        for visit, _known in crawl(lambda address: _done(self._visit(links, address)), at_once=1):
            files |= set(visit.files)
        for file in sorted(files):
            self._got(file)
        return self.seen

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _visit(self, links: Links, address: str) -> Visit:
        status, headers, body = self._got(address)
        if status not in (200, 301, 302):
            return Visit(address)
        entry = Entry(status, tuple(headers), {"identity": body}, "", frozenset(), 0, 0)
        return Visit(address, status, tuple(links.pages(address, entry)), tuple(links.files(address, entry)))

    def _got(self, address: str) -> tuple[int, list[tuple[str, str]], bytes]:
        last = time.monotonic() + PERSISTENT
        while time.monotonic() < last:
            began = time.monotonic()
            try:
                self._connection.request("GET", quote(address, safe="/?=&%"))
                answer = self._connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                self.seen.broken_off += 1
                time.sleep(0.05)
                continue
            self.seen.seconds.append(time.monotonic() - began)
            headers = [(name.lower(), value) for name, value in answer.getheaders()]
            state = dict(headers).get("cache-status", "no page")
            self.seen.states[state] = self.seen.states.get(state, 0) + 1
            self.seen.answers[address] = (answer.status, sha256(_CLOCK.sub(b"", body)).hexdigest())
            return answer.status, headers, body
        self.seen.answers[address] = (0, "")
        return 0, [], b""


def _done(visit: Visit) -> Future[Visit]:
    future: Future[Visit] = Future()
    future.set_result(visit)
    return future
