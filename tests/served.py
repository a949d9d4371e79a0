"""Newsrooms with an archive that tests serve as a whole, with what measures them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.served import given
from tests import begun


def archive(home: Path, articles: int) -> Path:
    """Make the home of a newsroom with so many articles."""
    home.mkdir()
    (home / "depesche.env").touch()
    begun.put(home / "newsroom.sqlite3")
    environment = given(8000) | {"DEPESCHE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "depesche.settings"}
    command = [sys.executable, "-m", "benchmarks.archive", str(articles)]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    return home
