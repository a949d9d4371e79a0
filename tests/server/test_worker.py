"""What a worker does about tasks that wait, and about those of its dead predecessor."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from benchmarks.served import called, descendants
from depesche.server.worker import MOST_TRIES, _quiet_worker, something_waits, take_up

pytestmark = pytest.mark.django_db

PUT = """
import django; django.setup()
from tests.begun import migrate
migrate()
from django_tasks_db.models import DBTaskResult
from tests.server import slow
{}
"""


@contextmanager
def worker(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker at work in a newsroom, as long as the context lasts."""
    command = [sys.executable, "-m", "depesche.server.worker", "1"]
    with subprocess.Popen(command, env=newsroom(home)) as process:
        try:
            yield process
        finally:
            process.kill()


def newsroom(home: Path) -> dict[str, str]:
    """The environment of a newsroom at home here."""
    paths = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
    return {**os.environ, **paths, "DEPESCHE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "depesche.settings"}


def say(home: Path, code: str) -> str:
    """What some lines of Python print there."""
    done = subprocess.run(
        [sys.executable, "-c", PUT.format(code)], env=newsroom(home), check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def busy(process: subprocess.Popen[bytes]) -> list[int]:
    """Those who do tasks for it at present."""
    return [pid for pid in descendants(process.pid) if called(pid) == "busy worker 1"]


def test_tasks_are_done_by_a_copy_that_ends_with_the_last_of_them(tmp_path: Path) -> None:
    done = tmp_path / "done"
    say(tmp_path, f"slow.touch.enqueue({str(done)!r}, 0)")
    with worker(tmp_path) as process:
        until(done.exists)
        until(lambda: not busy(process))
        done.unlink()
        say(tmp_path, f"slow.touch.enqueue({str(done)!r}, 0)")
        until(done.exists)
        until(lambda: not busy(process))
        process.terminate()
        assert process.wait(10) == 0


def test_told_to_stop_a_worker_ends_with_its_present_task(tmp_path: Path) -> None:
    begun, never = tmp_path / "begun", tmp_path / "never"
    say(tmp_path, f"slow.touch.enqueue({str(begun)!r}, 2); slow.touch.enqueue({str(never)!r}, 0)")
    with worker(tmp_path) as process:
        until(begun.exists)
        process.terminate()
        assert process.wait(10) == 0
    states = say(tmp_path, "print(*DBTaskResult.objects.order_by('enqueued_at').values_list('status', flat=True))")
    assert (states, never.exists()) == ("SUCCESSFUL READY", False)


@pytest.mark.parametrize("whole", [False, True])
def test_a_task_whose_worker_is_killed_is_begun_again(tmp_path: Path, whole: bool) -> None:
    begun = tmp_path / "begun"
    say(tmp_path, f"slow.touch.enqueue({str(begun)!r}, 60)")
    with worker(tmp_path) as process:
        until(begun.exists)
        [child] = busy(process)
        os.kill(process.pid if whole else child, signal.SIGKILL)
        assert process.wait(10) == (-signal.SIGKILL if whole else 1)
        until(lambda: not Path(f"/proc/{child}").exists())
    begun.unlink()
    with worker(tmp_path) as process:
        until(begun.exists)


def test_a_worker_sees_what_waits_and_nothing_else() -> None:
    now = timezone.now()
    task = begun_by("desk-1")
    assert not something_waits()
    for status, run_after, waits in (
        ("READY", now - timedelta(seconds=1), True),
        ("READY", now + timedelta(hours=1), False),
        ("READY", get_date_max(), True),
        ("SUCCESSFUL", now - timedelta(seconds=1), False),
    ):
        DBTaskResult.objects.filter(pk=task.pk).update(status=status, run_after=run_after)
        assert something_waits() == waits == DBTaskResult.objects.ready().exists()


def begun_by(*workers: str) -> DBTaskResult[..., object]:
    """A task that these workers have begun, one after another, and that none has finished."""
    return DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.nothing",
        backend_name="default",
        run_after=timezone.now(),
        worker_ids=list(workers),
    )


def test_a_task_that_a_dead_worker_had_begun_goes_back_on_the_queue() -> None:
    task = begun_by("desk-1")
    assert take_up("desk-1") == 1
    task.refresh_from_db()
    assert task.status == "READY"


def test_tasks_of_other_workers_are_left_alone() -> None:
    other, taken_over = begun_by("desk-2"), begun_by("desk-1", "desk-2")
    assert take_up("desk-1") == 0
    for task in (other, taken_over):
        task.refresh_from_db()
        assert task.status == "RUNNING"


def test_a_task_that_took_down_every_worker_is_given_up() -> None:
    task = begun_by(*["desk-1"] * MOST_TRIES)
    take_up("desk-1")
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert "WorkerLost" in task.exception_class_path


def test_a_worker_logs_no_more_than_the_settings_say() -> None:
    before = [logging.getLogger(name).level for name in ("django_tasks", "django_tasks_db")]
    call_command(_quiet_worker(), batch=True, interval=0, startup_delay=False)
    assert [logging.getLogger(name).level for name in ("django_tasks", "django_tasks_db")] == before
    assert min(before) >= logging.WARNING
