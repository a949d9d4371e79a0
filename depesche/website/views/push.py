"""What a reader's browser asks so that it is told of something: plain JSON, without a cookie.

Whoever knows the endpoint of a browser is that browser: its push service gives
it to nobody else, and no page shows it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_POST, require_safe

from depesche.accounts.limits import TooOften
from depesche.audience import readers
from depesche.subscriptions import actions
from depesche.subscriptions.subjects import Place, bundled, subject
from depesche.website.views.personal import personal

_MOST = 4096  # bytes; an endpoint has a quarter of it at most
_WORKER = "website/push_worker.js"


class _Unreadable(ValueError):
    """What was sent is not what our script sends."""


@csrf_exempt  # no cookie is looked at, so nobody can be made to ask for what they do not want
@require_POST
@personal
def push(request: HttpRequest, act: str) -> HttpResponse:
    """Begin, end, move or look at what a browser hears of."""
    if request.content_type != "application/json" or not settings.PUSH_SERVICES:
        return HttpResponse(status=415)
    try:
        return _done(act, _read(request), readers.network(request), timezone.now())
    except _Unreadable:
        return HttpResponse(status=400)
    except TooOften as refused:
        response = HttpResponse(status=429)
        response["Retry-After"] = str(max(1, int((refused.until - timezone.now()).total_seconds())))
        return response
    except (actions.NoBrowser, actions.NoTime):
        return HttpResponse(status=400)
    except actions.TooMany:
        return HttpResponse(status=409)


def _etag(request: HttpRequest) -> str:
    return f'"{_worker().stat().st_mtime_ns:x}"'


@require_safe
@condition(etag_func=_etag)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows messages; it stands where no page does, so no page waits for it."""
    response = HttpResponse(_worker().read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _done(act: str, said: Mapping[str, Any], network: str, at: datetime) -> HttpResponse:
    endpoint = _text(said, "endpoint")
    if act == "move":
        keys = _keys(said)
        actions.move(before=_text(said, "before"), endpoint=endpoint, network=network, at=at, **keys)
        return HttpResponse(status=204)
    if act == "quiet":
        hours = {"quiet_from": _hour(said, "from"), "quiet_to": _hour(said, "to")}
        actions.set_quiet(endpoint=endpoint, zone=_text(said, "zone"), at=at, **hours)
        return HttpResponse(status=204)
    place = Place(_text(said, "kind"), _text(said, "name"))
    if act == "end":
        actions.unwatch(endpoint=endpoint, place=place, at=at)
        return HttpResponse(status=204)
    if act == "look":
        begins, ends = actions.quiet_hours(endpoint=endpoint)
        return JsonResponse({"watches": actions.watches(endpoint=endpoint, place=place), "from": begins, "to": ends})
    if act != "begin" or place.kind in bundled() or subject(place, at) is None:
        return HttpResponse(status=404)
    actions.watch(place=place, endpoint=endpoint, network=network, at=at, **_keys(said))
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> Mapping[str, Any]:
    said = request.read(_MOST + 1)
    try:
        found = json.loads(said) if len(said) <= _MOST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _Unreadable
    return found


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or "\0" in found or not found.isascii():
        raise _Unreadable(name)
    return found


def _hour(said: Mapping[str, Any], name: str) -> int | None:
    found = said.get(name)
    if found is not None and type(found) is not int:
        raise _Unreadable(name)
    return found


def _keys(said: Mapping[str, Any]) -> dict[str, str]:
    keys = said.get("keys")
    if not isinstance(keys, dict):
        raise _Unreadable("keys")
    return {"key": _text(keys, "p256dh"), "secret": _text(keys, "auth")}


def _worker() -> Path:
    found = finders.find(_WORKER)
    assert isinstance(found, str)
    return Path(found)
