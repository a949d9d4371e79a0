"""What robots are told (RFC 9309)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from depesche.delivery.collecting import mark
from depesche.delivery.keys import everything
from depesche.newsroom.models.public import whole
from depesche.syndication.lists import kept


@require_safe
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the desk and what belongs to one person; searching is for people."""
    mark(everything())
    closed = (f"Disallow: {path}" for path in ("/desk/", "/account/", "/*/search/"))
    lines = ("User-agent: *", *closed, "", f"Sitemap: {whole('/sitemap.xml')}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
