"""The clock as a process of its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.test_worker import newsroom, until

DUE = """
import django; django.setup()
from tests.begun import migrate
migrate()
from datetime import timedelta
from django.utils import timezone
from depesche.newsroom import actions
from depesche.newsroom.models import Appointment
from tests import factories as make
article = make.article(make.section(make.edition()), "Until now")
soon = timezone.now() + timedelta(seconds=SECONDS)
article.expire_at = soon
article.save()
Appointment.objects.get_or_create(page=article, act="withdraw", defaults={"due_at": soon})
print(article.pk)
"""


@contextmanager
def ticking(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A clock that goes, as long as the context lasts."""
    with subprocess.Popen([sys.executable, "-m", "django", "clock"], env=environment) as clock:
        try:
            yield clock
        finally:
            clock.kill()


def in_database(home: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "newsroom.sqlite3") as database:
        return database.execute(question).fetchall()


def test_the_clock_keeps_appointments_and_stops_when_told(tmp_path: Path) -> None:
    environment = newsroom(tmp_path)
    subprocess.run([sys.executable, "-c", DUE.replace("SECONDS", "2")], env=environment, check=True)
    with ticking(environment) as clock:
        until(lambda: not in_database(tmp_path, "SELECT 1 FROM newsroom_appointment"))
        assert in_database(tmp_path, "SELECT live FROM wagtailcore_page ORDER BY id DESC LIMIT 1") == [(0,)]
        clock.terminate()
        assert clock.wait(timeout=30) == 0


def test_a_purge_that_somebody_dead_has_left_is_carried_out_within_seconds(tmp_path: Path) -> None:
    environment = newsroom(tmp_path)
    subprocess.run([sys.executable, "-c", DUE.replace("SECONDS", "3600")], env=environment, check=True)
    with ticking(environment) as clock:
        until(lambda: bool(in_database(tmp_path, "SELECT 1 FROM media_chore WHERE called_on IS NOT NULL")))
        with sqlite3.connect(tmp_path / "newsroom.sqlite3") as database:
            database.execute("""INSERT INTO delivery_pendingpurge (keys, hard, calm) VALUES ('["k"]', 0, 0)""")
        until(lambda: not in_database(tmp_path, "SELECT 1 FROM delivery_pendingpurge"))
        clock.terminate()
        assert clock.wait(timeout=30) == 0
