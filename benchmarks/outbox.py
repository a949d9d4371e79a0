"""``python -m benchmarks.outbox [LETTERS]``: how long it takes to find the next letter, when one provider is full.

Three of five readers have their letters with one provider, whose minute is full; all letters to others of the first
half are away, so a sender has to pass some thirty thousand that wait.  On SQLite and on PostgreSQL, with what each
says of its way.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
BIG, EACH_MINUTE = "big.example", 60


def main(letters: int) -> None:
    """Measure on both databases."""
    from tests.postgres import cluster

    with tempfile.TemporaryDirectory() as home:
        measured(letters, home, "")
    with tempfile.TemporaryDirectory() as home, cluster() as database:
        measured(letters, home, database.address)


def measured(letters: int, home: str, database: str) -> str:
    """What a process on this database says."""
    settings = os.environ | {
        "DEPESCHE_HOME": home,
        "DEPESCHE_DATABASE_URL": database,
        "DEPESCHE_LETTERS_PER_MINUTE": str(EACH_MINUTE),
        "DEPESCHE_LOG_LEVEL": "ERROR",
        "DEPESCHE_SECRET_KEY": "not a secret, but as long as one: thrown away",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path]),
    }
    command = [sys.executable, "-m", "benchmarks.outbox", "--here", str(letters)]
    said = subprocess.run(command, env=settings, check=True, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT).stdout
    print(said, flush=True)
    return said


def here(letters: int) -> None:
    """Fill the newsroom of the environment, and look for the next letter."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from depesche.subscriptions.actions import pacing
    from depesche.subscriptions.models import Letter
    from tests.begun import migrate

    migrate()
    at = timezone.now().replace(second=59)
    fill(letters, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")  # in a small table it would be quicker

    def following() -> int | None:
        return pacing.open_at(Letter.objects.due(at), at).values_list("pk", flat=True).first()

    assert Letter.objects.get(pk=following()).domain != BIG
    minute = Letter.objects.filter(taken_at__gte=at.replace(second=0, microsecond=0)).order_by()
    print(f"{connection.vendor}, {letters:,} letters: the next one is found in {_median(following):.1f} ms")
    print(pacing.open_at(Letter.objects.due(at), at).values_list("pk")[:1].explain())
    print(minute.values("domain").explain())


def fill(letters: int, at: datetime) -> None:
    """Letters that wait, that are away since yesterday, and so many to one provider that its minute is full."""
    from depesche.subscriptions.models import Follower, Letter, domain_of

    known = {"edition": "1", "language": "de", "asked_at": at, "confirmed_at": at}
    names = (f"r{number}@{BIG if number % 5 < 3 else f'd{number % 97}.example'}" for number in range(letters))
    Follower.objects.bulk_create((Follower(address=name, **known) for name in names), batch_size=2_000)
    readers = list(Follower.objects.order_by("pk").values_list("pk", "address"))
    away = {"state": "sent", "taken_at": at - timedelta(days=1), "done_at": at}

    def written(version: str, **fields: object) -> list[Letter]:
        what = {"kind": "piece", "about": "piece.1", "version": version, "written_at": at, "due_at": at}
        return [Letter(follower_id=pk, domain=domain_of(name), **what, **fields) for pk, name in readers]

    waiting = written("3")
    for letter in waiting[: letters // 2]:
        if letter.domain != BIG:
            letter.state, letter.taken_at = "sent", at - timedelta(hours=1)
    for some in (written("1", **away), written("2", **away), waiting):
        Letter.objects.bulk_create(some, batch_size=2_000)
    full = Letter.objects.filter(version="2", domain=BIG).values_list("pk", flat=True)[:EACH_MINUTE]
    Letter.objects.filter(pk__in=list(full)).update(taken_at=at)


def _median(look: Callable[[], object]) -> float:
    took = []
    for _ in range(9):
        began = time.perf_counter()
        look()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[4]


if __name__ == "__main__":
    if "--here" in sys.argv:
        here(int(sys.argv[-1]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
