"""A storm of comments: ``python -m benchmarks.storm [SECONDS]``.

First the work of one page and one comment, in one process and without a
server, beneath an article with 10 comments and one with 10,000, by turns.
Then a hundred comments a second on the article with 10,000, over HTTP, while
readers go on asking for it at a steady pace: how long they wait before and
during the storm, and how often the page is made anew.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.pages import Archive
from benchmarks.readers import reading
from benchmarks.served import free_port, serving
from benchmarks.talking import WORDS, Discussion, Talker, environment, prepared

FEW, MANY = 10, 10_000
ROUNDS = 8
PER_SECOND, READERS_PER_SECOND = 100, 100
WRITERS, READERS = 16, 8
EACH = 5  # comments of an account in five minutes: with more of them, a moderator looks first


@dataclass
class Measured:
    """What writers saw: seconds of each answer, and those that were none."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """What readers saw; milliseconds."""

    answers: int
    failed: int
    p50: float
    p99: float
    versions: int


def main(seconds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="depesche-storm-") as folder:
        homes = {count: Path(folder) / str(count) for count in (FEW, MANY)}
        port = free_port()
        accounts = seconds * PER_SECOND // EACH + 400
        of = {count: prepared(home, port, accounts=accounts, comments=count) for count, home in homes.items()}
        _compare({count: (home, of[count]) for count, home in homes.items()}, port)
        _storm(homes[MANY], of[MANY], port, seconds)


def _compare(newsrooms: dict[int, tuple[Path, Discussion]], port: int) -> None:
    """The work of one process, by turns."""
    with ExitStack() as opened:
        archives = {
            count: opened.enter_context(Archive(_environment(home, port, of), "benchmarks.storm"))
            for count, (home, of) in newsrooms.items()
        }
        print(f"{'':<20}{'10 comments':>14}{'10,000':>10}{'ratio':>8}")
        for what in ("article", "discussion", "thread", "queue", "post"):
            rounds = [[statistics.median(one.ask(what)) for one in archives.values()] for _ in range(ROUNDS)]
            few, many = (statistics.median(one[side] for one in rounds) * 1000 for side in (0, 1))
            ratio = statistics.median(many / few for few, many in rounds)
            print(f"{what + ', ms':<20}{few:>14.1f}{many:>10.1f}{ratio:>8.2f}", flush=True)
        for what in ("queries", "bytes", "bytes to the end of the text"):
            few, many = (one.ask(what) for one in archives.values())
            print(f"{what:<20}{few:>14,}{many:>10,}", flush=True)


def _environment(home: Path, port: int, of: Discussion) -> dict[str, str]:
    return environment(home, port) | {"STORM_NAME": of.name, "STORM_PATH": of.path}


def _storm(home: Path, of: Discussion, port: int, seconds: int) -> None:
    with serving(home, port=port, TRUSTED_PROXIES="1"):
        with closing(Talker(port, of)) as first:
            for _ in range(20):
                first.read(of.path)
        before = _read(port, of, seconds=max(5, seconds // 3))
        written = Measured()
        writers = [threading.Thread(target=_write, args=(port, of, written, n, seconds)) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        during = _read(port, of, seconds=seconds)
        for writer in writers:
            writer.join()
        after = _read(port, of, seconds=5)
    print(f"{'readers':<20}{'answers':>10}{'p50 ms':>10}{'p99 ms':>10}{'failed':>8}{'versions of the page':>22}")
    for name, one in (("before", before), ("during", during), ("after", after)):
        print(f"{name:<20}{one.answers:>10,}{one.p50:>10.1f}{one.p99:>10.1f}{one.failed:>8}{one.versions:>22}")
    p50, p99 = (statistics.quantiles(written.seconds, n=100)[at] * 1000 for at in (49, 98))
    failed = len(written.failed)
    print(f"{'comments':<20}{len(written.seconds):>10,}{p50:>10.1f}{p99:>10.1f}{failed:>8}{'':>22} in {seconds} s")


def _read(port: int, of: Discussion, *, seconds: int) -> Read:
    """Ask for the article at a steady pace, in a process that has nothing else to do, and look for new versions."""
    versions = set()
    with (
        reading(port, [f"GET {of.path}"], per_second=READERS_PER_SECOND, connections=READERS) as seen,
        closing(Talker(port, of)) as watching,
    ):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            versions.add(watching.read(of.path)[0])
            time.sleep(0.05)
    answers = seen["answers"]
    failed = sum(count for name, count in answers.items() if name != "2xx")
    return Read(answers.get("2xx", 0), failed, seen["p50"], seen["p99"], len(versions))


def _write(port: int, of: Discussion, measured: Measured, number: int, seconds: int) -> None:
    talker = Talker(port, of)
    for count, due in enumerate(_pace(number, WRITERS, PER_SECOND, seconds)):
        account = (count // EACH) * WRITERS + number
        try:
            status, _name = talker.post(account, f"s{number}-{count}", f"{WORDS[count % len(WORDS)]} {number}-{count}")
        except (OSError, http.client.HTTPException) as error:
            measured.failed.append(repr(error))
            continue
        measured.seconds.append(time.monotonic() - due)
        if status != 303:
            measured.failed.append(str(status))


def _pace(number: int, clients: int, per_second: int, seconds: int) -> Iterator[float]:
    """The moments at which one of several clients is due."""
    start = time.monotonic() + number / per_second
    for step in range(seconds * per_second // clients):
        due = start + step * clients / per_second
        time.sleep(max(0.0, due - time.monotonic()))
        yield due


def answer() -> None:
    """Answer the questions of ``_compare`` about the newsroom of the environment."""
    import os

    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from depesche.delivery.store.entry import Entry

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STAFF_SECOND_FACTOR = False
    name, path = os.environ["STORM_NAME"], os.environ["STORM_PATH"]
    reader, questions = Client(), _questions(name, path)

    def article() -> Any:
        return reader.get(path)

    def compressed(body: bytes) -> int:
        text = [("content-type", "text/html")]
        made = Entry.of(status=200, headers=text, body=body, keys=frozenset({"x"}), begun=0, made_at=0.0, stale_at=None)
        return len(made.bodies["br"])

    for line in sys.stdin:
        asked = line.strip()
        if asked == "queries":
            article()
            with CaptureQueriesContext(connection) as queries:
                article()
            said: Any = len(queries)
        elif asked == "bytes":
            said = compressed(article().content)
        elif asked.startswith("bytes"):
            said = compressed(article().content.partition(b'<section class="talk"')[0])
        else:
            said = _timed(questions[asked])
        print(json.dumps(said), flush=True)


def _questions(name: str, path: str) -> dict[str, Callable[[], Any]]:
    from django.contrib.sessions.models import Session
    from django.test import Client

    from depesche.accounts.models import User
    from depesche.comments.models import Comment

    reader, writer, moderator = Client(), Client(), Client()
    moderator.force_login(User.objects.create_superuser("moderator@storm.example"))
    sessions = list(Session.objects.order_by("session_key").values_list("session_key", flat=True))[-200:]
    # One that both have, or the time would tell how many answers there are to be shown.
    thread = Comment.objects.filter(parent=None, size__gte=1).order_by("size").first()
    assert thread
    counter = iter(range(1_000_000))

    def post() -> Any:
        number = next(counter)
        writer.cookies["sessionid"] = sessions[number // EACH]
        said = {"words": f"{WORDS[number % len(WORDS)]} {number}", "token": f"b{number}"}
        sent = writer.post(
            f"/-/discussion/article/{name}/write/", said, headers={"X-Forwarded-For": f"10.9.{number // EACH}.1"}
        )
        assert sent.status_code == 303, sent.content
        return sent

    return {
        "article": lambda: reader.get(path),
        "discussion": lambda: reader.get(f"/de/discussion/article/{name}/helpful/"),
        "thread": lambda: reader.get(f"/de/discussion/article/{name}/{thread.public_id}/"),
        "queue": lambda: moderator.get("/desk/discussion/?queue=all"),
        "post": post,
    }


def _timed(call: Callable[[], Any]) -> list[float]:
    times = []
    for _ in range(12):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return times


if __name__ == "__main__":
    if "--answer" in sys.argv:
        answer()
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 60)
