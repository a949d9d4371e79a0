"""Twenty people who write at the same moment into the embedded database, and a process beside them, meet no error."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.torture.checking import whole
from tests.torture.newsroom import Served, serving

pytestmark = pytest.mark.loopback
SECONDS = 10.0
READERS, EDITORS, COMERS = 12, 6, 2  # who write comments, copy articles at the desk, and sign in, which takes longest
EACH, ACCOUNTS = 5, 60  # comments that an account may write before a moderator looks first; accounts of each reader
DONE = {"comment": 303, "copy": 302, "sign-in": 302}
Write = Callable[[int, int], tuple[str, int]]


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """A newsroom with two processes that answer, and readers from networks of their own."""
    with serving(home, settings={"DEPESCHE_TRUSTED_PROXIES": "1"}) as newsroom:
        yield newsroom


def test_twenty_who_write_at_once_and_a_process_that_publishes_meet_no_error(served: Served) -> None:
    people = json.loads(served.run_inside("people.py", str(READERS * ACCOUNTS)))
    comment = commenting(served, people["name"], people["sessions"])
    copy = copying(served, people["number"], people["section"], served.session())
    writers = [comment] * READERS + [copy] * EDITORS + [signing_in(served)] * COMERS
    end = time.monotonic() + SECONDS
    with ThreadPoolExecutor(len(writers)) as threads:
        writing = [threads.submit(written, write, number, end) for number, write in enumerate(writers)]
        published = [f"Blatt {number}" for number in publishing(served, end)]
    answers = sum((one.result() for one in writing), Counter[tuple[str, int]]())
    assert set(answers) == set(DONE.items()), answers
    assert published
    with closing(sqlite3.connect(served.home / "newsroom.sqlite3")) as database:
        assert (
            kept(database, "SELECT count(*) FROM comments_comment WHERE text LIKE 'Wort %'") == answers["comment", 303]
        )
        assert (
            kept(database, "SELECT count(*) FROM wagtailcore_page WHERE title LIKE 'Kopie %'") == answers["copy", 302]
        )
        assert kept(database, "SELECT count(*) FROM wagtailcore_page WHERE live AND title LIKE 'Blatt %'") == len(
            published
        )
    whole(served)


def written(write: Write, number: int, end: float) -> Counter[tuple[str, int]]:
    """What one of them was answered, who writes until the end comes."""
    answers: Counter[tuple[str, int]] = Counter()
    for turn in count():
        if time.monotonic() > end:
            break
        answers[write(number, turn)] += 1
    return answers


def publishing(served: Served, end: float) -> Iterator[int]:
    """Publish one article after another from a process of its own."""
    for number in count():
        if time.monotonic() > end:
            break
        served.publish(f"Blatt {number}")
        yield number


def commenting(served: Served, name: str, sessions: list[str]) -> Write:
    """Write a comment, each few from another account."""

    def write(number: int, turn: int) -> tuple[str, int]:
        session = sessions[(number * ACCOUNTS + turn // EACH) % len(sessions)]
        said = {"words": f"Wort {number} zu {turn}: der Kai trägt.", "token": f"w{number}-{turn}"}
        network = f"10.1.{number}.{turn // EACH % 250}"
        return "comment", served.post(f"/-/discussion/article/{name}/write/", said, session, network)

    return write


def copying(served: Served, article: int, section: int, session: str) -> Write:
    """Copy an article at the desk."""

    def write(number: int, turn: int) -> tuple[str, int]:
        title, slug = f"Kopie {number}-{turn}", f"kopie-{number}-{turn}"
        fields = {"new_title": title, "new_slug": slug, "new_parent_page": str(section)}
        return "copy", served.post(f"/desk/pages/{article}/copy/", fields, session, "10.2.0.1")

    return write


def signing_in(served: Served) -> Write:
    """Sign in at the desk."""

    def write(number: int, turn: int) -> tuple[str, int]:
        return "sign-in", served.sign_in(x_forwarded_for=f"10.3.{number}.{turn % 250}")

    return write


def kept(database: sqlite3.Connection, question: str) -> int:
    """How many there are."""
    [(number,)] = database.execute(question)
    return int(number)
