"""RSS 2.0 with the extensions that readers of feeds use.

See https://www.rssboard.org/rss-specification and, for pictures with their
credit, https://www.rssboard.org/media-rss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from depesche.formats import html
from depesche.formats.html.vocabulary import absolute
from depesche.formats.markup import Xml, document, element
from depesche.formats.newsitem import NewsItem, Photo

MEDIA_TYPE = "application/rss+xml"
_TEASER = 300
_NAMESPACES = {
    "version": "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list of articles that can be followed: an edition, a section, a story, an author or a tag.

    ``link`` is the page of the list, ``self_url`` the address of the feed
    itself; both are absolute, as is ``image`` (a picture of at most 144 pixels
    width, or empty).  ``hub`` is a WebSub hub, or empty.
    """

    title: str
    link: str
    self_url: str
    description: str
    language: str
    copyright: str = ""
    image: str = ""
    hub: str = ""


def dump(feed: Feed, items: Iterable[NewsItem]) -> bytes:
    """The feed as a file.  It is always well-formed: characters that XML forbids are left out."""
    entries = list(items)
    channel = element("channel", *_head(feed, entries), *(_entry(item) for item in entries))
    return document(element("rss", channel, attributes=_NAMESPACES))


def _head(feed: Feed, entries: list[NewsItem]) -> Iterator[Xml]:
    yield element("title", feed.title)
    yield element("link", feed.link)
    yield element("description", feed.description or feed.title)
    yield element("language", feed.language)
    if feed.copyright:
        yield element("copyright", feed.copyright)
    if changed := [at for item in entries if (at := item.updated_at or item.published_at)]:
        yield element("lastBuildDate", _moment(max(changed)))
    yield element("generator", "Depesche")
    yield element("atom:link", attributes={"href": feed.self_url, "rel": "self", "type": MEDIA_TYPE})
    if feed.hub:
        yield element("atom:link", attributes={"href": feed.hub, "rel": "hub"})
    if feed.image:
        inner = (element("url", feed.image), element("title", feed.title), element("link", feed.link))
        yield element("image", *inner)


def _entry(item: NewsItem) -> Xml:
    return element("item", *_entry_parts(item))


def _entry_parts(item: NewsItem) -> Iterator[Xml]:
    yield element("title", item.headline)
    if item.uri:
        yield element("link", item.uri)
    yield element("guid", item.uri or item.key, attributes={"isPermaLink": "true" if item.uri else "false"})
    if item.published_at:
        yield element("pubDate", _moment(item.published_at))
    for byline in item.bylines:
        if byline.role in {"author", "agency"}:
            yield element("dc:creator", byline.name)
    for name in _categories(item):
        yield element("category", name)
    yield element("description", item.standfirst or _teaser(item))
    if item.body:
        lead = [item.lead] if item.lead else []
        yield element("content:encoded", html.write([*lead, *item.body], base=item.uri))
    if item.lead and item.lead.photo.renditions:
        yield _picture(item.lead.photo, item.lead.caption, item.uri)


def _categories(item: NewsItem) -> list[str]:
    refs = [*([item.section] if item.section else []), *item.stories, *item.tags]
    return list(dict.fromkeys(ref.name for ref in refs if ref.name))


def _teaser(item: NewsItem) -> str:
    words = " ".join(html.plain(item.body).split())
    return words if len(words) <= _TEASER else words[:_TEASER].rpartition(" ")[0] + " …"


def _picture(photo: Photo, caption: str, base: str) -> Xml:
    best = max(photo.renditions, key=lambda rendition: rendition.width)
    size = {"width": str(best.width), "height": str(best.height)} if best.width and best.height else {}
    parts: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("media:description", caption or photo.caption, {"type": "plain"}),
        ("media:credit", photo.credit_line or photo.photographer, {"role": "photographer", "scheme": "urn:ebu"}),
        ("media:copyright", photo.copyright_notice, {}),
    )
    return element(
        "media:content",
        *(element(name, words, attributes=more) for name, words, more in parts if words),
        attributes={"url": absolute(best.href, base), "medium": "image", "type": best.type, **size},
    )


def _moment(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
