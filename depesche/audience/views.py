"""What readers ask of the audience: to be led on by a short address, and to be counted."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from depesche.audience import readers, subjects
from depesche.audience.actions import View
from depesche.audience.counting import counting
from depesche.audience.models import Origin, ShortLink, What

# Readers' own browsers may keep it for a moment; caches between may not, so that a rename or a withdrawal shows.
_BRIEFLY = "private, max-age=60"
_AN_HOUR = "public, max-age=3600"
_LONGEST = 200  # bytes that a page says about itself
_ACT = re.compile(r"share|r[0-9a-f]{8}", re.ASCII)  # what a reader can do on purpose (``models.reaction``)


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where the subject of a short link stands now, and to nowhere else.

    Whatever else the request says, the target comes from the owner of the
    subject.  A code that nobody has and one whose subject readers may not see
    get the same 404.
    """
    link, path = _target(code)
    if request.method == "GET":
        host = urlsplit(request.headers.get("Referer", "")).netloc
        _note(request, link.kind, link.subject, What.LINK, host=host)
    response = HttpResponsePermanentRedirect(path)
    response["Cache-Control"] = _BRIEFLY
    return response


@require_safe
def qr_code(request: HttpRequest, code: str) -> HttpResponse:
    """The short address as a picture for cameras: SVG, dark on light also where the page is dark."""
    _target(code)
    response = HttpResponse(_drawn(f"{settings.BASE_URL}/k/{code}"), content_type="image/svg+xml")
    response["Cache-Control"] = _AN_HOUR
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@csrf_exempt  # it reads no cookie and does nothing in anybody's name, and pages from the store have no token
@require_http_methods(["POST", "GET", "HEAD"])
def seen(request: HttpRequest) -> HttpResponse:
    """Hear from a page that somebody looks at it: ``article:7k2mnpqrstuv`` and the host the reader came from.

    A script posts it; a page without script asks for it as a picture (GET).
    The answer is the same empty one whatever was said, and costs the same:
    whether there is such a subject is found out when the views are written.
    """
    said = _said(request)
    kind, _, name = said[0].partition(":")
    if request.method != "HEAD" and subjects.could_be(kind, name) and readers.asks_from_our_page(request):
        _note(request, kind, name, What.VIEW, host=said[1] if len(said) > 1 else "")
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@csrf_exempt  # as for looks: no cookie is read, pages from the store have no token, and who asks is looked at
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Hear that a reader shares a page or reacts to it, and lead back to the page; its script asks for no page.

    A form says ``of=article:7k2mnpqrstuv`` and ``what=share``.  What cannot be
    done there is not counted, and whether it was is not said.
    """
    kind, _, name = str(_form(request).get("of", "")).partition(":")
    path = subjects.path_of(kind, name, timezone.now()) if subjects.could_be(kind, name) else None
    if path is None:
        raise Http404
    what = str(_form(request).get("what", ""))
    if _ACT.fullmatch(what) and readers.asks_from_our_page(request):
        _note(request, kind, name, what, host="")
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return HttpResponse(status=303, headers={"Location": iri_to_uri(path), "Cache-Control": "no-store"})
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _form(request: HttpRequest) -> Mapping[str, Any]:
    """The fields of a short form; of a long one none."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return request.POST if length.isdecimal() and int(length) <= _LONGEST else {}


def _said(request: HttpRequest) -> list[str]:
    """The one or two words that the page says; none when it says too much."""
    if request.method == "POST":
        length = request.META.get("CONTENT_LENGTH") or "0"
        short = length.isdecimal() and int(length) <= _LONGEST
        text = request.read(_LONGEST).decode("ascii", "replace") if short else ""
    else:
        text = request.META.get("QUERY_STRING", "")[:_LONGEST]
    return text.split(" ")[:2]


def _note(request: HttpRequest, kind: str, subject: str, what: str, *, host: str) -> None:
    """Leave a view for the counters, if it is a reader's."""
    if not readers.counts(request):
        return
    now = timezone.now()
    try:
        salt = counting.salt(now)
    except DatabaseError:  # the first view of a day, and the database is away: better none than one without salt
        return
    # One reader has one reaction to a page, whichever word it is.
    mark = readers.mark(request, f"{'react' if what.startswith('r') else what}:{kind}:{subject}", salt)
    from_host = readers.origin(host) if host else Origin.UNKNOWN
    counting.note(View(kind, subject, what, now, mark.visitor, mark.network, from_host))


def _target(code: str) -> tuple[ShortLink, str]:
    """The link of a code and the address that it leads to; raises Http404."""
    link = ShortLink.objects.filter(code=code).first()
    path = subjects.path_of(link.kind, link.subject, timezone.now()) if link else None
    if link is None or path is None:
        raise Http404
    return link, path


@lru_cache(256)
def _drawn(address: str) -> bytes:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False, nl=False
    )
    return picture.getvalue()
