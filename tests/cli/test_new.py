"""Making a newsroom."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_new_newsroom_is_complete_private_and_in_order(run: Run, tmp_path: Path) -> None:
    person = ("--email", "ada@paper.example", "--name", "Ada de Vries")
    made = run("new", "paper", *person, "--language", "de", "--edition", "ost", DEPESCHE_PUBLISHER="Paper e.V.")
    assert made.returncode == 0, made.stderr
    home = tmp_path / "paper"

    assert mode(home / "keys") == mode(home / "private") == 0o700
    assert mode(home / "keys" / "secret_key") == mode(home / "depesche.env") == 0o600
    assert len((home / "keys" / "secret_key").read_text().strip()) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["paper"]  # nothing unfinished is left

    lines = (home / "depesche.env").read_text().splitlines()
    assert "DEPESCHE_LANGUAGE=de" in lines
    assert "DEPESCHE_PUBLISHER=Paper e.V." in lines
    assert "# DEPESCHE_BASE_URL=http://127.0.0.1:8000" in lines

    with sqlite3.connect(home / "newsroom.sqlite3") as database:
        people = database.execute("SELECT email, first_name, last_name, is_superuser FROM accounts_user").fetchall()
        editions = database.execute(
            "SELECT slug, live FROM wagtailcore_page JOIN newsroom_edition ON page_ptr_id = id"
        ).fetchall()
    database.close()
    assert people == [("ada@paper.example", "Ada de", "Vries", 1)]
    assert editions == [("ost", 1)]

    checked = run("--home", "paper", "check")
    assert checked.returncode == 0, checked.stderr
    assert "is in order" in checked.stdout

    password = re.search(r"Password +(\S+)", made.stdout)
    assert password
    signs_in = "from depesche.accounts.models import User; print(User.objects.get().check_password(%r))"
    assert run("--home", "paper", "manage", "shell", "-v0", "-c", signs_in % password[1]).stdout.strip() == "True"

    (home / "keys" / "secret_key").chmod(0o644)
    loose = run("check", DEPESCHE_HOME="paper")
    assert loose.returncode == 1
    assert f"chmod go= {home / 'keys' / 'secret_key'}" in loose.stderr


def test_a_folder_that_is_not_empty_is_never_touched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "letter.txt").write_text("mine")
    refused = run("new", "paper")
    assert refused.returncode == 2
    assert "is not empty; nothing was changed" in refused.stderr
    assert [path.name for path in (tmp_path / "paper").iterdir()] == ["letter.txt"]


def test_a_run_that_breaks_off_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    broken = run("new", "paper", DEPESCHE_DATABASE_URL="sqlite:////nowhere/at/all.sqlite3")
    assert broken.returncode == 2
    assert "The database cannot be opened" in broken.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--edition", "a b/c"], ["--edition", "desk"], ["--email", "nonsense"]])
def test_what_cannot_be_an_address_or_a_code_is_refused_before_anything_is_made(
    run: Run, tmp_path: Path, words: list[str]
) -> None:
    refused = run("new", "paper", *words, begun=True)
    assert refused.returncode == 2
    assert f"“{words[1]}”" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_means_nothing_is_named_with_the_right_way(run: Run, tmp_path: Path) -> None:
    assert run("new", "paper", begun=True).returncode == 0
    wrong = {
        "DEPESCHE_LOG_LEVEL": ("LOUD", "WARNING"),
        "DEPESCHE_EMAIL_URL": ("zzz", "smtp+tls://"),
        "DEPESCHE_DATABASE_URL": ("mysql://x", "postgres://"),
    }
    checked = run("--home", "paper", "check", **{name: value for name, (value, _right) in wrong.items()})
    assert checked.returncode == 1
    lines = checked.stderr.splitlines()
    for name, (value, right) in wrong.items():
        assert [line for line in lines if f"{name} is “{value}”" in line and right in line]
    refused = run("--home", "paper", "serve", "--port", "18999", DEPESCHE_DATABASE_URL="mysql://x")
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert "DEPESCHE_DATABASE_URL" in refused.stderr


def mode(path: Path) -> int:
    """The rights of a file, as chmod writes them."""
    return path.stat().st_mode & 0o777
