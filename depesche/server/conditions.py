"""Conditional requests: who has the bytes already gets none (RFC 9110, 13)."""

from __future__ import annotations

from django.utils.http import parse_http_date_safe

from depesche.delivery.store.entry import Entry
from depesche.server.rsgi import Scope


def has_it(scope: Scope, entry: Entry) -> bool:
    """Whether the reader has this very page, in whatever coding they got it."""
    tags = scope.headers.get("if-none-match")
    if tags is not None:
        return any(named(tags, f'"{entry.etag}{coding}"') for coding in ("", *(f"-{one}" for one in entry.bodies)))
    since, changed = _seconds(scope.headers.get("if-modified-since")), dated(entry)
    return since is not None and changed is not None and changed <= since


def named(tags: str | None, tag: str) -> bool:
    """Whether If-None-Match names this tag; the comparison is the weak one."""
    if tags is None:
        return False
    return tags.strip() == "*" or any(one.strip().removeprefix("W/") == tag for one in tags.split(","))


def dated(entry: Entry) -> int | None:
    """When the page says that it was last changed, in Unix time."""
    return _seconds(next((value for name, value in entry.headers if name == "last-modified"), None))


def _seconds(date: str | None) -> int | None:
    return parse_http_date_safe(date) if date else None
