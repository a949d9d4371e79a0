"""Several clocks on one database file: each appointment is kept once, and a killed one loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DUE = 100
EARLY = 3  # of them are due at eleven, the others at noon

MAKE = """
from datetime import datetime, UTC
from tests.begun import migrate
migrate()
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Section
from wagtail.signal_handlers import disable_reference_index_auto_update
noon, morning = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 8, tzinfo=UTC)
with disable_reference_index_auto_update():
    edition = actions.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=morning)
    section = actions.add_page(page=Section(title="Port", slug="port"), under=edition, by=None, publish_at=morning)
    for number in range(int(sys.argv[1])):
        hour = 11 if number < int(sys.argv[2]) else 12
        draft = Article(title=f"Due {number}", slug=f"due-{number}", go_live_at=noon.replace(hour=hour))
        draft = actions.add_page(page=draft, under=section, by=None, publish_at=None)
        actions.publish(page=draft, by=None, at=morning)
"""

CLOCK = """
from datetime import datetime, UTC
from depesche.newsroom import actions
from depesche.newsroom.actions import publishing
if sys.argv[1] == "killed":
    publishing.filing.file_article = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
print("ready", flush=True)
sys.stdin.readline()
print(actions.keep_appointments(at=datetime(2026, 11, 22, int(sys.argv[2]), tzinfo=UTC)))
"""

COUNT = """
SELECT (SELECT count(*) FROM newsroom_appointment),
       (SELECT count(*) FROM newsroom_teaser JOIN wagtailcore_page page ON page.id = article_id WHERE live),
       (SELECT count(*) FROM wagtailcore_pagelogentry WHERE action = 'wagtail.publish.scheduled'),
       (SELECT count(*) FROM wagtailcore_revision WHERE approved_go_live_at IS NOT NULL)
"""


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with a hundred articles that are to go live at noon."""
    file = tmp_path_factory.mktemp("clocks") / "due.sqlite3"
    subprocess.run(**_python(MAKE, file, str(DUE), str(EARLY)), check=True, timeout=300)
    return file


@pytest.fixture
def newsroom(due: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    for part in due.parent.glob(f"{due.name}*"):  # the database and its journal
        shutil.copy(part, tmp_path / part.name)
    return tmp_path / due.name


def clock(newsroom: Path, hour: int, mood: str = "well") -> subprocess.Popen[str]:
    """A clock in a process of its own, wound up and waiting."""
    process = subprocess.Popen(
        **_python(CLOCK, newsroom, mood, str(hour)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def strike(*clocks: subprocess.Popen[str]) -> list[str]:
    """Let all clocks strike at once; what each says that it kept."""
    for process in clocks:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=200)[0].strip() for process in clocks]


def counts(newsroom: Path) -> tuple[int, ...]:
    """How many appointments, live articles, publications in the log, and versions still to go live there are."""
    with sqlite3.connect(f"file:{newsroom}?mode=ro", uri=True) as look:
        row: tuple[int, ...] = look.execute(COUNT).fetchone()
    look.close()
    return row


def test_two_clocks_publish_a_hundred_articles_once_each(newsroom: Path) -> None:
    kept = strike(clock(newsroom, 12), clock(newsroom, 12))
    assert sum(map(int, kept)) == DUE
    assert counts(newsroom) == (0, DUE, DUE, 0)


def test_a_clock_that_is_killed_between_claim_and_commit_loses_nothing(newsroom: Path) -> None:
    unlucky = clock(newsroom, 11, "killed")
    strike(unlucky)
    assert unlucky.returncode == -signal.SIGKILL
    assert counts(newsroom) == (DUE, 0, 0, DUE)
    assert strike(clock(newsroom, 11)) == [str(EARLY)]
    assert counts(newsroom) == (DUE - EARLY, EARLY, EARLY, DUE - EARLY)


def _python(code: str, file: Path, *arguments: str) -> dict[str, Any]:
    begin = "import os, signal, sys\nimport django\ndjango.setup()\n"
    env = {
        **os.environ,
        "DEPESCHE_DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DEPESCHE_LOG_LEVEL": "ERROR",
    }
    return {"args": [sys.executable, "-c", begin + code, *arguments], "env": env, "text": True}
