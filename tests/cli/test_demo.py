"""The demo newsroom, from nothing to its addresses."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Run

COUNTED = (
    "wagtailcore_page",
    "media_photo",
    "newsroom_article",
    "newsroom_teaser",
    "accounts_user",
    "wagtailcore_site",
    "comments_comment",
    "comments_discussion",
    "comments_rules",
    "comments_setting",
    "comments_decision",
    "comments_appeal",
    "comments_report",
    "comments_word",
    "comments_logentry",
)


def test_the_demo_tells_its_addresses_and_a_second_run_doubles_nothing(run: Run, tmp_path: Path) -> None:
    first = run("--home", "demo", "demo", "--no-serve", "--port", "8765", begun=True)
    assert first.returncode == 0, first.stderr
    for edition in ("de", "en", "ar"):
        assert f" http://127.0.0.1:8765/{edition}/\n" in first.stdout
        assert re.search(rf"every element +http://127\.0\.0\.1:8765/{edition}/[^/]+/[^/]+/\n", first.stdout)
    assert " http://127.0.0.1:8765/desk/\n" in first.stdout
    password = re.search(r"Password +(\S+)", first.stdout)
    before = counts(tmp_path / "demo")
    assert before["newsroom_article"] >= 56
    assert before["comments_comment"] >= 300
    assert before["comments_rules"] == 3
    moderated(tmp_path / "demo")

    second = run("--home", "demo", "demo", "--no-serve", "--port", "8765")
    assert second.returncode == 0, second.stderr
    assert counts(tmp_path / "demo") == before
    assert password
    assert password[1] in second.stdout
    discussions_go_out_and_in(run, tmp_path)


def discussions_go_out_and_in(run: Run, folder: Path) -> None:
    """What readers see goes out in both formats, and finds everything there when it comes in again."""
    for kind in ("json", "wxr"):
        done = run("--home", "demo", "export", "comments", "--format", kind, f"out.{kind}")
        assert done.returncode == 0, done.stderr
    document = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    said = [each for one in document["discussions"] for each in one["comments"]]
    assert len(said) > 300
    assert "refused" not in {each.get("state") for each in said}
    assert max(len(one["comments"]) for one in document["discussions"]) > 60
    assert (folder / "out.wxr").read_text(encoding="utf-8").count("<wp:comment>") == len(said)
    assert not list(folder.glob("*.new"))
    again = run("--home", "demo", "import", "discussions", "out.json")
    assert again.returncode == 0, again.stderr
    assert f"{len(said)} comments" in again.stdout
    assert "Imported: nothing" in again.stdout
    refused = run("--home", "demo", "export", "comments", "--edition", "xx", "out.json")
    assert (refused.returncode, "de, en, ar" in refused.stderr) == (2, True)


def moderated(home: Path) -> None:
    """Moderators have decided as moderators do: by a rule, written down, and about appeals another one than before."""
    with closing(sqlite3.connect(home / "newsroom.sqlite3")) as database:
        [[by_hand]] = database.execute(
            "SELECT count(*) FROM comments_decision WHERE by_id IS NOT NULL AND NOT automatic"
        )
        [[written_down]] = database.execute(
            "SELECT count(*) FROM comments_logentry WHERE what IN ('approved', 'refused')"
        )
        outcomes = database.execute("SELECT outcome, against_id <> decided_by_id FROM comments_appeal").fetchall()
        waiting = database.execute(
            "SELECT DISTINCT language FROM comments_comment c JOIN comments_discussion d ON d.id = discussion_id"
            " WHERE state = 'pending' AND EXISTS (SELECT 1 FROM comments_finding f WHERE f.comment_id = c.id)"
        )
        assert {language for [language] in waiting} == {"de", "en", "ar"}
    assert by_hand >= 10
    assert written_down >= by_hand
    assert {("reversed", 1), ("upheld", 1), ("", None)} <= set(outcomes)


def counts(home: Path) -> dict[str, int]:
    """How many rows the tables have that a second import could double."""
    with sqlite3.connect(home / "newsroom.sqlite3") as database:
        rows = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608 - our own names
    database.close()
    return rows
