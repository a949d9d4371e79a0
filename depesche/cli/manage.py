"""``depesche manage`` and ``depesche check``: Django's own commands, and a look at the whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.words import _


@click.command(
    help=_("Run a command of Django or Wagtail in this newsroom; “depesche manage help” lists them."),
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def manage(home: Home, arguments: tuple[str, ...]) -> None:
    """Hand over to Django."""
    home.enter(quiet=False)
    from django.core.management import ManagementUtility

    ManagementUtility(["depesche manage", *arguments]).execute()


@click.command(help=_("Say whether the newsroom is in order: settings, database, files and rights."))
@click.pass_obj
def check(home: Home) -> None:
    """Print what is wrong and how to put it right; the exit code is 1 if anything is."""
    home.enter()
    wrong = [*_settings(), *_database(), *_rights(home), *_release()]
    for line in wrong:
        click.echo(f"- {line}", err=True)
    if wrong:
        sys.exit(1)
    click.echo(_("The newsroom in %(folder)s is in order.") % {"folder": home.folder})


def _settings() -> Iterator[str]:
    from django.core.checks import WARNING, run_checks

    for message in run_checks(databases=["default"]):
        if message.level >= WARNING and not message.is_silenced():
            yield f"{message.msg} {message.hint or ''} ({message.id})"


def _database() -> Iterator[str]:
    if upkeep.unreadable_database():
        return
    pending = upkeep.pending_migrations()
    if pending:
        yield _("The database lacks %(count)d changes of this version; “depesche serve” brings them in.") % {
            "count": len(pending)
        }


def _rights(home: Home) -> Iterator[str]:
    for path in (home.folder / "keys", *sorted((home.folder / "keys").glob("*")), home.configuration):
        if path.exists() and path.stat().st_mode & 0o077:
            yield _("Others on this machine may read %(path)s. Put it right: chmod go= %(path)s") % {"path": path}


def _release() -> Iterator[str]:
    from depesche.cli.release import described
    from depesche.delivery.store import store

    state = store().register.read()
    if state.waiting and not state.trying:
        yield "\n  ".join(described(state))
