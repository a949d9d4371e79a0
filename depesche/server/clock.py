"""``python -m depesche.server.clock``: the clock of the newsroom as the supervisor runs it."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def main() -> None:
    """Keep appointments until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.settings")
    django.setup()
    from depesche.server import databases  # it needs the settings

    databases.expect_one()
    call_command("clock")


if __name__ == "__main__":
    main()
