"""Sending readers away for a moment: prepared once, so that it costs next to nothing when there are many."""

from __future__ import annotations

import random
from functools import lru_cache

from depesche.server.rsgi import Channel, Scope

LATEST = 9  # seconds after which those who were sent away are asked to come again


def refuse(scope: Scope, channel: Channel) -> None:
    """Answer 503 with the time to come again, which differs so that not all come at once."""
    seconds = random.randint(1, LATEST)  # noqa: S311 - nobody gains by guessing it
    headers, body = _prepared()
    headers = [*headers, ("retry-after", str(seconds))]
    if scope.method == "HEAD":
        channel.response_empty(503, headers)
    else:
        channel.response_bytes(503, headers, body)


@lru_cache(1)
def _prepared() -> tuple[list[tuple[str, str]], bytes]:
    from depesche.website.views.errors import unavailable  # it needs Django's apps, which are loaded later

    page = unavailable()
    headers = [
        ("content-type", page["Content-Type"]),
        ("cache-control", page["Cache-Control"]),
        ("content-security-policy", "default-src 'none'; style-src 'self'; img-src 'self'"),
        ("x-content-type-options", "nosniff"),
        ("content-length", str(len(page.content))),
    ]
    return headers, page.content
