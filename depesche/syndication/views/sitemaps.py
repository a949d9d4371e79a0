"""Sitemaps: an index, and for each edition its pages, its news and one map a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from depesche.delivery.collecting import collecting, mark
from depesche.formats import sitemap
from depesche.formats.newsitem import NewsItem
from depesche.media.keys import photos
from depesche.newsroom import keys
from depesche.newsroom.models import Author, Edition, Filing, PlainPage, Section, Story, Tally, Teaser, Under
from depesche.newsroom.models.public import plain_picture, whole
from depesche.syndication import further
from depesche.syndication.lists import kept, visible_edition


@require_safe
@conditional_page
@kept
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps of all editions."""
    editions = list(Edition.objects.visible(timezone.now()).order_by("path"))
    for edition in editions:
        of = (edition.pk, Under.EDITION, edition.pk)
        mark(keys.name(edition.pk), keys.count(*of), keys.changed(*of))
    periods: dict[int, list[Tally]] = {edition.pk: [] for edition in editions}
    for tally in Tally.objects.filter(edition__in=periods, under=Under.EDITION).order_by("-period"):
        periods[tally.edition_id].append(tally)
    return _xml(sitemap.index(part for edition in editions for part in _parts(edition, periods[edition.pk])))


@require_safe
@conditional_page
@kept
def pages(request: HttpRequest, code: str) -> HttpResponse:
    """The front page, sections, stories, authors, plain pages of an edition, and what apps above keep for it."""
    at = timezone.now()
    edition = visible_edition(code, at=at)
    mark(keys.name(edition.pk), keys.pages(edition.code))
    tallies = Tally.objects.filter(edition=edition, under__in=(Under.SECTION, Under.STORY, Under.AUTHOR), period="")
    changed: dict[Any, datetime | None] = {(tally.under, tally.under_id): tally.changed_at for tally in tallies}
    entries = [sitemap.Page(url=whole(edition.public_path()))]
    for model, under in ((Section, Under.SECTION), (Story, Under.STORY), (Author, Under.AUTHOR), (PlainPage, None)):
        for page in model.objects.visible(at).child_of(edition).order_by("path"):
            changed_at = changed.get((under, page.pk), page.last_published_at)
            entries.append(sitemap.Page(url=whole(page.public_path()), changed_at=changed_at))
    entries += further.pages(edition, at)
    return _xml(sitemap.urlset(entries[: sitemap.MOST]))


@require_safe
@conditional_page
@kept
def month(request: HttpRequest, code: str, year: str, month: str) -> HttpResponse:
    """The articles that an edition published in one month, with their translations and lead pictures."""
    at = timezone.now()
    edition = visible_edition(code, at=at)
    try:
        start, end = edition.month(int(year), int(month))
    except (ValueError, OverflowError):
        raise Http404 from None
    filings = Filing.objects.under(edition.pk, Under.EDITION, edition.pk).visible(at)
    filings = filings.filter(published_at__gte=start, published_at__lt=end)
    rows = filings.select_related("teaser").only(*_SHOWN).prefetch_related("teaser__photo")
    teasers = [row.teaser for row in rows[: sitemap.MOST]]
    if not teasers:
        raise Http404
    elsewhere = _elsewhere(filings, edition, at)
    with collecting():  # of thousands of pictures, each with a key of its own
        answer = _xml(sitemap.urlset(_entry(teaser, edition, elsewhere, at) for teaser in teasers))
    mark(keys.name(edition.pk), keys.month(edition.code, f"{start:%Y-%m}"), photos())
    return answer


@require_safe
@conditional_page
@kept
def news(request: HttpRequest, code: str) -> HttpResponse:
    """What an edition published in the last two days, advertisements left out."""
    at = timezone.now()
    edition = visible_edition(code, at=at)
    filings = Filing.objects.under(edition.pk, Under.EDITION, edition.pk).visible(at)
    mark(keys.name(edition.pk), keys.news(edition.code))
    recent = filings.filter(published_at__gte=at - sitemap.NEWS_AGE).exclude(teaser__kind="advertisement")
    rows = recent.select_related("teaser")[: sitemap.MOST_NEWS]
    return _xml(sitemap.news((_headline(row.teaser, edition) for row in rows), at=at, name=edition.title))


def _xml(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/xml")


def _parts(edition: Edition, tallies: Iterable[Tally]) -> Iterator[tuple[str, datetime | None]]:
    """The maps of an edition; only of the newest month is it known when it last changed."""
    path = edition.public_path()
    changed = {tally.period: tally.changed_at for tally in tallies}
    months = [period for period in changed if period]
    yield whole(f"{path}sitemap-pages.xml"), changed.get("")
    yield whole(f"{path}sitemap-news.xml"), changed.get("")
    for period in months:
        yield whole(f"{path}sitemap-{period}.xml"), changed.get("") if period == months[0] else None


# What a map shows of an article; it may have tens of thousands of them.
_SHOWN = tuple(f"teaser__{name}" for name in ("path", "published_at", "updated_at", "translation_key", "photo"))
_Versions = dict[Any, list[tuple[str, str, str]]]


def _elsewhere(filings: Any, edition: Edition, at: datetime) -> _Versions:
    """The versions that other editions have of what is filed, by what the versions share: one query.

    Each with the place of its edition among all, its language and its address.
    """
    versions = Teaser.objects.visible(at).filter(
        translation_key__in=filings.values("teaser__translation_key"), edition__live=True
    )
    found: _Versions = {}
    for one in versions.exclude(edition=edition).select_related("edition__locale"):
        version = (one.edition.path, one.edition.language, whole(one.path))
        found.setdefault(one.translation_key, []).append(version)
    return found


def _entry(teaser: Teaser, edition: Edition, elsewhere: _Versions, at: datetime) -> sitemap.Page:
    own = (edition.path, edition.language, whole(teaser.path))
    others = elsewhere.get(teaser.translation_key)
    files = plain_picture(teaser.photo.as_item(at)).renditions if teaser.photo else ()
    best = max(files, key=lambda file: file.width, default=None)
    return sitemap.Page(
        url=own[2],
        changed_at=teaser.changed_at,
        alternates=tuple((language, url) for _place, language, url in sorted([own, *others])) if others else (),
        images=(whole(best.href),) if best else (),
    )


def _headline(teaser: Teaser, edition: Edition) -> NewsItem:
    return NewsItem(
        key=teaser.public_id,
        headline=teaser.headline,
        language=edition.language,
        uri=whole(teaser.path),
        published_at=teaser.published_at,
    )
