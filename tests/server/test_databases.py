"""The database as a served process meets it: never made anew, and never waited for without an end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from depesche.server import databases

FOR_EVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["news room.sqlite3", "100%.sqlite3", "what?.sqlite3"])
def test_a_database_that_is_away_is_not_made_anew(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config: dict[str, Any] = {**connections.settings["default"], "NAME": tmp_path / name}
    monkeypatch.setitem(connections.settings, "default", config)
    databases.expect_one()
    once = config["NAME"]
    databases.expect_one()
    assert config["NAME"] == once
    with pytest.raises(OperationalError, match="unable to open database file"):
        DatabaseWrapper(config).ensure_connection()
    assert not list(tmp_path.iterdir())
    (tmp_path / name).touch()
    opened = DatabaseWrapper(config)
    opened.ensure_connection()
    opened.close()


@pytest.mark.django_db
def test_a_call_without_an_end_is_ended_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, thread = threading.Event(), []

    def ask() -> None:
        own = DatabaseWrapper({**connection.settings_dict, "NAME": ":memory:"})
        own.inc_thread_sharing()
        own.connect()
        databases._note(connection=own)
        thread.append(threading.get_ident())
        begun.set()
        try:
            own.cursor().execute(FOR_EVER).fetchall()
        finally:
            own.close()

    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(ask)
        assert begun.wait(10)
        while not asked.done():
            databases.hang_up(thread[0])
        with pytest.raises(OperationalError, match="interrupted"):
            asked.result()
    databases.hang_up(thread[0])  # once it is closed there is nothing to end
    databases.hang_up(-1)
