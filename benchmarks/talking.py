"""A newsroom with a discussion and readers who are signed in: what storms and kills begin with.

``python -m benchmarks.talking ACCOUNTS COMMENTS`` fills the newsroom that the
environment names, and prints where the discussion is and whose sessions there are.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
WORDS = (
    "Das Gutachten liegt seit Wochen im Rathaus. Warum erfährt man davon erst jetzt, und warum aus der Zeitung?",
    "Ich arbeite am Kai. *Jeder* dort weiß, dass die Pfähle aus den Sechzigern sind.\n\nWas kostet die Sperrung?",
    "> Wer heute überrascht tut, hat nicht hingesehen.\n\nHingesehen haben viele, gehandelt hat niemand.",
    "Drei Dinge fehlen mir:\n\n- der Zeitplan\n- die Kosten\n- ein Wort zu den Betrieben am Kai",
    "Gibt es das Gutachten vollständig? Auf https://stadt.example/gutachten steht nur die Zusammenfassung.",
    "Sachlich geschrieben, danke.",
)
_FIRST = 1_000_000  # numbers of comments that none of those written meanwhile has
_SECRET = "0123456789abcdefghijklmnopqrstuv"  # noqa: S105 - of a form; cookie and field say the same


@dataclass(frozen=True)
class Discussion:
    """Where one can talk: the article, its discussion, and the sessions of those who are signed in."""

    name: str
    path: str
    sessions: tuple[str, ...]


class Talker:
    """Somebody with a browser that sends forms, each reader from an address of their own."""

    def __init__(self, port: int, of: Discussion) -> None:
        self._port, self._of = port, of
        self._connection: http.client.HTTPConnection | None = None

    def post(self, number: int, token: str, words: str) -> tuple[int, str]:
        """Send a comment as reader ``number``; the status and, if it was taken, its public id."""
        body = urlencode({"words": words, "token": token, "csrfmiddlewaretoken": _SECRET})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self._of.sessions[number]}; csrftoken={_SECRET}",
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            "Sec-Fetch-Site": "same-origin",
        }
        answer = self._ask("POST", f"/-/discussion/article/{self._of.name}/write/", body, headers)
        return answer.status, (answer.getheader("Location") or "").strip("/").rpartition("/")[2]

    def read(self, path: str) -> tuple[str, str]:
        """The ETag of a page and where it came from."""
        answer = self._ask("GET", path, None, {"Accept-Encoding": "br"})
        return answer.getheader("ETag") or "", answer.getheader("Cache-Status") or ""

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """One answer, read to its end; raises OSError or HTTPException, after which the next one connects anew."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return answer


def prepared(home: Path, port: int, *, accounts: int, comments: int = 0) -> Discussion:
    """A newsroom in ``home``, made by a process of its own."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "depesche.env").touch()
    command = [sys.executable, "-m", "benchmarks.talking", str(accounts), str(comments)]
    said = subprocess.run(command, env=environment(home, port), stdout=subprocess.PIPE, check=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    return Discussion(found["name"], found["path"], tuple(found["sessions"]))


def environment(home: Path, port: int) -> dict[str, str]:
    """What names the newsroom; its readers come through a web server that says who they are."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}
    return ours | {
        "DEPESCHE_HOME": str(home.resolve()),
        "DEPESCHE_BASE_URL": f"http://127.0.0.1:{port}",
        "DEPESCHE_SECRET_KEY": "a-key-that-serves-a-measurement-and-nothing-else",
        "DEPESCHE_TRUSTED_PROXIES": "1",
        "DEPESCHE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
    }


def main(accounts: int, comments: int) -> None:
    """Fill the newsroom of the environment."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from depesche.comments import actions
    from depesche.newsroom import actions as newsroom
    from depesche.newsroom.models import Article, Section

    call_command("migrate", verbosity=0)
    at = timezone.now() - timedelta(days=1)
    edition = newsroom.open_edition(code="de", name="Bote", language="de", time_zone="Europe/Berlin", by=None, at=at)
    section = Section(title="Hafen", slug="hafen")
    newsroom.add_page(page=section, under=edition, by=None, publish_at=at)
    body = [{"type": "paragraph", "value": f"<p>{' '.join(WORDS[:1] * 4)}</p>"}] * 8
    article = Article(title="Der Nordkai trägt", slug="nordkai", body=body)
    newsroom.add_page(page=article, under=section, by=None, publish_at=at)
    actions.keep(place=("edition", "de"), by=None, mode="open")
    sessions = signed_in(accounts)
    _fill(article.public_id, article.public_path(), comments, at)
    print(json.dumps({"name": article.public_id, "path": article.public_path(), "sessions": sessions}))


def signed_in(count: int) -> list[str]:
    """So many accounts, each signed in: a good hash of their passwords would take longer than the storm."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from depesche.accounts.models import User

    made = User.objects.bulk_create(
        User(email=f"r{number}@reader.example", display_name=f"Leser {number}") for number in range(count)
    )
    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    rows = []
    for user in made:
        said = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(Session(session_key=f"storm{user.pk:08}", session_data=store.encode(said), expire_date=until))
    Session.objects.bulk_create(rows)
    _known(made)
    return [row.session_key for row in rows]


def _known(people: list[Any]) -> None:
    """Let readers have seen a comment of everybody, so that none waits for being somebody's first."""
    from django.utils import timezone

    from depesche.comments.models import Comment, Discussion

    at = timezone.now() - timedelta(days=300)
    earlier = Discussion.objects.create(
        kind="article", name="lastyear", edition="de", language="de", title="Letztes Jahr", path="/", begun_at=at
    )
    Comment.objects.bulk_create(
        [
            Comment(
                discussion=earlier, writer=person, signed=person.display_name, text="Danke.", html="<p>Danke.</p>",
                state=Comment.State.PUBLIC, stands=True, posted_at=at, token=f"known{person.pk}",
            )
            for person in people
        ],
        batch_size=500,
    )  # fmt: skip
    Discussion.objects.filter(pk=earlier.pk).update(number=len(people))


def _fill(name: str, path: str, count: int, at: Any) -> None:
    """A discussion as it looks after a storm: a third of the comments begin threads, the others answer any before."""
    from django.db.models import Count, Q

    from depesche.comments import text
    from depesche.comments.models import Comment, Discussion

    draw = random.Random(1)
    html = {words: text.html_of(words) for words in WORDS}
    of = Discussion.objects.create(
        kind="article", name=name, edition="de", language="de", title="Nordkai", path=path, begun_at=at, number=count
    )
    made: list[Comment] = []
    for number in range(count):
        up = draw.choice(made) if made and draw.random() < 0.66 else None
        words = draw.choice(WORDS)
        made.append(
            Comment(
                pk=_FIRST + number, discussion=of, parent=up, root_id=(up.root_id or up.pk) if up else None,
                depth=up.depth + 1 if up else 0, signed=f"Leser {number}", text=words, html=html[words],
                state=Comment.State.PUBLIC, stands=True, posted_at=at + timedelta(seconds=number),
                helpful=draw.choice((0, 0, 0, 1, 4)), token=f"fill{number}",
            )
        )  # fmt: skip
    Comment.objects.bulk_create(made, batch_size=500)
    hanging = Comment.objects.filter(discussion=of).annotate(
        direct=Count("replies", distinct=True), all=Count("thread", filter=Q(thread__state="public"), distinct=True)
    )
    numbers = hanging.values_list("pk", "direct", "all")
    rows = [Comment(pk=pk, answers=direct, size=every) for pk, direct, every in numbers]
    Comment.objects.bulk_update(rows, ["answers", "size"], batch_size=300)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
