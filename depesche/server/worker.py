"""``python -m depesche.server.worker NUMBER``: does what follows later, one task after another."""

from __future__ import annotations

import os
import platform
import sys

import django
from django.core.management import BaseCommand, call_command

MOST_TRIES = 3  # A task that has taken this many workers down with it is not tried again.


class WorkerLost(RuntimeError):
    """The worker of this task died each time it was tried."""


def main(number: int) -> None:
    """Be the worker of this number, in a process that has loaded nothing yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.settings")
    django.setup()
    work(number)


def work(number: int) -> None:
    """Take up what the worker of this number left when it died, then work until told to stop."""
    from depesche.server import databases  # it needs the settings

    databases.expect_one()
    name = f"{platform.node()[:50]}-{number}"
    take_up(name)
    call_command(_quiet_worker(), queue_name="*", worker_id=name, interval=0.5, startup_delay=False, reload=False)


def _quiet_worker() -> BaseCommand:
    """The command that works the queue, with the levels of logging that the settings say, not its own."""
    from django_tasks_db.management.commands.db_worker import Command

    class QuietCommand(Command):
        def configure_logging(self, verbosity: int) -> None:
            """Two lines for each task that went well would drown what an operator must see."""

    return QuietCommand()


def take_up(name: str) -> int:
    """Put tasks that the dead worker ``name`` had begun back on the queue; returns how many.

    Tasks are idempotent, so doing one again is safe.  The name is in use by
    one living process at a time: the supervisor starts a worker only after its
    predecessor is gone, and a newsroom has one supervisor.
    """
    from django_tasks_db.models import DBTaskResult  # models exist only after django.setup()

    begun = [task for task in DBTaskResult.objects.running() if task.worker_ids[-1:] == [name]]
    for task in begun:
        if len(task.worker_ids) >= MOST_TRIES:
            task.set_failed(WorkerLost(f"tried {len(task.worker_ids)} times"))
        else:
            task.status = "READY"
            task.save(update_fields=["status"])
    return len(begun)


if __name__ == "__main__":
    main(int(sys.argv[1]))
