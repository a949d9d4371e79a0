"""Every page of the newsroom as the store keeps it, and which of them a change has reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import timezone
from taggit.models import Tag

from depesche.comments.models import Comment, Rules
from depesche.delivery.models import PendingPurge
from depesche.delivery.rendering import Rendered, Renderer
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Article, Author, Edition, Filing, PlainPage, Section, Story, Tally, Under

_OLDER = re.compile(r'rel="next" href="(\?before=[^"]+)"')
# Of a feed: it tells of a withdrawal elsewhere in the edition, which is no change here.
_APART = ("last-modified",)


class Pages:
    """All pages as they were stored last, by their addresses."""

    def __init__(self) -> None:
        self.renderer = Renderer(WSGIHandler(), settings.BASE_URL)
        self.kept: dict[str, Rendered] = {}
        self.keep(self.now())

    def keep(self, rendered: dict[str, Rendered]) -> None:
        """Store what can be stored of these, and nothing else."""
        self.kept = {address: page for address, page in rendered.items() if page.storable}

    def now(self) -> dict[str, Rendered]:
        """Every page that is kept, and every one that there is now, rendered anew."""
        waiting = [*sorted({*self.kept, *addresses()})]
        found: dict[str, Rendered] = {}
        while waiting:
            address = waiting.pop()
            if address not in found:
                found[address] = self.renderer.render(address)
                path = address.partition("?")[0]
                waiting += (path + unescape(query) for query in _OLDER.findall(found[address].body.decode()))
        return found


@dataclass
class Purged:
    """Keys that a change has purged, and those that it has purged hard."""

    soft: set[str]
    hard: set[str]

    @classmethod
    def collect(cls) -> Purged:
        """What is noted to be purged at the commit; as if it were carried out, nothing is left of it."""
        rows = list(PendingPurge.objects.all())
        PendingPurge.objects.all().delete()
        connection.run_on_commit.clear()
        keys = [{key for row in rows if row.hard == hard for key in row.keys} for hard in (False, True)]
        return cls(*keys)

    def reaches(self, page: Rendered) -> set[str]:
        """The keys by which a page is purged."""
        return set(page.keys) & (self.soft | self.hard)


@dataclass
class Reached:
    """The addresses of the pages that a purge has made stale, and of those that it has taken away."""

    soft: set[str]
    hard: set[str]

    @classmethod
    def by(cls, purged: Purged, pages: Pages) -> Reached:
        """What a purge does to the stored pages."""
        bearing = [{a for a, page in pages.kept.items() if page.keys & keys} for keys in (purged.soft, purged.hard)]
        return cls(*bearing)


def same(one: Rendered, other: Rendered) -> bool:
    """Whether readers get the same bytes."""
    return what(one) == what(other)


def what(page: Rendered) -> Any:
    """What readers get of a page."""
    return page.status, page.body, [header for header in page.headers if header[0] not in _APART]


def addresses() -> set[str]:
    """Where something stands now: pages, feeds, sitemaps."""
    return {quote(address, safe="/?=") for address in _addresses()}


def _addresses() -> Iterator[str]:
    yield from ("/", "/sitemap.xml", "/robots.txt")
    for model in (Article, Author, Section, Story, PlainPage):
        for page in model.objects.filter(live=True):
            yield page.public_path()
            if model in (Author, Section, Story):
                yield f"{page.public_path()}feed.rss"
    yield from _discussions()
    for edition in Edition.objects.filter(live=True):
        yield from _of_edition(edition)


def _discussions() -> Iterator[str]:
    for article in Article.objects.filter(live=True):
        path = f"/{article.edition_code()}/discussion/article/{article.public_id}/"
        yield from (path, f"{path}oldest/", f"{path}helpful/", f"{path}picks/", f"{path}count.json")
    for comment in Comment.objects.select_related("discussion"):
        of = comment.discussion
        yield f"/{of.edition}/discussion/{of.kind}/{of.name}/{comment.public_id}/"


def _of_edition(edition: Edition) -> Iterator[str]:
    path = edition.public_path()
    yield path
    yield from (f"{path}rules/{rules.version}/" for rules in Rules.objects.filter(edition=edition.code))
    yield from (f"{path}{name}/" for name in ("rules", "stories", "authors", "archive", "counting", "moderation"))
    yield from _newsletters(edition)
    yield from (f"{path}{name}" for name in ("feed.rss", "sitemap-pages.xml", "sitemap-news.xml"))
    for tag in Tag.objects.all():
        yield from (f"{path}tags/{tag.slug}/", f"{path}tags/{tag.slug}/feed.rss")
    published = Filing.objects.under(edition.pk, Under.EDITION, edition.pk).values_list("published_at", flat=True)
    yield from {f"{path}archive/{timezone.localtime(at, edition.zone):%Y/%m/%d}/" for at in published}
    stories = {story.pk: story for story in Story.objects.filter(live=True)}
    for tally in Tally.objects.filter(edition=edition).exclude(period=""):
        year, month = tally.period.split("-")
        if tally.under == Under.EDITION:
            yield from (f"{path}archive/{year}/", f"{path}archive/{year}/{month}/", f"{path}sitemap-{tally.period}.xml")
        elif tally.under == Under.STORY and tally.under_id in stories:
            yield f"{stories[tally.under_id].public_path()}{year}/{month}/"


def _newsletters(edition: Edition) -> Iterator[str]:
    yield f"{edition.public_path()}newsletters/"
    for newsletter in Newsletter.objects.filter(edition=edition):
        yield from (newsletter.public_path(), f"{newsletter.public_path()}feed.rss")
    for issue in Issue.objects.sent().filter(newsletter__edition=edition):
        yield issue.public_path()
