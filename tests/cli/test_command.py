"""The command as a whole: help, version, and plain words where something is missing."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import depesche
from tests.cli.conftest import Run


def test_help_names_every_command(run: Run) -> None:
    said = run("--help").stdout
    for command in ("check", "demo", "import", "manage", "new", "serve"):
        assert f"\n  {command} " in said


def test_the_version_tells_which_sqlite_is_in_use(run: Run) -> None:
    said = run("--version").stdout
    assert said.startswith(f"Depesche {depesche.__version__} ")
    sqlite = said.rpartition("SQLite ")[2].rstrip(")\n")
    assert tuple(map(int, sqlite.split("."))) >= (3, 51, 3)


@pytest.mark.parametrize(
    "words", [["serve", "--port", "1"], ["check"], ["manage", "migrate"], ["import", "wxr", "x.xml"]]
)
def test_without_a_newsroom_a_command_says_how_to_make_one(run: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "x.xml").touch()
    refused = run(*words)
    assert refused.returncode == 2
    assert f"There is no newsroom in {tmp_path / 'newsroom'}." in refused.stderr
    assert f"depesche new {tmp_path / 'newsroom'}" in refused.stderr


def test_a_compressed_export_is_refused_with_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "export.xml.gz").write_bytes(gzip.compress(b"<rss/>"))
    assert run("new", "paper", begun=True).returncode == 0
    refused = run("--home", "paper", "import", "wxr", "export.xml.gz")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "Error: This is a compressed file; unpack it first.\n"


def test_the_demo_is_not_mixed_into_a_newsroom_of_ones_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "depesche.env").touch()
    refused = run("--home", "paper", "demo")
    assert refused.returncode == 2
    assert "the demo would mix its articles in" in refused.stderr
