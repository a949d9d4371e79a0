"""The demo newsroom, from nothing to its addresses."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from tests.cli.conftest import Run

COUNTED = (
    "wagtailcore_page",
    "media_photo",
    "newsroom_article",
    "newsroom_teaser",
    "accounts_user",
    "wagtailcore_site",
)


def test_the_demo_tells_its_addresses_and_a_second_run_doubles_nothing(run: Run, tmp_path: Path) -> None:
    first = run("--home", "demo", "demo", "--no-serve", "--port", "8765")
    assert first.returncode == 0, first.stderr
    for edition in ("de", "en", "ar"):
        assert f" http://127.0.0.1:8765/{edition}/\n" in first.stdout
        assert re.search(rf"every element +http://127\.0\.0\.1:8765/{edition}/[^/]+/[^/]+/\n", first.stdout)
    assert " http://127.0.0.1:8765/desk/\n" in first.stdout
    password = re.search(r"Password +(\S+)", first.stdout)
    before = counts(tmp_path / "demo")
    assert before["newsroom_article"] >= 56

    second = run("--home", "demo", "demo", "--no-serve", "--port", "8765")
    assert second.returncode == 0, second.stderr
    assert counts(tmp_path / "demo") == before
    assert password
    assert password[1] in second.stdout


def counts(home: Path) -> dict[str, int]:
    """How many rows the tables have that a second import could double."""
    with sqlite3.connect(home / "newsroom.sqlite3") as database:
        rows = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608 - our own names
    database.close()
    return rows
