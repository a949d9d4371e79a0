"""Several processes with threads on one database, of either kind: nothing is doubled, a killed one loses seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

READERS = 3_000
THREADS = 4

SET_UP = """
import os, sys, threading, time
from datetime import UTC, datetime
os.environ["DJANGO_SETTINGS_MODULE"] = "depesche.settings"
import django
django.setup()
from depesche.audience import actions, subjects
from depesche.audience.actions import View
from depesche.audience.counting import counting
from depesche.audience.models import Count, ShortLink, Visit
from depesche.audience.subjects import Place
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
subjects.register("thing", lambda names, at: {name: Place("/", name) for name in names if name == "quay"})
def view(reader):
    return View("thing", "quay", "view", NOON, f"v{reader}", f"n{reader}")
def in_threads(do):
    threads = [threading.Thread(target=do, args=(number,)) for number in range(THREADS)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
"""
MIGRATE = "from django.core.management import call_command; call_command('migrate', 'audience', verbosity=0)"
# Each process is told of every reader, so that only the database can say who counts them.
COUNT = """
counting.start()
print("ready", flush=True)
sys.stdin.readline()
in_threads(lambda number: [counting.note(view(reader)) for reader in range(number, READERS, THREADS)])
"""
# Readers come one after the other; each is said aloud, with the time, once it has been noted.
TALLY = """
counting.start()
for reader in range(1_000_000):
    counting.note(view(reader))
    print(time.monotonic(), flush=True)
    time.sleep(0.001)
"""
LINK = """
print("ready", flush=True)
sys.stdin.readline()
codes = set()
in_threads(lambda number: codes.add(actions.link_for(kind="thing", subject="quay", at=NOON).code))
print(*codes)
"""
TELL = 'print(Count.objects.total("thing", "quay"), Visit.objects.count(), ShortLink.objects.count())'


@pytest.fixture(params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with the tables of the audience."""
    embedded = request.param == "sqlite"
    address = f"sqlite:///{tmp_path / 'audience.sqlite3'}" if embedded else str(request.getfixturevalue("database"))
    subprocess.run(**_python(MIGRATE, address), check=True, timeout=120)
    return address


@contextmanager
def running(program: str, newsroom: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """So many processes that wait for a line; none outlives the context."""
    how = {**_python(program, newsroom), "stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    processes = [subprocess.Popen(**how) for _ in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def all_at_once(program: str, newsroom: str) -> list[str]:
    """What three processes say that begin at the same moment."""
    with running(program, newsroom, 3) as processes:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        said = [process.communicate(timeout=120)[0].strip() for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0]
        return said


def told(newsroom: str) -> list[int]:
    """The total of the one thing, the visits and the links, as the database has them."""
    done = subprocess.run(**_python(TELL, newsroom), check=True, timeout=60, stdout=subprocess.PIPE)
    return [int(number) for number in done.stdout.split()]


def test_what_all_processes_and_threads_have_seen_is_counted_once_and_nothing_is_lost_at_an_orderly_end(
    newsroom: str,
) -> None:
    all_at_once(COUNT, newsroom)
    assert told(newsroom)[:2] == [READERS, READERS]


def test_a_killed_process_loses_less_than_five_seconds_and_doubles_nothing(newsroom: str) -> None:
    with running(TALLY, newsroom, 1) as [victim]:
        assert victim.stdout is not None
        heard = [float(victim.stdout.readline())]
        while heard[-1] < heard[0] + 7:
            heard.append(float(victim.stdout.readline()))
        os.kill(victim.pid, signal.SIGKILL)
        heard += [float(line) for line in victim.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    total, visits, _links = told(newsroom)
    assert sum(at < heard[-1] - 5 for at in heard) <= total <= len(heard) + 1
    assert total > 0
    assert total == visits, "what is counted was noted in the same transaction"


def test_whoever_asks_at_the_same_time_gets_the_same_short_link(newsroom: str) -> None:
    said = all_at_once(LINK, newsroom)
    assert len(set(said)) == 1
    assert len(said[0].split()) == 1
    assert told(newsroom)[2] == 1


def _python(program: str, newsroom: str) -> dict[str, Any]:
    environment = {**os.environ, "DEPESCHE_DATABASE_URL": newsroom}
    head = f"READERS, THREADS = {READERS}, {THREADS}\n"
    return {"args": [sys.executable, "-c", head + SET_UP + program], "env": environment, "text": True}
