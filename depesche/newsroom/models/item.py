"""Articles as neutral records, and bodies back into the editor's blocks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.utils.html import format_html
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from depesche.formats import newsitem as n
from depesche.formats.jsonable import BLOCK_NAMES
from depesche.media.models import File, Photo
from depesche.newsroom.models.article import Article, Byline
from depesche.newsroom.models.base import NewsroomPage
from depesche.newsroom.models.story import Story


def _nothing(_of: object) -> None:
    """Find nothing: for callers that have no files or articles to offer."""


def article_item(article: Article, *, at: datetime) -> n.NewsItem:
    """The article as it stands in the desk's hands, with everything it refers to.

    References are to pages of the newsroom whether or not readers may see
    them; ``publish`` and the views leave out what is not live.
    """
    edition = article.edition_page()
    section = article.get_parent().specific
    return n.NewsItem(
        key=article.public_id,
        uri=settings.BASE_URL + article.public_path(),
        slug=article.slug,
        kind=cast("n.Kind", article.kind),
        status="usable" if article.live else "draft",
        language=edition.language,
        edition=edition.code,
        headline=article.title,
        short_headline=article.short_headline,
        kicker=article.kicker,
        standfirst=article.standfirst,
        body=tuple(blocks_of(article.body, at=at)),
        lead=_lead(article, at),
        bylines=tuple(_byline(line) for line in article.bylines.all()),
        dateline=article.dateline,
        section=_ref(section),
        stories=tuple(_ref(story) for story in stories_of(article)),
        tags=tuple(
            n.Ref(key=str(tag.pk), name=tag.name, uri=f"{edition.public_path()}tags/{tag.slug}/")
            for tag in _tags(article)
        ),
        related=tuple(article_ref(pick.target) for pick in article.related_picks.select_related("target")),
        published_at=article.first_published_at,
        updated_at=article.updated_at,
        expires_at=article.expire_at,
        publish_at=article.go_live_at,
        corrections=tuple(
            n.Correction(at=one.made_at, wrong=one.wrong, right=one.right) for one in _corrections(article)
        ),
        publisher=settings.PUBLISHER or edition.title,
    )


def stories_of(article: Article) -> list[Story]:
    """The stories of an article, the main one first, each once."""
    stories = [article.main_story] if article.main_story else []
    stories += [link.story for link in article.further_stories.all()]
    return list(dict.fromkeys(stories))


def photos_of(page: Any) -> list[Photo]:
    """Every photo that a version of a page shows, each once."""
    photos = [getattr(page, name, None) for name in ("lead_photo", "photo")]
    for block in _blocks(page, "picture", "gallery"):
        photos += [block["photo"]] if "photo" in block else [picture["photo"] for picture in block["pictures"]]
    return list(dict.fromkeys(photo for photo in photos if photo))


def recordings_of(page: Any) -> list[File]:
    """Every recording of the house that a version of a page offers, each once."""
    files = [block["file"] for block in _blocks(page, "audio")]
    return list(dict.fromkeys(file for file in files if file))


def article_ref(article: Article) -> n.Ref:
    """A pointer to another article."""
    return n.Ref(key=article.public_id, name=article.short_headline or article.title, uri=article.public_path())


def html_of(source: str) -> str:
    """An editor's rich text as HTML in which links to pages of the newsroom are their public paths.

    Links to anything else that Wagtail knows (documents, images) come out
    without an address: those addresses are the desk's own.
    """
    return _EMPTY_LINK.sub(r"\1", _links(source))


def blocks_of(body: StreamValue, *, at: datetime) -> Iterator[n.Block]:
    """The neutral blocks of an editor's text; a picture whose photo was deleted meanwhile is left out."""
    blocks = (_TO_BLOCK[child.block_type](child.value, at) for child in body)
    yield from (block for block in blocks if block is not None)


def stream_of(
    blocks: Iterable[n.Block],
    *,
    photo: Callable[[n.Photo], Photo | None],
    document: Callable[[n.Audio], File | None] = _nothing,
    article: Callable[[n.Ref], Article | None] = _nothing,
) -> list[dict[str, Any]]:
    """Raw stream data for the editor from neutral blocks.

    The callables find what a block refers to; a picture, recording or article
    that they do not find is left out, so ask them to report it.
    """
    rows = (_from_block(block, photo, document, article) for block in blocks)
    return [row for row in rows if row is not None]


def _page_links(attributes: list[dict[str, str]]) -> list[str]:
    wanted = [int(one["id"]) for one in attributes if one.get("id", "").isdecimal()]
    pages = {str(page.pk): page for page in Page.objects.filter(pk__in=wanted).specific(defer=True)}
    return [_opening(pages.get(one.get("id", ""))) for one in attributes]


def _opening(page: Any) -> str:
    return format_html('<a href="{}">', page.public_path()) if isinstance(page, NewsroomPage) else "<a>"


_links = LinkRewriter(bulk_rules={"page": _page_links})
_EMPTY_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)


def _blocks(page: Any, *kinds: str) -> Iterator[Any]:
    """The values of the blocks of some kinds in a page's text, if it has one."""
    body = getattr(page, "body", None)
    yield from (child.value for child in body or () if child.block_type in kinds)


def _tags(article: Article) -> list[Any]:
    return sorted(article.tags.all(), key=lambda tag: tag.name.casefold())


def _corrections(article: Article) -> Iterable[Any]:
    return article.corrections.all() if article.pk else ()  # a preview may be of what is not kept yet


def _ref(page: Any) -> n.Ref:
    return n.Ref(key=str(page.pk), name=page.title, uri=page.public_path())


def _byline(line: Byline) -> n.Byline:
    if line.author is None:
        return n.Byline(name=line.name, role=line.role)
    return n.Byline(name=line.author.title, role=line.role, key=str(line.author.pk), uri=line.author.public_path())


def _lead(article: Article, at: datetime) -> n.Picture | None:
    if article.lead_photo is None:
        return None
    return n.Picture(photo=article.lead_photo.as_item(at), caption=article.lead_caption, alt=article.lead_alt)


def _said(value: Mapping[str, Any], name: str) -> str:
    """A text of a block; what was written before the block had the field says nothing there."""
    return value[name] or ""


def _picture(value: Mapping[str, Any], at: datetime) -> n.Picture | None:
    photo = value["photo"]
    return photo and n.Picture(photo=photo.as_item(at), caption=_said(value, "caption"), alt=_said(value, "alt"))


def _paragraph(value: Any, _at: datetime) -> n.Paragraph:
    return n.Paragraph(html_of(value.source))


def _gallery(value: Mapping[str, Any], at: datetime) -> n.Gallery | None:
    pictures = tuple(filter(None, (_picture(entry, at) for entry in value["pictures"])))
    return n.Gallery(title=_said(value, "title"), pictures=pictures) if pictures else None


def _key_facts(value: Mapping[str, Any], _at: datetime) -> n.KeyFacts:
    return n.KeyFacts(title=_said(value, "title"), facts=tuple(value["facts"]))


def _table(value: Mapping[str, Any] | None, _at: datetime) -> n.Table | None:
    rows = [tuple(str(cell or "").strip() for cell in row) for row in value["data"] if any(row)] if value else []
    if not value or not rows:
        return None
    headed = bool(value.get("first_row_is_table_header"))
    return n.Table(
        caption=value.get("table_caption") or "",
        header=rows[0] if headed else (),
        rows=tuple(rows[headed:]),
        row_header=bool(value.get("first_col_is_header")),
    )


def _audio(value: Mapping[str, Any], _at: datetime) -> n.Audio:
    file = value["file"]
    return n.Audio(
        title=_said(value, "title"),
        href=file.public_address() if file else _said(value, "href"),
        key=str(file.uid) if file else "",
        credit=_said(value, "credit"),
        transcript=_said(value, "transcript"),
    )


def _related_box(value: Mapping[str, Any], _at: datetime) -> n.RelatedBox:
    pages = [page.specific for page in value["articles"] if page]
    return n.RelatedBox(title=_said(value, "title"), items=tuple(article_ref(page) for page in pages))


def _subhead(value: str, _at: datetime) -> n.Subhead:
    return n.Subhead(value)


def _quote(value: Mapping[str, Any], _at: datetime) -> n.Quote:
    return n.Quote(text=_said(value, "text"), speaker=_said(value, "speaker"), role=_said(value, "role"))


def _pull_out(value: str, _at: datetime) -> n.PullOut:
    return n.PullOut(value)


def _embed(value: Mapping[str, Any], _at: datetime) -> n.Embed:
    return n.Embed(url=_said(value, "url"), title=_said(value, "title"))


_TO_BLOCK: dict[str, Callable[[Any, datetime], n.Block | None]] = {
    "paragraph": _paragraph,
    "subhead": _subhead,
    "picture": _picture,
    "gallery": _gallery,
    "quote": _quote,
    "key_facts": _key_facts,
    "table": _table,
    "pull_out": _pull_out,
    "embed": _embed,
    "audio": _audio,
    "related_box": _related_box,
}


def _row(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def _items(values: Iterable[Any]) -> list[dict[str, Any]]:
    # Without an id Wagtail takes the wrapper itself for the value.
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def _from_block(
    block: n.Block,
    photo: Callable[[n.Photo], Photo | None],
    document: Callable[[n.Audio], File | None],
    article: Callable[[n.Ref], Article | None],
) -> dict[str, Any] | None:
    match block:
        case n.Paragraph(html):
            return _row("paragraph", html)
        case n.Subhead(text):
            return _row("subhead", text)
        case n.PullOut(text):
            return _row("pull_out", text)
        case n.Table():
            return _row("table", _table_value(block))
        case n.Audio():
            return _row("audio", _audio_value(block, document))
        case n.KeyFacts():
            return _row("key_facts", {"title": block.title, "facts": _items(block.facts)})
        case n.Quote() | n.Embed():
            return _row(BLOCK_NAMES[type(block)], asdict(block))
    return _from_pointing_block(block, photo, article)


def _from_pointing_block(
    block: n.Picture | n.Gallery | n.RelatedBox,
    photo: Callable[[n.Photo], Photo | None],
    article: Callable[[n.Ref], Article | None],
) -> dict[str, Any] | None:
    if isinstance(block, n.Picture):
        value = _picture_value(block, photo)
        return value and _row("picture", value)
    if isinstance(block, n.Gallery):
        pictures = [value for value in (_picture_value(one, photo) for one in block.pictures) if value]
        return _row("gallery", {"title": block.title, "pictures": _items(pictures)}) if pictures else None
    found = [page.pk for page in map(article, block.items) if page]
    return _row("related_box", {"title": block.title, "articles": _items(found)}) if found else None


def _picture_value(picture: n.Picture, photo: Callable[[n.Photo], Photo | None]) -> dict[str, Any] | None:
    found = photo(picture.photo)
    return {"photo": found.pk, "caption": picture.caption, "alt": picture.alt} if found else None


def _table_value(table: n.Table) -> dict[str, Any]:
    heads = ("neither", "row", "column", "both")[bool(table.header) + 2 * table.row_header]
    return {
        "data": [list(row) for row in ((table.header,) if table.header else ()) + table.rows],
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": bool(table.header),
        "first_col_is_header": table.row_header,
        "table_header_choice": heads,
        "table_caption": table.caption,
    }


def _audio_value(audio: n.Audio, document: Callable[[n.Audio], File | None]) -> dict[str, Any]:
    found = document(audio)
    return {
        "title": audio.title,
        "file": found.pk if found else None,
        "href": "" if found else audio.href,
        "credit": audio.credit,
        "transcript": audio.transcript,
    }


def without_photo_details(item: n.NewsItem) -> n.NewsItem:
    """The item as a snapshot keeps it: photos by key only, since their rights go on changing."""
    return item.with_photos({photo.key: n.Photo(key=photo.key) for photo in item.photos()})


def with_publication(item: n.NewsItem, *, published_at: datetime, updated_at: datetime | None) -> n.NewsItem:
    """The item with the times of its publication."""
    return replace(item, status="usable", published_at=published_at, updated_at=updated_at)
