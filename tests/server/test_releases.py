"""A newsroom that is started again, with the same release and with others: real commands, processes and pages."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from depesche.delivery.store.register import Register
from tests.releases import ROOT, a_newsroom, a_release, of, pages_of, run
from tests.servers import Answered, ask, free_port

pytestmark = [pytest.mark.loopback, pytest.mark.xdist_group("serving")]

Answer = TypeVar("Answer")
SETTINGS = {"DEPESCHE_BASE_URL": "http://paper.example", "DEPESCHE_ALLOWED_HOSTS": "127.0.0.1,paper.example"}
FIRST = "    teaser = _live(frame, public_id)\n"
BROKEN = ("{% block main %}", "{% block main %}{{ 1/0 }}")
OTHER = ("{% block main %}", "{% block main %}<p>Made by the other release.</p>")


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_newsroom(tmp_path_factory.mktemp("releases"), SETTINGS)


@dataclass
class Paper:
    """A newsroom of one test's own."""

    home: Path
    port: int
    log: Path

    def get(self, path: str) -> Answered:
        return ask(self.port, path)

    def state(self, path: str) -> str:
        return self.get(path).headers["cache-status"].removeprefix("depesche; ")

    def command(self, *words: str, release: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return run(self.home, *words, release=release, settings=SETTINGS)

    def manage(self, code: str) -> None:
        done = self.command("manage", "shell", "-v", "0", "-c", code)
        assert done.returncode == 0, done.stderr

    @property
    def register(self) -> Register:
        return Register(self.home / "store")

    def articles(self) -> list[str]:
        with pages_of(self.home) as store:
            found = [one for one in store.addresses(["everything"]) if one.startswith("/de/hafen/") and "-" in one]
        return sorted(found)


@pytest.fixture
def paper(pressed: Path, tmp_path: Path) -> Paper:
    home = tmp_path / "paper"
    shutil.copytree(pressed, home)
    return Paper(home, free_port(), tmp_path / "log")


@contextmanager
def served(paper: Paper, release: Path = ROOT) -> Iterator[None]:
    """The newsroom, served by a release as long as the context lasts."""
    command = [sys.executable, "-P", "-m", "depesche", "--home", str(paper.home), "serve"]
    command += ["--port", str(paper.port), "--workers", "1"]
    with paper.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=paper.home.parent, env=of(release) | SETTINGS, stdout=log, stderr=log, start_new_session=True
        )
        try:
            until(lambda: "is open at" in paper.log.read_text() or process.poll() is not None)
            assert process.poll() is None, paper.log.read_text()
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def until(condition: Callable[[], Answer | None]) -> Answer:
    deadline = time.monotonic() + 180
    while not (answer := condition()):
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.1)
    return answer


def test_a_restart_makes_nothing_anew(paper: Paper) -> None:
    with served(paper):
        assert {paper.state(path) for path in ("/de/", "/ar/", *paper.articles())} == {"hit"}
    assert "tried" not in paper.log.read_text()


def test_a_bad_release_replaces_nothing_until_somebody_accepts_it_and_one_command_goes_back(
    paper: Paper, tmp_path: Path
) -> None:
    bad = a_release(tmp_path / "bad", article=BROKEN)
    changed, withdrawn, lost, *others = paper.articles()
    before = {path: paper_page(paper, path) for path in others}
    with served(paper, bad):
        until(lambda: not paper.register.read().trying)
        until(lambda: "None of its pages replaces one" in paper.log.read_text())
        told = paper.log.read_text()
        assert "cannot be made: TemplateSyntaxError" in told
        assert "depesche release accept" in told
        status = paper.command("release", release=bad)
        assert (status.returncode, "waits" in status.stdout) == (1, True)
        assert "TemplateSyntaxError" in paper.command("check", release=bad).stderr
        assert {paper.state(path) for path in others} == {"hit"}
        paper.manage(CHANGE % changed)
        paper.manage(WITHDRAW % withdrawn)
        assert {path: paper.get(path).body for path in others} == before
        assert paper.state(changed) == "hit; stale"
        assert paper.get(changed).status == 200
        assert paper.get(withdrawn).status == 410

        refused = paper.command("press", release=bad)
        assert (refused.returncode, "another release" in refused.stderr) == (2, True)

        assert paper.command("release", "accept", release=bad).returncode == 0
        assert paper.state(lost) == "hit; stale"  # it cannot be made, so the last good one is served
        assert paper.get(withdrawn).status == 410
        back = paper.command("release", "back", release=bad)
        assert "Somebody went back from it" in back.stdout
        assert {path: paper.get(path).body for path in others} == before
        assert paper.get(withdrawn).status == 410
    with served(paper):
        assert paper.state(changed) == "fwd=stale"
        assert b"changed meanwhile" in paper.get(changed).body
        assert paper.get(withdrawn).status == 410
        assert paper.command("release").returncode == 0


def test_a_good_release_is_accepted_while_readers_read_and_renews_pages_as_they_ask(
    paper: Paper, tmp_path: Path
) -> None:
    good = a_release(tmp_path / "good", article=OTHER)
    article, other, *_more = paper.articles()
    old = paper_page(paper, article)
    with served(paper, good):
        until(lambda: paper.register.read().waiting is None)
        assert paper.state(article) == "fwd=stale"
        assert b"Made by the other release." in paper.get(article).body
        assert paper.state(article) == "hit"
        assert paper.command("release", "back", release=good).returncode == 0
        assert paper.get(article).body == old
        again = paper.command("release", "back", release=good)
        assert (again.returncode, "no pages of a release before" in again.stderr) == (2, True)
    with served(paper, good):  # somebody went back from it, so a restart does not bring it again
        assert paper.get(article).body == old
        assert paper.command("release", "accept", release=good).returncode == 0
        assert b"Made by the other release." in paper.get(article).body
        assert b"Made by the other release." in paper.get(other).body
    with served(paper):  # the release before once more: nothing has to be tried
        assert paper.get(article).body == old
    assert "tried" not in paper.log.read_text()


def test_a_release_that_hangs_keeps_nobody_waiting(paper: Paper, tmp_path: Path) -> None:
    bad = a_release(tmp_path / "bad", view=(FIRST, "    while True: pass\n"))
    with served(paper, bad):
        assert paper.register.read().trying
        assert {paper.state(path) for path in ("/de/", *paper.articles())} == {"hit"}
    assert paper.register.read().trying  # nobody has decided, so nothing replaces anything


def test_a_database_that_was_put_back_makes_all_pages_stale(paper: Paper) -> None:
    copy = paper.home.parent / "copy.sqlite3"
    paper.manage("from depesche.cli import upkeep; from pathlib import Path; print(upkeep.copy_database(Path('x')))")
    [made] = (paper.home.parent / "x").iterdir()
    made.rename(copy)
    article = paper.articles()[0]
    paper.manage(CHANGE % article)
    with served(paper):
        assert b"changed meanwhile" in paper.get(article).body
    for beside in ("", "-wal", "-shm"):
        (paper.home / f"newsroom.sqlite3{beside}").unlink(missing_ok=True)
    shutil.copy(copy, paper.home / "newsroom.sqlite3")
    with served(paper):
        assert paper.state(article) == "fwd=stale"
        assert b"changed meanwhile" not in paper.get(article).body


def paper_page(paper: Paper, path: str) -> bytes:
    """The page as the store has it."""
    with pages_of(paper.home) as store:
        held = store.get(path, now=0.0)
    assert held
    return held.entry.bodies["identity"]


CHANGE = (
    "from django.utils import timezone; from depesche.newsroom import actions\n"
    "from depesche.newsroom.models import Article, Teaser\n"
    "article = Article.objects.get(pk=Teaser.objects.get(path=%r).article_id)\n"
    "article.standfirst = 'changed meanwhile'\n"
    "actions.publish(page=article, by=None, at=timezone.now(), revision=article.save_revision())"
)
WITHDRAW = (
    "from django.utils import timezone; from depesche.newsroom import actions\n"
    "from depesche.newsroom.models import Article, Teaser\n"
    "article = Article.objects.get(pk=Teaser.objects.get(path=%r).article_id)\n"
    "actions.withdraw(page=article, by=None, at=timezone.now())"
)
