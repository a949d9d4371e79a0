"""Several moderators at once: whoever is quicker decides, and nothing is decided twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsroom.test_postgres import database

__all__ = ["database"]


@pytest.mark.parametrize("on_postgresql", [False, True])
def test_two_who_decide_in_the_same_moment_do_not_step_on_each_other(
    on_postgresql: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Two threads decide the same twenty comments, one approving and one refusing; the log refuses to be changed."""
    environment = os.environ | {
        "DEPESCHE_HOME": str(tmp_path),
        "DEPESCHE_DATABASE_URL": request.getfixturevalue("database") if on_postgresql else "",
        "DEPESCHE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }
    script = Path(__file__).with_name("together_script.py")
    answer = subprocess.run([sys.executable, script], env=environment, check=False, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {
        "decided": 20,
        "overtaken": 20,
        "decisions": 20,
        "counted": True,
        "log": ["IntegrityError", "IntegrityError"],
        "queues": {"pending": 1, "reported": 1, "new": 1, "all": 22},
        "statements": True,
        "figures": True,
    }, answer.stderr
