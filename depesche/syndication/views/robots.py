"""What robots are told (RFC 9309)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from depesche.newsroom.models.public import whole


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the desk; searching is for people."""
    lines = ("User-agent: *", "Disallow: /desk/", "Disallow: /*/search/", "", f"Sitemap: {whole('/sitemap.xml')}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
