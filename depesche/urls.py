"""Every address of the newsroom.  Wagtail's catch-all view is not mounted: nothing is public by accident."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler404 = "depesche.website.views.errors.not_found"
handler500 = "depesche.website.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("depesche.media.urls")),
    path("", include("depesche.audience.urls")),
    path("", include("depesche.accounts.urls")),
    path("desk/documents/", include(wagtaildocs_urls)),
    path("desk/", include(wagtailadmin_urls)),
    path("", include("depesche.syndication.urls")),
    path("", include("depesche.website.urls")),
]
