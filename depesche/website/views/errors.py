"""What readers get when there is nothing to see."""

from __future__ import annotations

import sys
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.contrib.redirects.models import Redirect

from depesche.delivery.calling import FILES_ONLY
from depesche.newsroom.models import Article, NewsroomPage, Teaser
from depesche.website.views.frame import Frame

RETRY_AFTER = 5  # seconds


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for what never was, is not yet, or is none of the reader's business."""
    if FILES_ONLY in request.META:  # it is asked once more if it is no file
        return HttpResponse(status=404)
    target = moved_to(request)
    if target is not None:
        return HttpResponsePermanentRedirect(target)
    code = request.path.split("/")[1]
    try:
        frame = Frame.open(code, timezone.now())
    except Http404:
        return HttpResponse(render_to_string("website/404_bare.html"), status=404)
    return _in_edition(frame, "404", status=404)


def gone(frame: Frame) -> HttpResponse:
    """Something that could be read once and was withdrawn."""
    return _in_edition(frame, "410", status=410)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side; the page needs nothing that could fail as well."""
    failure = sys.exc_info()[1]
    # A file that cannot be read is none of the kinds of errors that Django knows, but their common name.
    if isinstance(failure, (OperationalError, InterfaceError)) or type(failure) is DatabaseError:
        return unavailable()
    return HttpResponse(render_to_string("website/500.html"), status=500)


def unavailable() -> HttpResponse:
    """The database is away, locked, full or cannot be read: it is worth coming again."""
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("website/503.html"), status=503, headers=headers)


def moved_to(request: HttpRequest) -> str | None:
    """Where an old address leads today, if that is something readers may see."""
    if "\0" in request.path:  # no database keeps it in a text
        return None
    try:
        paths = {Redirect.normalise_path(path) for path in (request.get_full_path(), request.path)}
    except ValueError:  # “//[” is no address at all, so nothing stood there
        return None
    # The longer one, with its query, says more than the path alone.
    for redirect in sorted(Redirect.objects.filter(old_path__in=paths), key=lambda one: -len(one.old_path)):
        if redirect.redirect_page_id is None:
            return str(redirect.redirect_link) or None
        page = redirect.redirect_page.specific
        if path := _path_of(page):
            return path
    return None


def _path_of(page: Any) -> str | None:
    """The address of a page if readers may see it now."""
    if isinstance(page, Article):
        teaser = Teaser.objects.visible(timezone.now()).filter(article=page).first()
        return str(teaser.path) if teaser else None
    return page.public_path() if isinstance(page, NewsroomPage) and page.live and not page.expired else None


def _in_edition(frame: Frame, template: str, *, status: int) -> HttpResponse:
    with translation.override(frame.edition.language), timezone.override(frame.edition.zone):
        return frame.render(template, {}, status=status)
