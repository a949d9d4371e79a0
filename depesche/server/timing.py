"""How long the newsroom took: said to staff, whose browsers show it, and to nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def server_timing(get_response: Answer) -> Answer:
    """Add ``Server-Timing`` (W3C) to what is answered to somebody who may enter the desk."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        queries = _Queries()
        began = time.perf_counter()
        with connection.execute_wrapper(queries):
            response = get_response(request)
        took = time.perf_counter() - began
        # An error may mean that the database is away, and what leads elsewhere is no page that somebody waits for.
        user = getattr(request, "user", None) if response.status_code < 500 and "Location" not in response else None
        if user is not None and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
            response["Server-Timing"] = (
                f'newsroom;dur={took * 1000:.1f}, database;dur={queries.seconds * 1000:.1f};desc="{queries.count}"'
            )
        return response

    return answer


class _Queries:
    """How many there were and how long they took."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began
