"""Sitemaps: index, pages with their translations and pictures, and the news of two days.

See https://www.sitemaps.org/protocol.html for the frame, and Google's pages on
localised versions, image sitemaps (of which only ``image:loc`` is left) and
news sitemaps for what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from depesche.formats.html.vocabulary import absolute
from depesche.formats.markup import Xml, document, element
from depesche.formats.newsitem import NewsItem

#: The most addresses that one file may hold.
MOST = 50_000
#: The most articles that a news sitemap may hold, and how old they may be.
MOST_NEWS = 1_000
NEWS_AGE = timedelta(hours=48)
_MOST_IMAGES = 1_000

_SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_PAGES = _SITEMAP | {
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
    "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
}
_NEWS = _SITEMAP | {"xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One address with its last change.

    ``alternates`` are language tag and address of every version of the page,
    its own among them; ``images`` the addresses of its pictures.  All
    addresses are absolute.
    """

    url: str
    changed_at: datetime | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()


def page_of(item: NewsItem) -> Page:
    """The entry of an item, with its translations and its pictures."""
    others = [(ref.language, absolute(ref.uri, item.uri)) for ref in item.translations if ref.language and ref.uri]
    best = (max(photo.renditions, key=lambda each: each.width) for photo in item.photos() if photo.renditions)
    return Page(
        url=item.uri,
        changed_at=item.updated_at or item.published_at,
        alternates=((item.language, item.uri), *others) if others else (),
        images=tuple(dict.fromkeys(absolute(each.href, item.uri) for each in best)),
    )


def index(parts: Iterable[tuple[str, datetime | None]]) -> bytes:
    """The list of sitemaps: their addresses and when each changed last."""
    entries = [element("sitemap", _loc(url), *_changed(at)) for url, at in parts]
    return document(element("sitemapindex", *_within(entries, MOST), attributes=_SITEMAP))


def urlset(pages: Iterable[Page]) -> bytes:
    """One sitemap of pages."""
    entries = [element("url", *_entry(page)) for page in pages]
    return document(element("urlset", *_within(entries, MOST), attributes=_PAGES))


def news(items: Iterable[NewsItem], *, at: datetime, name: str = "") -> bytes:
    """The news sitemap at a time: what was published in the 48 hours before, the newest first.

    ``name`` is the name of the paper as readers know it; without it the
    publisher in each item is taken.
    """
    recent = [
        (item.published_at, item) for item in items if item.published_at and at - NEWS_AGE <= item.published_at <= at
    ]
    recent.sort(key=lambda pair: pair[0], reverse=True)
    entries = (_news_entry(item, when, name) for when, item in recent[:MOST_NEWS])
    return document(element("urlset", *entries, attributes=_NEWS))


def _loc(address: str) -> Xml:
    return element("loc", _escaped(address))


def _escaped(address: str) -> str:
    """An address in the characters that the protocol allows: letters of other scripts are percent-encoded."""
    return quote(address, safe="%/:?#@!$&'()*+,;=~")


def _within(entries: list[Xml], most: int) -> list[Xml]:
    if len(entries) > most:
        raise ValueError(
            f"A sitemap holds {most} addresses at most, not {len(entries)}: split it and list the parts in the index."
        )
    return entries


def _entry(page: Page) -> Iterator[Xml]:
    yield _loc(page.url)
    yield from _changed(page.changed_at)
    for language, address in page.alternates:
        yield element("xhtml:link", attributes={"rel": "alternate", "hreflang": language, "href": _escaped(address)})
    for address in page.images[:_MOST_IMAGES]:
        yield element("image:image", element("image:loc", _escaped(address)))


def _news_entry(item: NewsItem, when: datetime, name: str) -> Xml:
    paper = (element("news:name", name or item.publisher), element("news:language", _language(item.language)))
    parts = (
        element("news:publication", *paper),
        element("news:publication_date", when.isoformat(timespec="seconds")),
        element("news:title", item.headline),
    )
    return element("url", _loc(item.uri), element("news:news", *parts))


def _language(tag: str) -> str:
    """The language as the news sitemap wants it: ISO 639, and two names of its own for Chinese."""
    primary, _, rest = tag.lower().partition("-")
    if primary == "zh":
        return "zh-tw" if rest.startswith(("hant", "tw", "hk", "mo")) else "zh-cn"
    return primary


def _changed(at: datetime | None) -> list[Xml]:
    return [element("lastmod", at.isoformat(timespec="seconds"))] if at else []
