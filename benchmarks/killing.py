"""Killing web processes while readers write: ``python -m benchmarks.killing [KILLS]``.

Readers send comments from several clients at once, each with the word of its
form, and again until they are acknowledged.  Meanwhile the processes that
answer them are killed (SIGKILL) at random moments.  At the end the newsroom
must hold every acknowledged comment, under the name that was acknowledged, and
none twice; and its counts must be those that counting finds.
"""

from __future__ import annotations

import http.client
import random
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.served import Served, free_port, serving
from benchmarks.served import kill as kill_at_once
from benchmarks.talking import WORDS, Discussion, Talker, prepared

_PAUSE = 0.1  # seconds between two comments of a client
_PATIENCE = 60.0  # seconds in which a newsroom that was killed has to be back
CLIENTS, EACH = 4, 5  # comments of an account in five minutes: with more of them, a moderator looks first


@dataclass
class Log:
    """What clients have sent, and what was acknowledged: the word of the form and the name of the comment."""

    sent: set[str] = field(default_factory=set)
    acknowledged: dict[str, str] = field(default_factory=dict)
    again: int = 0  # times that an answer was lost
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """What became of it."""

    kills: int
    acknowledged: int
    again: int
    lost: int
    doubled: int
    miscounted: int
    wrong: list[str]

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or miscounted."""
        return not (self.lost or self.doubled or self.miscounted or self.wrong)


def kill(kills: int, folder: Path) -> Verdict:
    """Let readers write into a newsroom in ``folder`` while its web processes are killed so many times."""
    port = free_port()
    of = prepared(folder / "home", port, accounts=max(60, kills * 48))
    log, stop = Log(), threading.Event()
    with serving(folder / "home", port=port, TRUSTED_PROXIES="1") as served:
        clients = [threading.Thread(target=_write, args=(port, of, log, stop, number)) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            done = _kill_some(served, kills, log)
        finally:
            stop.set()
            for client in clients:
                client.join()
    return _compare(folder / "home" / "newsroom.sqlite3", of.name, log, done)


def _kill_some(served: Served, kills: int, log: Log) -> int:
    """Kill one web process, or all, at random moments, but only after something new was acknowledged."""
    draw, done, deadline = random.Random(), 0, time.monotonic() + 120 + kills * 60
    while done < kills and time.monotonic() < deadline:
        before = len(log.acknowledged)
        while len(log.acknowledged) == before and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(draw.uniform(0, 0.4))
        web = served.part("web server")
        kill_at_once(web if draw.random() < 0.2 else draw.sample(web, min(1, len(web))))
        done += bool(web)
    return done


def _write(port: int, of: Discussion, log: Log, stop: threading.Event, number: int) -> None:
    """Write one comment after the other; one whose answer is lost is sent again with the same word."""
    count = 0
    with closing(Talker(port, of)) as talker:
        while not stop.is_set() and (account := (count // EACH) * CLIENTS + number) < len(of.sessions):
            _write_one(talker, account, f"k{number}-{count}", log)
            count += 1
            time.sleep(_PAUSE)


def _write_one(talker: Talker, account: int, token: str, log: Log) -> None:
    log.sent.add(token)
    deadline = time.monotonic() + _PATIENCE
    while not _acknowledged(talker, account, token, log):
        if time.monotonic() > deadline:
            log.wrong.append(f"{token}: no answer")
            return
        log.again += 1
        time.sleep(0.05)


def _acknowledged(talker: Talker, account: int, token: str, log: Log) -> bool:
    try:
        status, name = talker.post(account, token, f"{WORDS[len(token) % len(WORDS)]}\n\n{token}")
    except (OSError, http.client.HTTPException):
        return False
    if status == 303:
        log.acknowledged[token] = name
    elif status < 500:
        log.wrong.append(f"{token}: {status}")
    return status < 500


def _compare(database: Path, name: str, log: Log, kills: int) -> Verdict:
    with closing(sqlite3.connect(database)) as rows:
        stored: dict[str, list[str]] = {}
        # Readers have another discussion behind them, or all that they write would wait.
        [(discussion, number)] = rows.execute("SELECT id, number FROM comments_discussion WHERE name = ?", [name])
        here = "FROM comments_comment WHERE discussion_id = ?"
        for token, comment in rows.execute(f"SELECT token, public_id {here}", [discussion]):
            stored.setdefault(token.rpartition(":")[2], []).append(comment)
        [(public,)] = rows.execute(f"SELECT count(*) {here} AND state = 'public'", [discussion])
    return Verdict(
        kills=kills,
        acknowledged=len(log.acknowledged),
        again=log.again,
        lost=sum(name not in stored.get(token, ()) for token, name in log.acknowledged.items()),
        doubled=sum(len(names) - 1 for names in stored.values()) + len(stored.keys() - log.sent),
        miscounted=abs(number - public),
        wrong=log.wrong,
    )


def main(kills: int) -> None:
    """Kill, compare, print."""
    with tempfile.TemporaryDirectory(prefix="depesche-killing-") as folder:
        verdict = kill(kills, Path(folder))
    print(f"{verdict.kills} kills, {verdict.acknowledged} comments acknowledged, {verdict.again} times sent again")
    print(f"lost {verdict.lost}, doubled {verdict.doubled}, miscounted {verdict.miscounted}", *verdict.wrong)
    sys.exit(not verdict.holds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 200)
