"""RSS: the newest thirty of a list, whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from depesche.delivery.collecting import mark
from depesche.formats import rss
from depesche.formats.newsitem import NewsItem
from depesche.newsroom import keys
from depesche.newsroom.models import Gone, Teaser, Under, follow
from depesche.newsroom.models.public import marked, whole, with_plain_pictures
from depesche.syndication.lists import List, find_list, kept, newest, public, visible_edition

LENGTH = 30


@require_safe
@conditional_page
@kept
def feed(request: HttpRequest, code: str, under: Under, slug: str = "") -> HttpResponse:
    """The feed of an edition, section, story, author or tag."""
    at = timezone.now()
    edition = visible_edition(code, at=at)
    found = find_list(edition, under, slug, at=at)
    mark(keys.name(edition.pk), keys.name(found.pk), keys.page(found.pk), keys.text(found.pk))
    rows = newest([edition], [(found.under, found.pk)], LENGTH, at=at)
    teasers = [row.teaser for row in islice(follow(rows, edition.pk, found.under, found.pk), LENGTH)]
    items = [_entry(item) for item in public(teasers, at=at)]
    response = HttpResponse(rss.dump(_head(found), items), content_type=rss.MEDIA_TYPE)
    if changed := _changed_at(found, teasers):
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def _entry(item: NewsItem) -> NewsItem:
    headline = marked(item.headline, kind=item.kind, language=item.language)
    return replace(with_plain_pictures(item), headline=headline)


def _head(found: List) -> rss.Feed:
    edition = found.edition
    return rss.Feed(
        title=found.name if found.under == Under.EDITION else f"{found.name} · {edition.title}",
        link=whole(found.path),
        self_url=whole(f"{found.path}feed.rss"),
        description=found.description,
        language=edition.language,
    )


def _changed_at(found: List, teasers: list[Teaser]) -> datetime | None:
    """When the feed last changed, a withdrawal included: whoever asks by time must not miss it."""
    gone = Gone.objects.filter(edition=found.edition).aggregate(at=Max("gone_at"))["at"]
    return max((at for at in (gone, *(teaser.changed_at for teaser in teasers)) if at), default=None)
