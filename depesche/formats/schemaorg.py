"""Structured data for search engines: schema.org as JSON-LD.

See https://schema.org/NewsArticle and, for the kinds of journalism,
https://schema.org/docs/news.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from depesche.formats import html
from depesche.formats.html.vocabulary import absolute
from depesche.formats.newsitem import Byline, NewsItem, Photo, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The house behind an edition: its name, its home page and the address of its logo."""

    name: str
    url: str = ""
    logo: str = ""


def dump(item: NewsItem, *, publisher: Publisher | None = None) -> dict[str, Any]:
    """The item as a NewsArticle of its kind, or as the kind of page that it is.

    Without ``publisher`` the name in the item stands for the house.
    """
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": _KINDS[item.kind] if item.item_type == "article" else _PAGES[item.item_type],
            "@id": item.uri,
            "mainEntityOfPage": {"@type": "WebPage", "@id": item.uri} if item.uri else None,
            "url": item.uri,
            "headline": item.headline,
            "alternativeHeadline": item.short_headline,
            "description": item.standfirst,
            "inLanguage": item.language,
            "datePublished": item.published_at and item.published_at.isoformat(),
            "dateModified": (at := item.updated_at or item.published_at) and at.isoformat(),
            "expires": item.expires_at and item.expires_at.isoformat(),
            "author": [_person(byline, item) for byline in item.bylines if byline.role in {"author", "agency"}],
            "translator": [_person(byline, item) for byline in item.bylines if byline.role == "translation"],
            "editor": [_person(byline, item) for byline in item.bylines if byline.role == "editing"],
            "contributor": [_person(byline, item) for byline in item.bylines if byline.role in {"photos", "graphics"}],
            "publisher": _publisher(publisher or Publisher(name=item.publisher)),
            "image": list(_images(item)),
            "articleSection": item.section.name if item.section else "",
            "keywords": [tag.name for tag in item.tags],
            "isPartOf": [_work("CreativeWorkSeries", story, item) for story in item.stories],
            "about": _about(item),
            "workTranslation": [_work("NewsArticle", each, item) for each in item.translations],
            "dateline": item.dateline,
            "contentLocation": _named("Place", item.dateline),
            "correction": [
                {"@type": "CorrectionComment", "text": f"{one.wrong}\n{one.right}", "datePublished": one.at.isoformat()}
                for one in item.corrections
            ],
            "wordCount": len(html.plain(item.body).split()),
            "isAccessibleForFree": True,
        }
    )


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way from the front page to a page: names and absolute addresses, the front page first."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(trail, start=1)
        ],
    }


def script(data: object) -> str:
    """JSON that may stand inside ``<script type="application/ld+json">``.

    No character of it can end the element or open another, and none ends a
    line for an old JavaScript parser.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _person(byline: Byline, item: NewsItem) -> dict[str, Any]:
    kind = "Organization" if byline.role == "agency" else "Person"
    return _without_empty({"@type": kind, "name": byline.name, "url": absolute(byline.uri, item.uri)})


def _publisher(publisher: Publisher) -> dict[str, Any] | None:
    if not publisher.name:
        return None
    logo = {"@type": "ImageObject", "url": publisher.logo} if publisher.logo else None
    return _without_empty(
        {"@type": "NewsMediaOrganization", "name": publisher.name, "url": publisher.url, "logo": logo}
    )


def _images(item: NewsItem) -> Iterator[dict[str, Any]]:
    """Each photo once, in its largest file, with everything that rights ask for."""
    for photo in {photo.key: photo for photo in item.photos() if photo.renditions}.values():
        best = max(photo.renditions, key=lambda rendition: rendition.width)
        yield _without_empty(
            {
                "@type": "ImageObject",
                "url": absolute(best.href, item.uri),
                "width": best.width,
                "height": best.height,
                "caption": photo.caption,
                "creditText": photo.credit_line,
                "creator": _creator(photo),
                "copyrightNotice": photo.copyright_notice,
                "license": photo.licence if photo.licence.startswith(("https://", "http://")) else "",
            }
        )


def _creator(photo: Photo) -> dict[str, Any] | None:
    return _named("Person", photo.photographer) or _named("Organization", photo.agency)


def _about(item: NewsItem) -> list[dict[str, Any] | None]:
    return [_named("Person", name) for name in item.people] + [_named("Place", name) for name in item.places]


def _named(kind: str, name: str) -> dict[str, Any] | None:
    return {"@type": kind, "name": name} if name else None


def _work(kind: str, ref: Ref, item: NewsItem) -> dict[str, Any]:
    address = absolute(ref.uri, item.uri)
    return _without_empty({"@type": kind, "@id": address, "url": address, "name": ref.name, "inLanguage": ref.language})


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}


_KINDS = {
    "report": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "background": "BackgroundNewsArticle",
    "opinion": "OpinionNewsArticle",
    "review": "ReviewNewsArticle",
    "advertisement": "AdvertiserContentArticle",
}
_PAGES = {
    "page": "WebPage",
    "story": "CollectionPage",
    "section": "CollectionPage",
    "edition": "CollectionPage",
    "author": "ProfilePage",
}
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
