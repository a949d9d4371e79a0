"""Search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from depesche.website.views.frame import Frame, in_edition


@in_edition
def search(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Articles that hold the words, in the language of the edition."""
    context = {"query": request.GET.get("q", "")[:200], "canonical": f"{frame.edition.public_path()}search/"}
    return frame.render("search", context)
