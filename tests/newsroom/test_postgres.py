"""The newsroom on PostgreSQL, by one setting: the same answers as on the embedded database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import cluster


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a cluster made for the test."""
    with cluster() as made:
        yield made.address


def test_publishing_and_search_are_the_same_on_postgresql(database: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "DEPESCHE_HOME": str(tmp_path),
        "DEPESCHE_DATABASE_URL": database,
        "DEPESCHE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
    }
    script = Path(__file__).with_name("postgres_script.py")
    answer = subprocess.run([sys.executable, script], env=environment, check=False, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {
        "best": ["Kran bleibt stehen", "Hafengutachten liegt vor"],
        "newest": ["Hafengutachten liegt vor"],
        "phrase": ["Kran bleibt stehen"],
        "without": ["Hafengutachten liegt vor"],
        "pages": [200, 200, 200, 200],
        "with_nul": [404, 404, 404, 404, 200],
        "anew": ["Hafengutachten liegt vor"],
        "after": ["Hafengutachten liegt vor"],
        "count": 1,
    }
