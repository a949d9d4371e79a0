"""Sending readers away for a moment: prepared once, so that it costs next to nothing when there are many."""

from __future__ import annotations

import random
from functools import lru_cache

from django.template.loader import render_to_string

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
    page = render_to_string("website/503.html").encode()
    headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; style-src 'self'; img-src 'self'"),
        ("x-content-type-options", "nosniff"),
        ("content-length", str(len(page))),
    ]
    return headers, page
