"""A task that takes its time."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def touch(path: str, seconds: float) -> None:
    """Say that it has begun, and take so long."""
    Path(path).touch()
    time.sleep(seconds)
