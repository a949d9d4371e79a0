"""Answers for one person: kept nowhere, asked for from our own pages only, and gentle with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation

from depesche.accounts import ways
from depesche.accounts.models import User
from depesche.audience import readers
from depesche.website.views.frame import Frame

ACCOUNT = "/account/"
_TRY_AGAIN = "30"  # seconds
View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """What was sent is taken; its answer stands elsewhere, so that a reload sends nothing again."""

    status_code = 303


def personal(view: View, *, from_anywhere: bool = False) -> View:
    """Let a view answer one person; when the database is away, the answer says so and holds what was typed.

    ``from_anywhere`` is for what may be pressed elsewhere as well, such as the button of a mail program.
    """

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if request.method == "POST" and not from_anywhere and readers.asks_from_elsewhere(request):
            return HttpResponseForbidden()
        try:
            response = view(request, **parts)
        except DatabaseError:
            response = _away(request)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def in_frame(
    request: HttpRequest, edition: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the frame of an edition, in its language and on its clock."""
    frame = Frame.open(edition, timezone.now())
    with translation.override(frame.edition.language), timezone.override(frame.edition.zone):
        found = {name: value() if callable(value) else value for name, value in context.items()}
        own = {
            "csrf_token": get_token(request),
            "reader": reader(request),
            "account": ACCOUNT,
            "sign_in": sign_in(request, edition),
        }
        return frame.render(template, {**found, **own}, status=status)


def sign_in(request: HttpRequest, edition: str = "") -> str:
    """Where somebody signs in who wants to come back here."""
    return ways.sign_in_address(next_path=request.get_full_path(), edition=edition)


def reader(request: HttpRequest) -> User | None:
    """Who asks, if they have signed in."""
    return request.user if isinstance(request.user, User) else None


def _away(request: HttpRequest) -> HttpResponse:
    """The database is away: say so without it, and give back what was typed so that it can be sent again."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language_from_request(request)
    kept = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "words")}
    with translation.override(language):
        context = {
            "kept": kept,
            "words": request.POST.get("words"),
            "lost": "picture" in request.FILES,
            "csrf_token": get_token(request),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        response = HttpResponse(render_to_string("website/away.html", context), status=503)
    response["Retry-After"] = _TRY_AGAIN
    return response
