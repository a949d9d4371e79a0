"""``python -m benchmarks.web PORT``: the web server without clock and task workers, with two processes."""

from __future__ import annotations

import sys

import depesche.server.wsgi  # noqa: F401 - Django is set up first
from depesche.server.parts import Plan, web_server


def begin() -> None:
    """Let readers get pages of what answers here, as ``depesche serve`` does before it opens."""
    from django.db import connections

    from depesche.delivery import deploys
    from depesche.delivery.store import close

    deploys.begin()
    close()
    connections.close_all()


if __name__ == "__main__":
    begin()
    web_server(Plan("127.0.0.1", int(sys.argv[1]), workers=2)).serve()
