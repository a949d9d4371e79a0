"""The people behind the bylines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from depesche.newsroom import keys
from depesche.newsroom.models import Author, Under
from depesche.newsroom.models.public import biography
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.lists import listing
from depesche.website.views.reach import reach
from depesche.website.views.structured import list_data


@in_edition
def authors(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Everybody who writes for an edition."""
    people = Author.objects.visible(frame.at).in_edition(frame.edition).select_related("photo").order_by("title")
    context = {"authors": people, "canonical": f"{frame.edition.public_path()}authors/"}
    return frame.render("author_list", context, keys=[keys.authors(frame.edition.code)])


@in_edition
def author(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """One author and what came from that desk."""
    people = Author.objects.visible(frame.at).in_edition(frame.edition).select_related("photo")
    found = get_object_or_404(people, slug=slug)
    context = {
        "author": found,
        "biography": biography(found, at=frame.at),
        "listing": listing(request, frame, Under.AUTHOR, found.pk),
        "canonical": found.public_path(),
        "feed": f"{found.public_path()}feed.rss",
        **reach("author", found.pk),
        "json_ld": list_data(frame, name=found.title, path=found.public_path(), description=found.role),
    }
    return frame.render("author", context, keys=[keys.page(found.pk), keys.name(found.pk), keys.text(found.pk)])
