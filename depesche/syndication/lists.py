"""The lists that can be followed, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from taggit.models import Tag

from depesche.delivery.collecting import unkept
from depesche.formats.newsitem import NewsItem
from depesche.newsroom.models import Author, Edition, Filing, Section, Story, Teaser, Under
from depesche.newsroom.models.public import absolute, public_items


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list of articles that readers may see: of an edition, section, story, author or tag."""

    edition: Edition
    under: Under
    pk: int
    name: str
    path: str
    description: str = ""


def visible_edition(code: str, *, at: datetime) -> Edition:
    """The live edition ``code``; raises Http404."""
    found: Edition = get_object_or_404(Edition.objects.visible(at).select_related("locale"), slug=code, depth=2)
    return found


def find_list(edition: Edition, under: Under, slug: str, *, at: datetime) -> List:
    """The list with the address ``slug``; raises Http404 for one that is not live as for one that is not."""
    return _FIND[under](edition, slug, at)


def public(teasers: list[Teaser], *, at: datetime) -> list[NewsItem]:
    """The records of live articles with whole addresses."""
    return [absolute(item) for item in public_items(teasers, at=at)]


def newest(
    editions: list[Edition], lists: list[tuple[Under, int]], count: int, *, at: datetime, below: str = ""
) -> list[Any]:
    """The newest filings of one list in each edition, together in order: one query."""
    each = Q(pk__in=[])
    for edition, (under, pk) in zip(editions, lists, strict=True):
        rows = Filing.objects.under(edition.pk, under, pk).visible(at)
        rows = rows.below(below) if below else rows
        each |= Q(pk__in=rows[:count].values("pk"))
    found = Filing.objects.filter(each).select_related("teaser__snapshot")
    return list(found.order_by("-published_at", "-teaser_id")[:count])


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the answer be stored under its own address only: whatever follows a question mark changes nothing in it."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if request.META.get("QUERY_STRING"):
            unkept()
        return view(request, **parts)

    return answer


def _edition(edition: Edition, _slug: str, _at: datetime) -> List:
    return List(
        edition=edition,
        under=Under.EDITION,
        pk=edition.pk,
        name=edition.title,
        path=edition.public_path(),
        description=edition.tagline,
    )


def _page(model: Any, under: Under, description: str) -> Callable[[Edition, str, datetime], List]:
    def find(edition: Edition, slug: str, at: datetime) -> List:
        page = get_object_or_404(model.objects.visible(at).child_of(edition), slug=slug)
        return List(
            edition=edition,
            under=under,
            pk=page.pk,
            name=page.title,
            path=page.public_path(),
            description=getattr(page, description),
        )

    return find


def _tag(edition: Edition, slug: str, at: datetime) -> List:
    tag = get_object_or_404(Tag, slug=slug)
    if not Filing.objects.under(edition.pk, Under.TAG, tag.pk).visible(at).exists():
        raise Http404
    path = f"{edition.public_path()}tags/{tag.slug}/"
    return List(edition=edition, under=Under.TAG, pk=tag.pk, name=tag.name, path=path)


_FIND: dict[Under, Callable[[Edition, str, datetime], List]] = {
    Under.EDITION: _edition,
    Under.SECTION: _page(Section, Under.SECTION, "description"),
    Under.STORY: _page(Story, Under.STORY, "summary"),
    Under.AUTHOR: _page(Author, Under.AUTHOR, "role"),
    Under.TAG: _tag,
}
