"""The parts of a newsroom, and the process that they begin in."""

from __future__ import annotations

import multiprocessing
import resource
import socket
import sys
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from depesche.server import memory
from depesche.server.supervisor import Part, Supervisor

MOST_CONNECTIONS = 10_000  # that each process holds
_NEEDED = (
    "depesche.newsroom.management.commands.clock",
    "depesche.server.bridge",
    "depesche.server.front",
    "depesche.server.worker",
    "django_tasks_db.management.commands.db_worker",
    "granian.server.mp",
)


@dataclass(frozen=True)
class Plan:
    """Where a newsroom is to be served and by how many; ``opened`` is said once it answers."""

    host: str
    port: int
    workers: int = 1  # processes that answer readers
    task_workers: int = 1  # processes that do what follows later
    opened: str = "The newsroom is open."


def serve(plan: Plan) -> int:
    """Serve the newsroom of this process, whose apps are loaded, until told to stop; returns the exit code."""
    memory.be_thrifty()
    _take_all_files()
    _load()
    supervisor = Supervisor(
        parts=parts(plan),
        say=_say,
        ready=lambda: _answers(plan.host, plan.port),
        when_ready=lambda: _say(plan.opened),
    )
    return supervisor.run()


def parts(plan: Plan) -> list[Part]:
    """The processes in the order of their start; they stop in the opposite one, readers' door first."""
    numbers = range(1, plan.task_workers + 1)
    workers = [Part(f"task worker {number}", partial(_do_tasks, number)) for number in numbers]
    return [*workers, Part("clock", _keep_time), Part("web server", partial(_answer_readers, plan))]


def _take_all_files() -> None:
    """Let each process have as many connections as the system grants: the usual first limit is a thousand."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _load() -> None:
    """Have in memory, once for all parts, what they need; no thread may begin and no database be asked here."""
    from django.urls import get_resolver

    for module in _NEEDED:
        import_module(module)
    _ = get_resolver().url_patterns


def _begin() -> None:
    """Speak the language of the newsroom, not the one of the terminal that it was started from."""
    from django.utils import translation

    translation.deactivate()


def _do_tasks(number: int) -> None:
    from depesche.server import worker

    _begin()
    worker.work(number)


def _keep_time() -> None:
    from django.core.management import call_command

    from depesche.server import databases

    _begin()
    databases.expect_one()
    call_command("clock")


def _answer_readers(plan: Plan) -> None:
    _begin()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)  # its workers share what is in memory as well
    web_server(plan).serve(target_loader=_application)


def web_server(plan: Plan, target: str = "depesche.server.web:application") -> Any:
    """The server in front of the newsroom, or of what a test puts in its place."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    return Granian(
        target,
        address=plan.host,
        port=plan.port,
        interface=Interfaces.RSGI,
        workers=plan.workers,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        # By itself granian stops at a thousand connections for all processes together, and then readers who
        # say nothing keep out those who want something.
        backlog=4096,
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        # Less than the supervisor grants, so that a slow reader cannot make the web server look stuck.
        workers_kill_timeout=4,
        log_level=LogLevels.warning,
    )


def _application(_target: str) -> Any:
    from depesche.server.web import application

    return application


def _answers(host: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        socket.create_connection((reachable, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
