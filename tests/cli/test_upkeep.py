"""Keeping the database up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from depesche.cli import upkeep


@pytest.fixture
def fresh(tmp_path: Path, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose database is a file of its own and has the table of sessions only."""
    usual = connections["default"]
    connection = connections.create_connection("default")
    connection.settings_dict = usual.settings_dict | {"NAME": str(tmp_path / "newsroom.sqlite3")}
    monkeypatch.setenv("DEPESCHE_HOME", str(tmp_path))
    with django_db_blocker.unblock():
        connections["default"] = connection
        call_command("migrate", "sessions", verbosity=0)
        yield tmp_path
        connection.close()
        connections["default"] = usual


@pytest.mark.django_db
def test_nothing_is_due_in_an_up_to_date_database() -> None:
    assert upkeep.pending_migrations() == []


def test_a_copy_of_the_database_is_complete_its_own_and_private(fresh: Path) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('kept', '', '2026-11-22')")
        copy = upkeep.copy_database(fresh / "backups")
        cursor.execute("DELETE FROM django_session")
    assert sessions(copy) == ["kept"]
    assert sessions(fresh / "newsroom.sqlite3") == []
    assert (fresh / "backups").stat().st_mode & 0o077 == 0


def test_an_update_copies_the_database_aside_first(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies_at_the_time: list[int] = []

    def migrate(*words: str, **options: object) -> None:
        assert words == ("migrate",)
        copies_at_the_time.append(len(list((fresh / "backups").glob("newsroom-*.sqlite3"))))

    monkeypatch.setattr("django.core.management.call_command", migrate)
    upkeep.update_database()
    assert copies_at_the_time == [1]


def sessions(database: Path) -> list[str]:
    """The keys of the sessions that a database file holds."""
    opened = sqlite3.connect(database)
    keys = [key for (key,) in opened.execute("SELECT session_key FROM django_session")]
    opened.close()
    return keys
