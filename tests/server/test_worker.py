"""What a worker does about the tasks of its dead predecessor."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from depesche.server.worker import MOST_TRIES, _quiet_worker, take_up

pytestmark = pytest.mark.django_db


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
