"""What pages tell search engines about themselves: schema.org, from the neutral record.

Every address comes from the configured one, never from the request.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from depesche.formats import schemaorg
from depesche.formats.newsitem import NewsItem
from depesche.newsroom.models.public import absolute, whole, with_plain_pictures
from depesche.website.views.frame import Frame


def article_data(frame: Frame, item: NewsItem) -> dict[str, Any]:
    """A live article and the way to it."""
    full = absolute(with_plain_pictures(item))
    trail = [full.section] if full.section else []
    return _graph(
        schemaorg.dump(full, publisher=_publisher(frame)),
        schemaorg.breadcrumbs(
            [_front(frame), *((ref.name, ref.uri) for ref in trail), (full.short_headline or full.headline, full.uri)]
        ),
    )


def front_data(frame: Frame) -> dict[str, Any]:
    """The edition as a site that can be searched."""
    edition = frame.edition
    address = whole(edition.public_path())
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address}search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    site = {
        "@type": "WebSite",
        "@id": address,
        "url": address,
        "name": edition.title,
        "inLanguage": edition.language,
        "potentialAction": search,
    }
    house = {"@type": "NewsMediaOrganization", "name": _publisher(frame).name, "url": address}
    return _graph(site | ({"description": frame.tagline} if frame.tagline else {}), house)


def list_data(frame: Frame, *, name: str, path: str, description: str = "") -> dict[str, Any]:
    """A section, a story or another list, and the way to it."""
    item = NewsItem(
        key=path,
        item_type="section",
        headline=name,
        standfirst=description,
        language=frame.edition.language,
        uri=whole(path),
    )
    return _graph(
        schemaorg.dump(item, publisher=_publisher(frame)), schemaorg.breadcrumbs([_front(frame), (name, item.uri)])
    )


def _front(frame: Frame) -> tuple[str, str]:
    return frame.edition.title, whole(frame.edition.public_path())


def _publisher(frame: Frame) -> schemaorg.Publisher:
    name = settings.PUBLISHER or frame.edition.title
    return schemaorg.Publisher(name=name, url=whole(frame.edition.public_path()))


def _graph(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@graph": [{name: value for name, value in node.items() if name != "@context"} for node in nodes],
    }
