"""The server of ``depesche serve`` before a newsroom that notes each page it renders: for granian to load.

``TORTURE_LOG`` names the file with a line for each call; ``TORTURE_SLOWER`` the seconds that each takes more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from depesche.server.wsgi import application as newsroom  # Django is set up first

from django.conf import settings  # isort: skip

from depesche.delivery.rendering import Renderer  # isort: skip
from depesche.delivery.store import store  # isort: skip
from depesche.server.bridge import Bridge  # isort: skip
from depesche.server.front import Front  # isort: skip
from depesche.server.lanes import Lanes  # isort: skip

LOG, SLOWER = os.environ["TORTURE_LOG"], float(os.environ.get("TORTURE_SLOWER", "0"))


def counted(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Note the call as soon as it comes, with one write, which no other process can come between."""
    log = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(log, f"{environ['PATH_INFO']}\n".encode())
    os.close(log)
    time.sleep(SLOWER)
    return newsroom(environ, start)


lanes = Lanes()
application = Front(
    store=store(),
    renderer=Renderer(counted, settings.BASE_URL),
    bridge=Bridge(counted, lanes=lanes, most_bytes=1_000_000),
    lanes=lanes,
)
