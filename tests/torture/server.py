"""``python -m tests.torture.server PORT``: three processes that answer from ``counted``."""

from __future__ import annotations

import sys

import depesche.server.wsgi  # noqa: F401 - Django is set up first
from depesche.server.parts import Plan, web_server


def begin() -> None:
    """Let readers get pages of what answers here: the newsroom was made at another address."""
    from django.db import connections

    from depesche.delivery import deploys
    from depesche.delivery.store import close

    deploys.begin()
    close()
    connections.close_all()


if __name__ == "__main__":
    begin()
    web_server(Plan("127.0.0.1", int(sys.argv[1]), workers=3), "tests.torture.counted:application").serve()
