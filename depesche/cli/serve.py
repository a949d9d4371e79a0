"""``depesche serve``: one command is a working newsroom."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
from typing import NoReturn

import click

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

MOST_WORKERS = 4


@click.command(help=_("Serve the newsroom: web server, task workers and clock in one supervised group."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen at."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("The port."))
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(MOST_WORKERS, os.cpu_count() or 1),
    show_default=True,
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
def serve(home: Home, host: str, port: int, workers: int, task_workers: int) -> None:
    """Bring the newsroom up to date and open it."""
    need_port(host, port)
    know_address(home, host, port)
    home.enter()
    only_once(home)
    upkeep.update_database()
    address = f"http://{_in_url(host)}:{port}/"
    opened = _("The newsroom is open at %(address)s (Ctrl+C closes it)") % {"address": address}
    become_server(host, port, workers, task_workers, opened)


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


def become_server(host: str, port: int, workers: int, task_workers: int, opened: str) -> NoReturn:
    """Turn this process into the supervisor; nothing of the set-up stays in memory."""
    from django.db import connections

    from depesche.delivery import deploys
    from depesche.delivery.store import store

    if deploys.begin():
        # Readers get the pages of the release before meanwhile, so nobody waits for it.
        click.echo(_("This is another release; its pages are tried before they replace one."))
        _try_release()
    store().close()
    connections.close_all()
    sys.stdout.flush()
    command = [sys.executable, "-m", "depesche.server", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--task-workers", str(task_workers), "--ready-text", opened]
    os.execv(sys.executable, command)  # noqa: S606 - the command is our own


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
