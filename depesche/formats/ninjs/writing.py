"""From a NewsItem to ninjs 3.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import Any

from depesche.formats import html, jsonable
from depesche.formats.newsitem import NewsItem, Photo, Picture, Ref, Rendition
from depesche.formats.ninjs import terms
from depesche.formats.ninjs.reading import read_standard


def dump(item: NewsItem) -> dict[str, Any]:
    """The item as a ninjs 3.1 object, valid against the schema of the IPTC."""
    data = _without_empty(_standard(item))
    understood = read_standard(data, with_body=False)
    ours = {
        field.name: jsonable.encode(getattr(item, field.name))
        for field in fields(NewsItem)
        if getattr(understood, field.name) != getattr(item, field.name)
    }
    if ours:
        value = json.dumps(ours, ensure_ascii=False)
        data.setdefault("bodies", []).append({"role": "blocks", "contentType": terms.BLOCKS, "value": value})
    return data


def _standard(item: NewsItem) -> dict[str, Any]:
    status = "withheld" if item.status == "draft" else item.status
    return {
        "standard": terms.STANDARD,
        "uri": terms.uri_of(item.key, item.uri, "item"),
        "type": "text",
        "profile": item.item_type,
        "language": item.language,
        "pubStatus": status,
        "firstCreated": _moment(item.published_at),
        "versionCreated": _moment(item.updated_at),
        "embargoedUntil": _moment(item.publish_at),
        "expires": _moment(item.expires_at),
        "headlines": _roles(main=item.headline, short=item.short_headline, kicker=item.kicker),
        "descriptions": _roles(summary=item.standfirst),
        "bodies": _bodies(item),
        "by": ", ".join(byline.name for byline in item.bylines),
        "infoSources": _sources(item),
        "located": item.dateline,
        "slugline": item.slug,
        "genres": [_without_empty({"name": item.kind, "literal": item.kind, "uri": terms.GENRES.get(item.kind)})],
        "subjects": _subjects(item),
        "people": [{"name": name, "rel": "about"} for name in item.people],
        "places": [{"name": name, "rel": "about"} for name in item.places],
        "events": [{"name": e.text, "rel": "timeline", "literal": e.on.isoformat()} for e in item.timeline],
        "associations": [*_pictures(item), *_refs(item.translations, "translation"), *_refs(item.related, "related")],
        "altIds": _alt_ids(item),
    }


def _bodies(item: NewsItem) -> list[dict[str, Any]]:
    if not item.body:
        return []
    words = html.plain(item.body)
    counts = {"charCount": len(words), "wordCount": len(words.split())}
    return [{"role": "main", "contentType": "text/html", **counts, "value": html.write(item.body)}]


def _sources(item: NewsItem) -> list[dict[str, Any]]:
    names = [_without_empty({"name": b.name, "role": b.role, "literal": b.key, "uri": b.uri}) for b in item.bylines]
    return [*names, {"name": item.publisher, "role": "publisher"}] if item.publisher else names


def _subjects(item: NewsItem) -> list[dict[str, Any]]:
    groups = (("section", (item.section,) if item.section else ()), ("story", item.stories), ("tag", item.tags))
    return [
        _without_empty({"name": ref.name, "rel": rel, "literal": ref.key, "uri": ref.uri})
        for rel, refs in groups
        for ref in refs
    ]


def _refs(refs: tuple[Ref, ...], rel: str) -> Iterator[dict[str, Any]]:
    for n, ref in enumerate(refs, start=1):
        yield _without_empty(
            {
                "name": f"{rel}-{n}",
                "rel": rel,
                "uri": terms.uri_of(ref.key, ref.uri, "ref"),
                "type": "text",
                "language": ref.language,
                "title": ref.name,
                "altIds": [{"role": "key", "value": ref.key}],
            }
        )


def _pictures(item: NewsItem) -> Iterator[dict[str, Any]]:
    """Every photo once; the lead is the first and says so."""
    if item.lead:
        yield _picture(item.lead, "lead")
    shown = {item.lead.photo.key} if item.lead else set()
    for photo in item.photos():
        if photo.key not in shown:
            yield _picture(Picture(photo=photo), f"picture-{len(shown)}")
            shown.add(photo.key)


def _picture(picture: Picture, name: str) -> dict[str, Any]:
    photo = picture.photo
    return _without_empty(
        {
            "name": name,
            "rel": name.partition("-")[0],
            "uri": terms.uri_of(photo.key, terms.address_in(photo.key), "photo"),
            "type": "picture",
            "headlines": _roles(main=photo.headline),
            "descriptions": _roles(caption=photo.caption, altText=photo.alt),
            "by": photo.photographer,
            "infoSources": _credits(photo),
            "copyrightNotice": photo.copyright_notice,
            "usageTerms": photo.allowed_uses,
            "rightsInfo": {"encodedRights": photo.licence} if photo.licence else None,
            "located": photo.place,
            "contentCreated": _moment(photo.taken_on),
            "expires": _moment(photo.licence_ends_on),
            "renditions": [_rendition(each) for each in photo.renditions],
            "altIds": [{"role": "key", "value": photo.key}],
        }
    )


def _credits(photo: Photo) -> list[dict[str, Any]]:
    named = (("creditline", photo.credit_line), ("agency", photo.agency))
    return [{"name": name, "role": role} for role, name in named if name]


def _rendition(each: Rendition) -> dict[str, Any]:
    size = {"width": each.width, "height": each.height} if each.width and each.height else {}
    return {"name": f"{each.width}x{each.height}", "href": each.href, "contentType": each.type, **size}


def _alt_ids(item: NewsItem) -> list[dict[str, str]]:
    pairs = [(role, getattr(item, name)) for role, name in terms.ALT_IDS.items()]
    pairs += [(terms.OLD_ADDRESS, address) for address in item.old_addresses]
    pairs += [(terms.CHECKED_ON, item.checked_on.isoformat())] if item.checked_on else []
    pairs += [(terms.EXTRA + name, value) for name, value in item.extra.items()]
    return [{"role": role, "value": value} for role, value in pairs if value]


def _roles(**values: str) -> list[dict[str, str]]:
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in values.items() if value]


def _moment(value: datetime | date | None) -> str:
    if value is None:
        return ""
    at = value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)
    return at.isoformat()


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value or value == 0}
