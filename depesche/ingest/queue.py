"""The task queue, and how an import keeps from flooding it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tasks.utils import normalize_json
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

_held: ContextVar[dict[str, DBTaskResult[Any, Any]] | None] = ContextVar("held", default=None)


class Queue(DatabaseBackend):
    """Tasks as rows of the database; within ``once`` they wait for its end."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Put a task on the queue, or hold it if the like of it is not held already."""
        held = _held.get()
        if held is None:
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        given = normalize_json({"args": args, "kwargs": kwargs})
        row: DBTaskResult[Any, Any] = DBTaskResult(
            args_kwargs=given,
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after,  # saving turns None into what the column has for "at once"
            backend_name=self.alias,
        )
        return held.setdefault(json.dumps([row.task_path, str(row.run_after), given]), row).task_result


@contextmanager
def once() -> Iterator[None]:
    """Put equal tasks on the queue once, together, when the block ends well; to be used within a transaction.

    Wagtail asks for its search index with each of several saves of a page, and
    for its references with each; every task may run twice, so once is enough.
    """
    if _held.get() is not None:
        yield
        return
    held: dict[str, DBTaskResult[Any, Any]] = {}
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    for row in held.values():
        row.save(force_insert=True)
