"""The news of the house: what happened, announced to whoever follows it up.

An app below never imports an app above.  It emits an event, a frozen dataclass
of ids and scalars defined in its own ``events.py``, and :mod:`depesche.wiring`
says which tasks follow.  Tasks are enqueued as rows of the same database
transaction, so they are kept or lost together with the change they follow
(a transactional outbox).

Plain Python: anything with an ``enqueue(**fields)`` method may follow an event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar, Protocol


class Event(Protocol):
    """A frozen dataclass whose fields are ids and scalars."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class Task(Protocol):
    """Something that can be put on the queue with the fields of an event."""

    @property
    def enqueue(self) -> Callable[..., Any]:
        """Put the task on the queue with the given arguments."""


_followers: dict[type, list[Task]] = {}


def follow(event: type, *tasks: Task) -> None:
    """Let ``tasks`` follow each ``event``; a task follows an event once, however often it is said."""
    known = _followers.setdefault(event, [])
    known.extend(task for task in tasks if task not in known)


def followers(event: type) -> tuple[Task, ...]:
    """The tasks that follow ``event``, in the order of the wiring."""
    return tuple(_followers.get(event, ()))


def emit(event: Event) -> None:
    """Announce ``event``: enqueue each task that follows it with the event's fields as arguments."""
    payload = {field.name: getattr(event, field.name) for field in fields(event)}
    for task in followers(type(event)):
        task.enqueue(**payload)
