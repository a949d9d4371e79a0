"""What a newsroom needs before it can open: its database up to date."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import click

from depesche.cli.refusal import Refusal
from depesche.cli.words import _


def unreadable_database() -> bool:
    """Whether the setting that names the database says nothing that could be one."""
    from django.conf import settings

    return any(name == "DEPESCHE_DATABASE_URL" for name, _value, _kind in settings.UNREADABLE)


def need_store(*, has_address: bool) -> None:
    """End with one line if the setting that names a page store for several machines cannot work."""
    from django.conf import settings

    if not settings.VALKEY_URL:
        return
    from depesche.delivery.store.valkey.address import Address, NoAddress

    try:
        Address.read(settings.VALKEY_URL)
    except NoAddress:
        raise Refusal(_("DEPESCHE_VALKEY_URL names no Valkey. Look at it: depesche check")) from None
    if not has_address:
        raise Refusal(_("Several machines need DEPESCHE_BASE_URL, the same on each, to find each other’s pages."))


def pending_migrations() -> list[str]:
    """The changes that the database still lacks, by name."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    if unreadable_database():
        raise Refusal(_("DEPESCHE_DATABASE_URL names no database that Depesche knows. Look at it: depesche check"))
    try:
        if _all_recorded():
            return []
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Refusal(
            _("The database cannot be opened: %(reason)s. Look at DEPESCHE_DATABASE_URL.")
            % {"reason": str(error).strip()}
        ) from None
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def update_database() -> bool:
    """Bring the database up to this version of Depesche and say whether it was not; one with content is copied first.

    Needs a newsroom that has been entered.  Only the embedded database is copied; PostgreSQL has its own
    ways to keep copies.
    """
    from django.core.management import call_command
    from django.db import connection

    if not pending_migrations():
        return False
    if connection.vendor == "sqlite" and connection.introspection.table_names():
        copy = copy_database(_backups())
        click.echo(_("Updating the database; a copy from before is in %(copy)s") % {"copy": copy})
    with _seldom_collecting():
        call_command("migrate", interactive=False, verbosity=0)
    return True


def copy_database(folder: Path) -> Path:
    """Copy the embedded database into ``folder`` while it is in use; returns the copy, complete and consistent."""
    from django.db import connection

    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"newsroom-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return copy


def _all_recorded() -> bool:
    """Whether every change that lies in the packages was made: a look that loads none of them, for each start."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    recorded = set(MigrationRecorder(connection).applied_migrations())
    for label in (config.label for config in apps.get_app_configs()):
        module, _explicit = MigrationLoader.migrations_module(label)
        found = module and find_spec(module)
        places = found.submodule_search_locations if found else None
        names = {name for _finder, name, _package in iter_modules(places or [])}
        if not {(label, name) for name in names if name[0] not in "_~"} <= recorded:
            return False
    return True


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Migrations build many thousands of model classes; collecting garbage among them takes a third of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _backups() -> Path:
    return Path(os.environ["DEPESCHE_HOME"]) / "backups"
