"""What is thrown away stands in the file of the database no more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import django; django.setup()
from tests.begun import migrate
migrate()
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from depesche.audience.actions.forgetting import forget_readers, salt_of
now = timezone.now()
salt = salt_of(day=(now - timedelta(days=1)).date())
kept = salt_of(day=now.date())
def write():
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return open(connection.settings_dict["NAME"], "rb").read()
before = write()
assert salt in before and kept in before
forget_readers(at=now)
after = write()
print(salt in after, kept in after)
"""


def test_the_salt_of_yesterday_is_overwritten(tmp_path: Path) -> None:
    paths = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
    own = {"DEPESCHE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "depesche.settings", "DEPESCHE_DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=os.environ | paths | own, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "True"]
