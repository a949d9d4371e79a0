"""Two machines of one newsroom, with the real command: a database and a Valkey in common, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.delivery.store.fixtures import valkey
from tests.faults import Valkey
from tests.servers import ask, free_port

from .test_serving import COMMAND, ENVIRONMENT, answers, depesche, make, until

pytestmark = [pytest.mark.loopback, pytest.mark.xdist_group("serving")]

__all__ = ["valkey"]
RENAME = """
from django.utils import timezone
from depesche.newsroom.actions.publishing import publish
from depesche.newsroom.models import Edition
edition = Edition.objects.get()
edition.title = "The Harbour Herald"
publish(page=edition, by=None, at=timezone.now(), revision=edition.save_revision(), skip_permission_checks=True)
"""


@contextmanager
def machine(home: Path) -> Iterator[int]:
    """A machine that serves this home, and its port."""
    port = free_port()
    with (home / "log").open("wb") as log:
        words = ["--home", str(home), "serve", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen([*COMMAND, *words], env=ENVIRONMENT, stdout=log, stderr=log)
        try:
            until(lambda: answers(port) or process.poll() is not None)
            assert process.poll() is None, (home / "log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait()


def test_a_change_on_one_machine_is_seen_on_the_other(tmp_path: Path, valkey: Valkey) -> None:
    homes = [tmp_path / "one" / "paper", tmp_path / "two" / "paper"]
    make(homes[0])
    with (homes[0] / "depesche.env").open("a") as settings:
        settings.write(f"DEPESCHE_VALKEY_URL={valkey.url}\nDEPESCHE_BASE_URL=http://127.0.0.1:8000\n")
        settings.write(f"DEPESCHE_DATABASE_URL=sqlite:///{homes[0]}/newsroom.sqlite3\n")
    shutil.copytree(homes[0], homes[1])
    with machine(homes[0]) as one, machine(homes[1]) as other:
        for port in (one, other):
            until(lambda port=port: ask(port, "/en/").headers["cache-status"] == "depesche; hit")  # type: ignore[misc]
            assert b"Harbour Herald" not in ask(port, "/en/").body
        changed = depesche("--home", str(homes[0]), "manage", "shell", "-c", RENAME)
        assert changed.returncode == 0, changed.stderr
        for port in (one, other):
            until(lambda port=port: b"The Harbour Herald" in ask(port, "/en/").body)  # type: ignore[misc]
        valkey.stop()
        for port in (one, other):
            assert ask(port, "/en/").status == 200
    assert "Traceback" not in "".join((home / "log").read_text() for home in homes)
