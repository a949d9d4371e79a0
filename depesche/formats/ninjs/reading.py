"""From ninjs 1, 2 or 3 to NewsItems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from depesche.formats import html, jsonable
from depesche.formats.malformed import Malformed
from depesche.formats.newsitem import (
    Block,
    Byline,
    ItemType,
    Kind,
    NewsItem,
    Paragraph,
    Ref,
    Status,
    TimelineEvent,
)
from depesche.formats.ninjs import associated, terms
from depesche.formats.ninjs.values import Values


def load(source: dict[str, Any] | list[Any] | Path) -> Iterator[NewsItem]:
    """The items in an object, a list of objects, a file of either, or all files of a folder.

    ``Malformed`` names the file and what is wrong with it; the items before it
    are good.
    """
    if isinstance(source, Path):
        yield from _load_path(source)
    elif isinstance(source, list):
        for each in source:
            yield from load(each)
    elif isinstance(source, dict):
        yield _item(source)
    else:
        raise Malformed(f"A ninjs item is a JSON object, not {source!r:.40}.")


def read_standard(source: dict[str, Any], *, with_body: bool = True) -> NewsItem:
    """What the fields of the standard say, without anything of our own."""
    data = Values(source)
    shown = associated.read(data)
    published, updated = data.time("firstCreated", "contentCreated"), data.time("versionCreated")
    uri, headline = data.text("uri"), data.role("headlines", "headline", "main")
    return NewsItem(
        key=data.alt_id("key") or uri,
        headline=html.text(headline) if "<" in headline else headline or data.text("title", "slugline", "name"),
        language=data.text("language"),
        item_type=_one_of(get_args(ItemType), data.text("profile"), "article"),
        kind=_kind(data),
        status=_one_of(get_args(Status), data.text("pubStatus"), "usable"),
        edition=data.alt_id("edition"),
        uri=terms.address_in(uri),
        slug=_slug(data.text("slugline")),
        short_headline=data.role("headlines", "", "short"),
        kicker=data.role("headlines", "", "kicker"),
        standfirst=data.description("summary", "main", "", "abstract", "short"),
        body=(*_body(data), *shown.blocks) if with_body else (),
        lead=shown.lead,
        bylines=_bylines(data),
        dateline=data.text("located"),
        section=next(_subjects(data, "section"), None),
        stories=tuple(_subjects(data, "story")),
        tags=tuple(_subjects(data, "tag")),
        related=shown.related,
        translations=shown.translations,
        published_at=published or updated,
        updated_at=updated,
        publish_at=data.time("embargoedUntil", "embargoed"),
        expires_at=data.time("expires"),
        checked_on=_checked_on(data),
        timeline=_timeline(data),
        places=tuple(each.text("name") for each in data.many("places", "place")),
        people=tuple(each.text("name") for each in data.many("people", "person")),
        old_addresses=tuple(data.alt_ids(terms.OLD_ADDRESS)),
        publisher=next((e.text("name") for e in data.many("infoSources") if e.text("role") == "publisher"), ""),
        extra=_extra(data),
    )


def _load_path(path: Path) -> Iterator[NewsItem]:
    if path.is_dir():
        for each in sorted(path.glob("**/*.json")):
            yield from _load_path(each)
        return
    try:
        yield from load(json.loads(path.read_bytes()))
    except json.JSONDecodeError as error:
        raise Malformed(f"{path.name} is not JSON: {error.msg}.", line=error.lineno) from error
    except UnicodeDecodeError as error:
        raise Malformed(f"{path.name} is not written in UTF-8.") from error
    except RecursionError as error:
        raise Malformed(f"{path.name} is nested too deep.") from error
    except Malformed as error:
        raise Malformed(f"{path.name}: {error}") from error


def _item(source: dict[str, Any]) -> NewsItem:
    ours = _ours(Values(source))
    item = read_standard(source, with_body="body" not in ours)
    if not item.key or not item.headline:
        raise Malformed(f"An item needs a uri and a headline: {json.dumps(source, default=str):.60}")
    return replace(item, **{name: _safe(jsonable.decode_field(name, value)) for name, value in ours.items()})


def _ours(data: Values) -> dict[str, Any]:
    """The fields in the body of our own media type."""
    for body in data.many("bodies"):
        if body.text("contentType") == terms.BLOCKS:
            try:
                ours = json.loads(body.text("value"))
            except (json.JSONDecodeError, RecursionError) as error:
                raise Malformed("The body with the blocks is not JSON.") from error
            if not isinstance(ours, dict):
                raise Malformed("The body with the blocks is not an object.")
            return ours
    return {}


def _safe(value: Any) -> Any:
    """Blocks may come from anybody: their running text is cleaned like all other HTML."""
    if not isinstance(value, tuple):
        return value
    return tuple(Paragraph(html.clean(each.html)) if isinstance(each, Paragraph) else each for each in value)


def _body(data: Values) -> tuple[Block, ...]:
    """The best body that another system wrote: HTML before plain text."""
    found = {body.text("contentType"): body.text("value") for body in data.many("bodies")}
    rich = found.get("text/html") or found.get("application/xhtml+xml") or data.text("body_html", "body_xhtml")
    if rich:
        return html.read(rich).blocks
    words = found.get("text/plain") or found.get("") or data.text("body_text")
    paragraphs = (part.strip() for part in words.replace("\r\n", "\n").split("\n\n"))
    marked = "".join(f"<p>{_escaped(part)}</p>" for part in paragraphs if part)
    return (Paragraph(html.clean(marked)),) if marked else ()


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _one_of(choices: tuple[Any, ...], value: str, default: str) -> Any:
    return value if value in choices else default


def _kind(data: Values) -> Kind:
    for genre in data.many("genres", "genre"):
        words = {
            genre.text("literal").lower(),
            genre.text("name").lower(),
            genre.text("uri").rpartition("/")[2].lower(),
        }
        kind: Kind
        for kind in get_args(Kind):
            if kind in words:
                return kind
    return "report"


def _slug(slugline: str) -> str:
    return slugline if slugline.replace("-", "").replace("_", "").isalnum() else ""


def _bylines(data: Values) -> tuple[Byline, ...]:
    sources = [each for each in data.many("infoSources") if each.text("role") in terms.BYLINE_ROLES]
    if not sources and data.text("by", "byline"):
        return (Byline(name=data.text("by", "byline")),)
    return tuple(
        Byline(name=each.text("name"), role=each.text("role"), key=each.text("literal"), uri=each.text("uri"))
        for each in sources
    )


def _subjects(data: Values, rel: str) -> Iterator[Ref]:
    """Subjects of ours say what they are; those of others become tags."""
    for each in data.many("subjects", "subject"):
        said = each.text("rel") if each.text("rel") in {"section", "story"} else "tag"
        name = each.text("name")
        if said == rel and (key := each.text("literal", "code", "uri") or name):
            yield Ref(key=key, name=name, uri=each.text("uri"))


def _checked_on(data: Values) -> Any:
    text = data.alt_id(terms.CHECKED_ON)
    return jsonable.decode_field("checked_on", text) if text else None


def _timeline(data: Values) -> tuple[TimelineEvent, ...]:
    events = [each for each in data.many("events") if each.text("rel") == "timeline"]
    raw = [{"on": each.text("literal"), "text": each.text("name")} for each in events]
    timeline: tuple[TimelineEvent, ...] = jsonable.decode_field("timeline", raw)
    return timeline


def _extra(data: Values) -> dict[str, str]:
    """Our own facts by name, and those of others under ``ninjs:``."""
    ours = {role.removeprefix(terms.EXTRA): value for role, value in data.all_alt_ids() if role.startswith(terms.EXTRA)}
    theirs = {f"ninjs:{name}": data.text(name) for name in _KEPT if data.text(name)}
    if data.text("type") not in {"", "text", "composite"}:
        theirs["ninjs:type"] = data.text("type")
    return theirs | ours


_KEPT = ("version", "urgency", "edNote", "copyrightHolder", "copyrightNotice", "usageTerms")
