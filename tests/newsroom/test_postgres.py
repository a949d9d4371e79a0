"""The newsroom on PostgreSQL, by one setting: the same answers as on the embedded database."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def as_somebody() -> list[str]:
    """PostgreSQL refuses to run as root, so root borrows the account that its package made."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a cluster made for the test, on a Unix socket and no port."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert programs, "PostgreSQL is missing: run tools/system-packages test"
    folder = Path(tempfile.mkdtemp(prefix="dpg-", dir="/tmp"))  # a socket's path must be short
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(program: str, *words: str) -> None:
        command = [*as_somebody(), str(programs[-1] / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("initdb", "--auth=trust", "--username=desk", "--encoding=UTF8", "--no-sync", "-D", data)
    run("pg_ctl", "start", "--wait", "-D", data, "-o", options, "-l", f"{data}/log")
    try:
        run("createdb", "--host", str(folder), "--username", "desk", "newsroom")
        yield f"postgres://desk@/newsroom?host={folder}"
    finally:
        run("pg_ctl", "stop", "--mode=immediate", "-D", data)
        shutil.rmtree(folder, ignore_errors=True)


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
