"""What is settled before an address is looked up, and before an answer leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "application/json", "application/ld+json", "application/rss+xml", "application/xml")


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
