"""How often somebody may do something: exactly as often as it says, for all processes, on either kind of database."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from depesche.accounts.limits import Limit, TooOften
from depesche.accounts.models import Attempt
from tests.newsroom.test_postgres import database

__all__ = ["database"]

FEW = Limit("few", 3, timedelta(minutes=5))
MIGRATE = "from django.core.management import call_command; call_command('migrate', 'accounts', verbosity=0)"
SET_UP = """
import os, sys, threading
from datetime import UTC, datetime, timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "depesche.settings"
import django
django.setup()
from django.db import transaction
from depesche.accounts.limits import Limit, TooOften
NOON, MANY = datetime(2026, 11, 22, 12, tzinfo=UTC), Limit("many", 100, timedelta(minutes=5))
"""
# Half of the tries are counted by themselves, half within the transaction of what somebody does.
TRY = """
passed = []
def one(number):
    for turn in range(20):
        try:
            with transaction.atomic():
                MANY.spend("somebody", at=NOON) if turn % 2 else None
            if turn % 2 or MANY.allows("somebody", at=NOON):
                passed.append(number)
        except TooOften as refusal:
            assert refusal.until == NOON + timedelta(minutes=5)
print("ready", flush=True)
sys.stdin.readline()
threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(passed))
"""
# What a window says in SQL: it begins anew once it is over, and not a moment earlier.
ANEW = """
later = [NOON + timedelta(minutes=minutes) for minutes in (4, 5, 9)]
for _ in range(100):
    MANY.allows("another", at=NOON)
print(*[int(MANY.allows("another", at=at)) for at in later])
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with the tables of accounts."""
    embedded = request.param == "sqlite"
    address = f"sqlite:///{tmp_path / 'accounts.sqlite3'}" if embedded else str(request.getfixturevalue("database"))
    subprocess.run(**_python(MIGRATE, address), check=True, timeout=120)
    return address


def test_of_any_number_at_the_same_moment_exactly_as_many_pass_as_may(newsroom: str) -> None:
    how = {**_python(TRY, newsroom), "stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    processes = [subprocess.Popen(**how) for _ in range(3)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        passed = [int(process.communicate(timeout=120)[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sum(passed) == 100, "of 240 tries"


def test_a_time_that_is_over_begins_anew(newsroom: str) -> None:
    done = subprocess.run(**_python(ANEW, newsroom), check=True, timeout=60, stdout=subprocess.PIPE)
    assert done.stdout.split() == ["0", "1", "1"]


@pytest.mark.django_db
def test_what_was_not_done_uses_nothing_up(noon: datetime) -> None:
    def fail() -> None:
        with transaction.atomic():
            FEW.spend("somebody", at=noon)
            raise OSError

    for _ in range(5):
        with pytest.raises(OSError):
            fail()
    for _ in range(FEW.most):
        FEW.spend("somebody", at=noon)
    with pytest.raises(TooOften) as refusal:
        FEW.spend("somebody", at=noon + timedelta(minutes=1))
    assert refusal.value.until == noon + timedelta(minutes=5)


@pytest.mark.django_db
def test_limits_of_two_kinds_do_not_count_for_each_other_and_say_nothing_of_who_it_was(noon: datetime) -> None:
    other = Limit("other", 1, timedelta(minutes=5))
    assert [FEW.allows("wiebke", at=noon), other.allows("wiebke", at=noon), other.allows("wiebke", at=noon)] == [
        True,
        True,
        False,
    ]
    assert "wiebke" not in str(list(Attempt.objects.values()))


def _python(program: str, newsroom: str) -> dict[str, Any]:
    environment = {**os.environ, "DEPESCHE_DATABASE_URL": newsroom}
    return {"args": [sys.executable, "-c", SET_UP + program], "env": environment, "text": True}
