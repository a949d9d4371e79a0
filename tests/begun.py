"""A database as the migrations leave it, which newsrooms of the tests begin with: to make one takes ten seconds.

The test database keeps it (see ``conftest.py``), for as long as no migration changes.  Scripts of tests call
``migrate``, and ``python tests/begun.py WORDS`` is the ``depesche`` command for newsrooms that a test only needs; how
one is really made has tests of its own.
"""

from __future__ import annotations

import os
import shutil
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = str(Path(__file__).resolve())  # what to run in place of ``-m depesche``


def kept_database() -> Path:
    """Where the database of these migrations is kept between runs."""
    digest = blake2b(digest_size=12)
    for path in (*sorted((ROOT / "depesche").rglob("migrations/*.py")), ROOT / "requirements" / "dev.txt"):
        digest.update(path.read_bytes())
    return ROOT / ".pytest_cache" / "d" / "migrated" / f"{digest.hexdigest()}.sqlite3"


def migrate() -> None:
    """Bring the database of the environment up to date; an embedded one that is not there begins with the kept one."""
    from django.core.management import call_command

    from depesche.cli import upkeep

    _begin_with_what_is_kept()
    if upkeep.pending_migrations():
        call_command("migrate", verbosity=0)


def put(place: Path) -> None:
    """Put a copy of the kept database at ``place``; if none was kept yet, whoever opens it there makes one."""
    if (kept := kept_database()).exists() and place.parent.exists() and not place.exists():
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        shutil.copyfile(kept, draft)
        draft.rename(place)


def main() -> None:
    """The ``depesche`` command, whose new newsrooms begin with the kept database."""
    from depesche.cli import main, upkeep

    update = upkeep.update_database

    def updated() -> bool:
        _begin_with_what_is_kept()
        return update()

    upkeep.update_database = updated
    main(prog_name="depesche")


def _begin_with_what_is_kept() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        put(Path(connection.settings_dict["NAME"]))


if __name__ == "__main__":
    main()
