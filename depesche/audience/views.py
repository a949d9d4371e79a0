"""What readers ask of the audience: to be led on by a short address, and to be counted."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from depesche.audience import subjects
from depesche.audience.models import ShortLink

# Readers' own browsers may keep it for a moment; caches between may not, so that a rename or a withdrawal shows.
_BRIEFLY = "private, max-age=60"
_AN_HOUR = "public, max-age=3600"


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where the subject of a short link stands now, and to nowhere else.

    Whatever else the request says, the target comes from the owner of the
    subject.  A code that nobody has and one whose subject readers may not see
    get the same 404.
    """
    response = HttpResponsePermanentRedirect(_target(code))
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


def _target(code: str) -> str:
    """The address that a code leads to; raises Http404."""
    link = ShortLink.objects.filter(code=code).first()
    path = subjects.path_of(link.kind, link.subject, timezone.now()) if link else None
    if path is None:
        raise Http404
    return path


@lru_cache(256)
def _drawn(address: str) -> bytes:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False, nl=False
    )
    return picture.getvalue()
