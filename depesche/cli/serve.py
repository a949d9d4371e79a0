"""``depesche serve``: one command is a working newsroom."""

from __future__ import annotations

import errno
import fcntl
import gc
import os
import socket
import subprocess
import sys
from dataclasses import asdict
from typing import NoReturn

import click

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _
from depesche.server import parts
from depesche.server.memory import leave_out
from depesche.server.parts import Plan

MOST_WORKERS = 4


@click.command(help=_("Serve the newsroom: web server, task workers and clock in one supervised group."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen at."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("The port."))
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    show_default=_("1 with the embedded database, else one for each processor core, 4 at most"),
    help=_("Processes that answer readers."),
)
@click.option(
    "--task-workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help=_("Processes that do what follows later: pictures, mail, purges."),
)
@click.pass_obj
def serve(home: Home, host: str, port: int, workers: int | None, task_workers: int) -> None:
    """Bring the newsroom up to date and open it."""
    need_port(host, port)
    has_address = home.says("DEPESCHE_BASE_URL")
    know_address(home, host, port)
    gc.disable()  # there is nothing to collect while modules are loaded, and looking for it takes a tenth of the time
    home.enter(before=leave_out)
    upkeep.need_store(has_address=has_address)
    only_once(home)
    updated = upkeep.update_database()
    address = f"http://{_in_url(host)}:{port}/"
    opened = _("The newsroom is open at %(address)s (Ctrl+C closes it)") % {"address": address}
    become_server(Plan(host, port, workers or usual_workers(), task_workers, opened), anew=updated)


def need_port(host: str, port: int) -> None:
    """End with one line if the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise Refusal(_why_not(error, host, port)) from None


def know_address(home: Home, host: str, port: int) -> None:
    """Let pages name the address at which they are served, unless a setting says another."""
    if not home.says("DEPESCHE_BASE_URL"):
        os.environ["DEPESCHE_BASE_URL"] = f"http://{_in_url(host)}:{port}"


def only_once(home: Home) -> None:
    """End with one line if this newsroom is being served already.

    Two clocks or two workers of one name must not run.  The lock belongs to
    this process, goes with it into the supervisor and ends with it, even when
    it is killed.
    """
    lock = os.open(home.folder / ".serving", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(_("This newsroom is being served already. Stop that one first, or serve another home.")) from None
    os.set_inheritable(lock, True)


def usual_workers() -> int:
    """How many processes answer readers unless somebody says: a small newsroom is to stay small."""
    from django.db import connection

    return 1 if connection.vendor == "sqlite" else min(MOST_WORKERS, os.cpu_count() or 1)


def become_server(plan: Plan, *, anew: bool) -> NoReturn:
    """Turn this process into the supervisor.

    What is in its memory is shared with all parts.  ``anew`` throws it away
    and loads the newsroom again, after work that has left something behind.
    """
    from django.db import connections

    from depesche.delivery import deploys
    from depesche.delivery.store import close

    if deploys.begin():
        # Readers get the pages of the release before meanwhile, so nobody waits for it.
        click.echo(_("This is another release; its pages are tried before they replace one."))
        _try_release()
    close()
    connections.close_all()
    sys.stdout.flush()
    if anew:
        words = (f"--{name.replace('_', '-')}={value}" for name, value in asdict(plan).items())
        os.execv(sys.executable, [sys.executable, "-m", "depesche.server", *words])  # noqa: S606 - the command is our own
    sys.exit(parts.serve(plan))


def _try_release() -> None:
    """Start the trial beside the newsroom; it ends with the supervisor, which holds the other end of its input."""
    from depesche.delivery.release import environment

    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    command = [sys.executable, "-P", "-m", "depesche", "release", "try", "--decide"]
    subprocess.Popen(command, env=environment(), stdin=reading)  # noqa: S603 - the command is our own
    os.close(reading)


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("Port %(port)d is in use by another program. Choose another, for example --port %(other)d.") % {
            "port": port,
            "other": port + 1 if port < 65535 else 8000,
        }
    return _("Cannot listen at %(host)s, port %(port)d: %(reason)s.") % {
        "host": host,
        "port": port,
        "reason": error.strerror,
    }


def _in_url(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
