"""The newsroom with its page store in front: what a worker of the web server loads."""

from __future__ import annotations

import sys

from django.conf import settings

from depesche.delivery.caches import kinds
from depesche.delivery.rendering import Renderer
from depesche.delivery.store import store
from depesche.newsroom.models.public import is_article
from depesche.server import databases
from depesche.server.bridge import Bridge
from depesche.server.front import Front
from depesche.server.lanes import Lanes
from depesche.server.wsgi import application as newsroom

# Seconds after which a thread that works for one must let the others go on; Python's own 5 ms, once for each
# of them, is what a reader waits who asks for a page that is there.
TURN = 0.0005
FORM = 8 * 1024 * 1024  # bytes of a form beside the file that it carries

sys.setswitchinterval(TURN)
databases.expect_one()
databases.watch()
_lanes = Lanes(hang_up=databases.hang_up)
application = Front(
    store=store(),
    renderer=Renderer(newsroom, settings.BASE_URL, announce=kinds()),
    bridge=Bridge(newsroom, lanes=_lanes, most_bytes=settings.PHOTO_MAX_BYTES + FORM),
    lanes=_lanes,
    lists=lambda address: not is_article(address),
)
