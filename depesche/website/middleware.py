"""What is settled before an address is looked up, and before an answer leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

from depesche.accounts import ways
from depesche.website.views.frame import Frame, policy_of_accounts

_TEXT = ("text/", "application/json", "application/ld+json", "application/rss+xml", "application/xml")
FOR_ANYBODY = ("/-/figures/", "/-/push/")


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let no NUL reach a view: PostgreSQL refuses it in a text, so every look-up would fail as our own fault.

    Nothing stands at an address that holds one; in a query it means nothing.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return get_response(request)

    return answer


def without_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let what any cache may keep and many ask for know nothing of who asks: it neither reads a cookie nor sets one.

    It stands before everything else, since sessions, tokens of forms and the
    times told to staff would each leave a mark of the one who asked.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(FOR_ANYBODY):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return answer


class Slashes(CommonMiddleware):
    """Leads to the address with a slash at its end, except what is asked for as a file: no page is called so."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Whether the address with a slash is one of ours."""
        name = request.path_info.rsplit("/", 1)[-1]
        return "." not in name and super().should_redirect_with_slash(request)


class CompressText(GZipMiddleware):
    """Sends text in a quarter of its size; pictures and recordings are small already and may be asked for in parts.

    Django adds a random length to each answer, and masks the tokens of forms
    anew each time, so that its size tells nothing (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed if it is text and whoever asked can read it so."""
        if response.streaming or not response.get("Content-Type", "").startswith(_TEXT):
            return response
        return super().process_response(request, response)


class Accounts:
    """Gives the door and the account the frame of the edition that somebody came from, its language and its clock.

    They are for one person: nobody keeps them, and they load nothing but what is our own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the frame."""
        if _brings_too_much(request):
            return HttpResponse(status=413)
        if not request.path.startswith("/account/"):
            return self._get_response(request)
        base = urlsplit(settings.BASE_URL)
        if request.method in ("GET", "HEAD") and request.get_host() != base.netloc:
            # Cookies, passkeys and other houses know one address only.
            return HttpResponseRedirect(settings.BASE_URL + request.get_full_path())
        frame = _frame_of(request)
        if frame is None:
            return _for_one_person(request, self._get_response(request))
        request.frame, request.paper = frame, frame.edition.title  # type: ignore[attr-defined]  # ours
        with translation.override(frame.edition.language), timezone.override(frame.edition.zone):
            response = self._get_response(request)
        if not request.session.is_empty() and request.session.get(_EDITION) != frame.edition.code:
            request.session[_EDITION] = frame.edition.code
        return _for_one_person(request, response)


_EDITION = "edition"
MOST = 10_000_000  # bytes that a form of the account may bring: a picture, and what stands around it
# A comment may bring a picture as well.  What is too large for one comes in as long as it is no attack, so
# that the form can say so and keeps the text.
_MOST = {"/account/": MOST, "/-/": 25_000_000}


def _brings_too_much(request: HttpRequest) -> bool:
    most = next((most for prefix, most in _MOST.items() if request.path.startswith(prefix)), None)
    said = request.META.get("CONTENT_LENGTH") or "0"
    return most is not None and (int(said) if said.isdecimal() else 0) > most


def frame_of_accounts(request: HttpRequest) -> dict[str, Any]:
    """What templates of the account need beyond their own: the frame, where there is an edition to give it."""
    if not request.path.startswith("/account/"):
        return {}
    frame = getattr(request, "frame", None)
    said: dict[str, Any] = {"next": ways.way_on(request), "sign_up_open": settings.SIGN_UP}
    said["passkeys"] = _has_a_name(urlsplit(settings.BASE_URL).hostname or "")
    if frame:
        return said | {"layout": "website/base.html", **frame.context()}
    return said | {"layout": "account/bare.html"}


def _frame_of(request: HttpRequest) -> Frame | None:
    """The edition that was asked for, where the way leads, that of last time, the person's language, the first."""
    at = timezone.now()
    editions = Frame.editions_at(at)
    if not editions:
        return None
    codes = {edition.code: edition for edition in editions}
    wanted = [request.POST.get("edition", ""), request.GET.get("edition", "")]
    wanted += ways.way_on(request).split("/")[1:2]
    wanted.append(request.session.get(_EDITION, ""))
    language = getattr(request.user, "language", "") or translation.get_language_from_request(request)
    spoken = next((edition.code for edition in editions if edition.language == language), editions[0].code)
    code = next((code for code in wanted if code in codes), spoken)
    return Frame(codes[code], editions, at)


def _has_a_name(host: str) -> bool:
    """Whether passkeys can be made for a host: they belong to a name, never to a bare address."""
    return bool(host) and not host.replace(".", "").isdigit() and ":" not in host


def _for_one_person(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    frame = getattr(request, "frame", None)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = policy_of_accounts(
        frame.edition if frame else None, leads_to=getattr(request, "leads_elsewhere", "")
    )
    response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "same-origin"
    response["X-Frame-Options"] = "DENY"
    return response
