"""``depesche new``: makes a newsroom, asks nothing and overwrites nothing."""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

import click

from depesche.cli import upkeep
from depesche.cli.home import DEFAULT_HOME, Home, write_secret
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

LANGUAGES = ("en", "de", "ar")


@dataclass(frozen=True)
class FirstPeople:
    """Who opens the newsroom, and the edition it opens with, if any.

    ``password_file`` in the folder of keys keeps the password; without it, the password is told once and kept nowhere.
    """

    email: str
    name: str
    language: str
    edition: str | None
    password_file: str | None = None


@click.command(help=_("Make a newsroom in FOLDER: database, keys, configuration and an administrator."))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False, metavar=_("[FOLDER]"))
@click.option("--email", default="editor@localhost", show_default=True, help=_("The administrator's address."))
@click.option("--name", default="", help=_("The administrator's name."))
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help=_("The language of the desk.")
)
@click.option("--edition", metavar=_("CODE"), help=_("Open a first edition under this code, for example “en”."))
@click.pass_obj
def new(home: Home, folder: Path | None, email: str, name: str, language: str, edition: str | None) -> None:
    """Make the newsroom and print once how to sign in to it."""
    target = folder.absolute() if folder else home.folder
    _need_address(email)
    password = make_newsroom(target, FirstPeople(email, name, language, edition))
    named = "" if target == Path.cwd() / DEFAULT_HOME else f"--home {_relative(target)} "
    click.echo(
        _(
            "The newsroom is ready in %(folder)s.\n\n"
            "  Sign in as   %(email)s\n"
            "  Password     %(password)s   (shown this once; change it at the desk)\n\n"
            "Open it:       depesche %(named)sserve\n"
            "Settings:      %(settings)s"
        )
        % {
            "folder": target,
            "email": email,
            "password": password,
            "named": named,
            "settings": _relative(target) / "depesche.env",
        }
    )


def make_newsroom(target: Path, people: FirstPeople) -> str:
    """Make a newsroom at ``target`` and return the administrator's password.

    It is made beside its place and moved there when it is complete, so that a
    run that breaks off leaves no half newsroom.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(
            _("%(folder)s is there already and is not empty; nothing was changed. Choose another folder.")
            % {"folder": target}
        )
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        password = _fill(Home(unfinished), people)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return password


def _fill(home: Home, people: FirstPeople) -> str:
    home.lay_out(language=people.language)
    home.enter()
    upkeep.update_database()
    password = secrets.token_urlsafe(12)
    _first_people(people, password)
    if people.password_file:
        write_secret(home.folder / "keys" / people.password_file, password)
    from django.db import connections

    connections.close_all()
    return password


def _first_people(people: FirstPeople, password: str) -> None:
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import timezone

    from depesche.accounts.models import User
    from depesche.newsroom import actions as newsroom

    if User.objects.exists():
        raise Refusal(
            _("The database holds a newsroom already; nothing was changed. Set DEPESCHE_DATABASE_URL to an empty one.")
        )
    first, _space, last = people.name.rpartition(" ")
    with transaction.atomic():
        editor = User.objects.create_superuser(people.email, password, first_name=first, last_name=last)
        if people.edition:
            try:
                newsroom.open_edition(
                    code=people.edition,
                    name=people.edition.upper(),
                    language=people.language,
                    time_zone="UTC",
                    by=editor,
                    at=timezone.now(),
                )
            except ValidationError as fault:
                raise Refusal(
                    _("“%(code)s” cannot be the code of an edition; nothing was made. %(reason)s")
                    % {"code": people.edition, "reason": " ".join(fault.messages)}
                ) from None


def _need_address(email: str) -> None:
    # The demo's own “editor@demo.localhost” is one as well.
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise Refusal(_("“%(email)s” is no e-mail address; nothing was made.") % {"email": email})


def _relative(path: Path) -> Path:
    """The shortest way to write the path from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
