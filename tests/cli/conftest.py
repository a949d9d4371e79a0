"""The command as somebody types it, in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.begun import COMMAND

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs ``depesche`` to its end in an empty folder, with nothing set but what the test sets.

    ``begun`` is for a newsroom that the test needs and that others prove the making of.
    """

    def run(*words: str, begun: bool = False, **settings: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}
        return subprocess.run(
            [sys.executable, *(["-P", COMMAND] if begun else ["-m", "depesche"]), *words],
            cwd=tmp_path,
            env=inherited | settings,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    return run
