"""Handing out files: what is public to everybody, everything else to the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from depesche.delivery.caches import kinds
from depesche.delivery.rendering import for_caches
from depesche.media import files, keys
from depesche.media.types import is_shown_in_place, media_type

_CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
# What lies under a name never changes: a changed picture gets another name.
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def public_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition or a recording that something live shows."""
    response = _answer(request, files.public(), path)
    response["Cache-Control"] = _FOR_EVER
    _, name, *_ = [*path.split("/"), "", ""]
    if name and settings.CACHES_IN_FRONT:  # which forget it when it is taken away
        for header, value in for_caches([keys.file(name)], kinds()):
            response[header] = value
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # feeds and cards show our pictures elsewhere
    return response


@require_safe
def desk_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """An original, a document or a small version for the desk; to strangers it does not exist."""
    user = request.user
    if not (user.is_authenticated and user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    response = _answer(request, files.private(), path)
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, storage: Storage, path: str) -> HttpResponseBase:
    """The file, as what it is and nothing else: no browser may guess, run or embed what is in it."""
    try:
        file = storage.open(path)
    except (OSError, SuspiciousFileOperation, ValueError):  # none there, a folder, outside, no name at all
        raise Http404 from None
    response = _part(request, file, file.size)
    response["Content-Type"] = media_type(path)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if is_shown_in_place(path):
        del response["Content-Disposition"]
    else:
        response["Content-Disposition"] = f'attachment; filename="{re.sub(r"[^A-Za-z0-9._-]", "_", path)[-80:]}"'
    return response


def _part(request: HttpRequest, file: IO[bytes], size: int) -> HttpResponseBase:
    """The whole file, or the piece that a player asks for while somebody listens (RFC 9110, 14)."""
    asked = _asked(request.headers.get("Range", ""), size)
    if asked is None:
        response: Any = FileResponse(file)
    elif asked[0] >= size:
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = asked
        response = StreamingHttpResponse(_pieces(file, first, last - first + 1), status=206)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    return response


def _asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that are asked for; none when all are, or the wish makes no sense."""
    wish = _RANGE.fullmatch(header.strip())
    if not wish or wish.groups() == ("", ""):
        return None
    first, last = wish.groups()
    if not first:  # the last so many bytes
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size)
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end or int(first) >= size else None


def _pieces(file: IO[bytes], first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (piece := file.read(min(_CHUNK, length))):
            length -= len(piece)
            yield piece
