"""``python -m depesche.server.worker NUMBER``: has what follows later done, one task after another.

The worker itself only looks whether there is something to do.  A copy of it
does that (fork) and ends when nothing waits any more: what the tasks took of
memory, and what they may have left behind, is given back, and a quiet
newsroom pays for none of it.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import sys
import time
from multiprocessing.context import ForkProcess

import django
from django.core.management import BaseCommand, call_command
from django.utils import timezone

from depesche.server.lifeline import be_called, die_with_parent

MOST_TRIES = 3  # A task that has taken this many workers down with it is not tried again.
EVERY = 0.5  # seconds between two looks at the queue
_FORK = multiprocessing.get_context("fork")


class WorkerLost(RuntimeError):
    """The worker of this task died each time it was tried."""


def main(number: int) -> None:
    """Be the worker of this number, in a process that has loaded nothing yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.settings")
    django.setup()
    work(number)


def work(number: int) -> None:
    """Take up what the worker of this number left when it died, then have tasks done until told to stop.

    Ends with 1 when the copy that does them dies, so that whoever starts the worker again knows of it.
    """
    from depesche.server import databases  # it needs the settings

    databases.expect_one()
    hand = _Hand(number)
    hand.work()  # also what a worker before this one may have left
    while hand.free:
        time.sleep(EVERY)
        if something_waits():
            hand.work()


def something_waits() -> bool:
    """Whether there is a task whose time has come.

    Asked as bare SQL: a look through the models would give each worker some 5 MB that it else shares with all parts.
    """
    from django.db import close_old_connections, connection
    from django_tasks_db.models import DBTaskResult, get_date_max  # models exist only after django.setup()

    close_old_connections()
    said = connection.ops.adapt_datetimefield_value
    table = connection.ops.quote_name(DBTaskResult._meta.db_table)
    ask = f"SELECT 1 FROM {table} WHERE status = 'READY' AND (run_after = %s OR run_after <= %s) LIMIT 1"  # noqa: S608 - the name is that of a model
    with connection.cursor() as cursor:
        cursor.execute(ask, [said(get_date_max()), said(timezone.now())])
        return cursor.fetchone() is not None


class _Hand:
    """The copy of a worker that does what waits; when the worker is told to stop, it ends with its present task."""

    def __init__(self, number: int) -> None:
        self.free = True  # not told to stop
        self._number = number
        self._process: ForkProcess | None = None
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)

    def work(self) -> None:
        """Do everything that waits."""
        from django.db import connections

        connections.close_all()  # two processes on one connection understand nothing
        self._process = _FORK.Process(target=self._do, args=(os.getpid(),))
        self._process.start()
        self._process.join()
        if self._process.exitcode and self.free:
            sys.exit(1)
        self._process = None

    def _do(self, parent: int) -> None:
        die_with_parent(parent)
        be_called(f"busy worker {self._number}")
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until the command has ways of its own
        name = f"{platform.node()[:50]}-{self._number}"
        take_up(name)
        how = {"batch": True, "interval": EVERY, "startup_delay": False, "reload": False}
        call_command(_quiet_worker(), queue_name="*", worker_id=name, **how)

    def _stop(self, number: int, _frame: object) -> None:
        self.free = False
        if self._process is None or self._process.pid is None:
            sys.exit(0)
        os.kill(self._process.pid, number)


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
