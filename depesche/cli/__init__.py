"""The ``depesche`` command: one newsroom, from making it to serving it."""

from __future__ import annotations

import platform
import sqlite3
from pathlib import Path

import click

import depesche
from depesche.cli.bounces import bounces
from depesche.cli.demo import demo
from depesche.cli.dkim import dkim
from depesche.cli.exports import export
from depesche.cli.followers import followers
from depesche.cli.home import DEFAULT_HOME, Home
from depesche.cli.imports import import_
from depesche.cli.manage import check, manage
from depesche.cli.new import new
from depesche.cli.nginx import nginx
from depesche.cli.press import press
from depesche.cli.release import release
from depesche.cli.serve import serve
from depesche.cli.words import _

__all__ = ["main"]


@click.group(
    help=_("Depesche, a self-hosted newsroom: write, verify, publish, broadcast and discuss the news."),
    epilog=_("“depesche demo” shows a newsroom at work; “depesche new” makes your own."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="DEPESCHE_HOME",
    default=DEFAULT_HOME,
    show_default=True,
    show_envvar=True,
    help=_("The folder that holds everything of one newsroom."),
)
@click.version_option(
    depesche.__version__,
    message=f"Depesche %(version)s (Python {platform.python_version()}, SQLite {sqlite3.sqlite_version})",
)
@click.pass_context
def main(context: click.Context, home: Path) -> None:
    """Remember which newsroom is meant; the commands beneath do the work."""
    context.obj = Home(home.absolute())


for _command in (new, serve, demo, import_, export, followers, press, nginx, release, bounces, dkim, manage, check):
    main.add_command(_command)
