"""The newsroom with its page store in front: what a worker of the web server loads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from depesche.delivery.caches import kinds
from depesche.delivery.rendering import Renderer
from depesche.delivery.store import store
from depesche.server.bridge import Bridge
from depesche.server.front import Front
from depesche.server.wsgi import application as newsroom

THREADS = 4  # Python runs one at a time; the others wait for the database, a file or a reader
FORM = 8 * 1024 * 1024  # bytes of a form beside the file that it carries

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="newsroom")
application = Front(
    store=store(),
    renderer=Renderer(newsroom, settings.BASE_URL, announce=kinds()),
    bridge=Bridge(newsroom, threads=_threads, most_bytes=settings.PHOTO_MAX_BYTES + FORM),
    threads=_threads,
)
