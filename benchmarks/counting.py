"""Whether readers are counted exactly: ``python -m benchmarks.counting [VIEWS]``.

100,000 readers, each with an address of their own, look at articles of a served
newsroom over 32 connections.  Whoever gets an answer is written down with the
time.  In the middle all processes of the web server are killed (kill -9), and
started again by the supervisor; who got no answer then asks again.  At the end
the newsroom is told to stop, and what it counted is compared with what was
written down: nobody may be lost who was answered more than five seconds before
the kill, nobody counted twice, and hours, days and totals must agree.

``python -m benchmarks.counting [VIEWS] forged`` says of as many things that they
were looked at which there are not: that must leave no row and take no memory.
Ends with 1 if any of this does not hold.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import sample
from benchmarks.pages import loaded
from benchmarks.readers import BROWSER, answered
from benchmarks.served import Served, copied, kill, serving

VIEWS, CONNECTIONS, SUBJECTS, PROCESSES = 100_000, 32, 50, 2
MOST_LOST = 5.0  # seconds
MOST_GROWN = 10.0  # MB
WARM = 5.0  # seconds until new processes have begun and hold what they always do
AGAIN_AFTER = 0.05  # seconds until somebody who got no answer asks again


@dataclass
class Tally:
    """What was answered, and when the web server was killed; times of the monotonic clock."""

    subjects: list[str]
    answered: dict[int, float]
    unanswered: int = 0
    killed_at: float = 0.0
    took: float = 0.0

    def subject(self, reader: int) -> str:
        """What a reader looks at."""
        return self.subjects[reader % len(self.subjects)]


@dataclass
class Inventions(Tally):
    """Looks at things that there are not, each at another."""

    def subject(self, reader: int) -> str:
        """A name as a piece could have it."""
        return "".join("23456789abcdefgh"[reader >> 4 * place & 15] for place in range(12))


@dataclass(frozen=True)
class Result:
    """What was counted of it."""

    counted: int
    doubled: int  # views beyond one for each reader
    lost: int  # readers who were answered and not counted
    lost_before: float  # seconds before the kill in which the first of them was answered
    agree: bool  # whether hours, days and totals of every subject are the same, and those of the visits

    @property
    def exact(self) -> bool:
        """Whether it is what the documentation promises."""
        return self.agree and self.doubled == 0 and self.lost_before <= MOST_LOST


def main(views: int) -> int:
    """Measure and print; 1 if anything does not hold."""
    with copied(loaded(1_000)) as home:
        tally = Tally(subjects(home), {})
        viewed(home, tally, views)
        result = compared(home, tally)
    print(f"{len(tally.answered):,} views answered in {tally.took:.0f} s over {CONNECTIONS} connections,")
    print(f"{tally.unanswered} requests without an answer when the web server was killed, asked again;")
    print(
        f"counted {result.counted:,}, doubled {result.doubled}, lost {result.lost}, the first of them answered "
        f"{result.lost_before:.1f} s before the kill; hours, days and totals {'agree' if result.agree else 'differ'}"
    )
    print("exact" if result.exact else "this is not exact")
    return 0 if result.exact else 1


def forged(looks: int) -> int:
    """Measure and print what so many looks at things leave that there are not; 1 if it is anything."""
    with copied(loaded(1_000)) as home:
        before, tally = _rows(home), Inventions([], {})
        grown = viewed(home, tally, looks)
        left = _rows(home) - before
    print(f"{len(tally.answered):,} looks at things that there are not, answered in {tally.took:.0f} s;")
    print(f"rows left: {left}; the web server has grown by {grown:.1f} MB since it was killed in the middle")
    return 0 if left == 0 and grown < MOST_GROWN else 1


def viewed(home: Path, tally: Tally, views: int) -> float:
    """Serve the newsroom to so many readers, and say by how many MB its web server grew in the second half.

    It has stopped in order when this returns.
    """
    with serving(home, "--workers", str(PROCESSES), TRUSTED_PROXIES="1") as served:
        began = time.monotonic()
        with ThreadPoolExecutor(1) as thread:  # that of the caller may have the loop of a browser
            stood = thread.submit(asyncio.run, _all(served, tally, views)).result()
        tally.took = time.monotonic() - began
        return _memory(served) - stood


def subjects(home: Path) -> list[str]:
    with sqlite3.connect(home / "newsroom.sqlite3") as rows:
        found = rows.execute("SELECT public_id FROM newsroom_teaser ORDER BY public_id LIMIT ?", [SUBJECTS])
        return [name for (name,) in found]


def _rows(home: Path) -> int:
    with sqlite3.connect(home / "newsroom.sqlite3") as rows:
        counts = [f"(SELECT count(*) FROM audience_{table})" for table in ("count", "visit", "quota", "origin")]
        return int(rows.execute(f"SELECT {' + '.join(counts)}").fetchone()[0])


def _memory(served: Served) -> float:
    """What the processes that answer hold by themselves, in MB."""
    return sample(served).parts["web server"]


def compared(home: Path, tally: Tally) -> Result:
    """What the database says about the readers who were answered."""
    with sqlite3.connect(home / "newsroom.sqlite3") as rows:
        sums: dict[str, Counter[str]] = {"h": Counter(), "d": Counter(), "t": Counter()}
        for period, subject, number in rows.execute("SELECT period, subject, number FROM audience_count"):
            sums[period][subject] += number
        visits = {token for (token,) in rows.execute("SELECT token FROM audience_visit")}
        salts = [salt for (salt,) in rows.execute("SELECT secret FROM audience_salt")]
    counted = sums["t"].total()
    lost = [at for reader, at in tally.answered.items() if not visits & _tokens(reader, tally.subject(reader), salts)]
    return Result(
        counted=counted,
        doubled=counted - len(visits),
        lost=len(lost),
        lost_before=tally.killed_at - min(lost, default=tally.killed_at),
        agree=sums["h"] == sums["d"] == sums["t"] and counted <= len(tally.answered),
    )


async def _all(served: Served, tally: Tally, views: int) -> float:
    """What the web server held a moment after it was killed, in MB."""
    readers = iter(range(views))
    killer = asyncio.create_task(_kill_in_the_middle(served, tally, views))
    await asyncio.gather(*(_connection(served.port, readers, tally) for _ in range(CONNECTIONS)))
    return await killer


async def _kill_in_the_middle(served: Served, tally: Tally, views: int) -> float:
    while len(tally.answered) < views // 2:
        await asyncio.sleep(0.01)
    kill(served.part("web server"))
    tally.killed_at = time.monotonic()
    await asyncio.sleep(WARM)
    return _memory(served)


async def _connection(port: int, readers: Iterator[int], tally: Tally) -> None:
    """Let one reader after the other look; who gets no answer asks again over a new connection."""
    waiting: int | None = None
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                while (one := next(readers, None) if waiting is None else waiting) is not None:
                    waiting = one
                    writer.write(_request(port, one, tally.subject(one)))
                    if await answered(reader) != 204:
                        raise SystemExit("a view was not answered as it should be")
                    tally.answered[one] = time.monotonic()
                    waiting = None
                return
            finally:
                writer.close()
        except (OSError, asyncio.IncompleteReadError):
            tally.unanswered += waiting is not None
            await asyncio.sleep(AGAIN_AFTER)


def _request(port: int, reader: int, subject: str) -> bytes:
    said = f"article:{subject}"
    return (
        f"POST /-/seen HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: {BROWSER}\r\nSec-Fetch-Site: same-origin\r\n"
        f"X-Forwarded-For: {_address(reader)}\r\nX-Forwarded-Proto: http\r\nContent-Length: {len(said)}\r\n\r\n{said}"
    ).encode()


def _address(reader: int) -> str:
    return f"10.{reader >> 16}.{reader >> 8 & 255}.{reader & 255}"


def _tokens(reader: int, subject: str, salts: list[bytes]) -> set[str]:
    """What the newsroom remembers of a reader on each of the days (docs/adr/0008)."""
    said = "\0".join(("visitor", _address(reader), BROWSER, f"view:article:{subject}")).encode()
    return {hmac.digest(salt, said, hashlib.sha256)[:16].hex() for salt in salts}


if __name__ == "__main__":
    number = int(next(filter(str.isdigit, sys.argv[1:]), VIEWS))
    sys.exit((forged if "forged" in sys.argv else main)(number))
