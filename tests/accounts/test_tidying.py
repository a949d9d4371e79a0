"""What is forgotten once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from depesche.accounts import tasks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "days", "stays"),
    [
        (TaskResultStatus.SUCCESSFUL, 2, False),
        (TaskResultStatus.SUCCESSFUL, 0, True),
        (TaskResultStatus.FAILED, 2, True),
        (TaskResultStatus.FAILED, 15, False),
    ],
)
def test_tasks_that_are_done_are_forgotten_with_the_addresses_they_were_told(
    status: str, days: int, stays: bool
) -> None:
    tasks.send_letter.enqueue("join", "mira@reader.example", "en", "", {})
    finished = timezone.now() - timedelta(days=days)
    DBTaskResult.objects.update(status=status, finished_at=finished, started_at=finished)
    tasks.tidy_accounts.call()
    assert DBTaskResult.objects.exists() == stays


def test_tasks_that_wait_are_never_forgotten() -> None:
    tasks.send_letter.enqueue("join", "mira@reader.example", "en", "", {})
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=100))
    tasks.tidy_accounts.call()
    assert DBTaskResult.objects.exists()
