"""Keeping the database up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from depesche.cli import upkeep

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_is_due_in_an_up_to_date_database() -> None:
    assert upkeep.pending_migrations() == []


def test_a_copy_of_the_database_is_complete_and_its_own(tmp_path: Path) -> None:
    Session.objects.create(session_key="kept", session_data="", expire_date=timezone.now())
    copy = upkeep.copy_database(tmp_path / "backups")
    Session.objects.all().delete()
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT session_key FROM django_session").fetchall() == [("kept",)]
    database.close()
    assert (tmp_path / "backups").stat().st_mode & 0o077 == 0


def test_an_update_copies_the_database_aside_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEPESCHE_HOME", str(tmp_path))
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        assert upkeep.pending_migrations() == ["sessions.0001_initial"]
        upkeep.update_database()
        assert upkeep.pending_migrations() == []
        assert len(list((tmp_path / "backups").glob("newsroom-*.sqlite3"))) == 1
    finally:
        call_command("migrate", verbosity=0)
