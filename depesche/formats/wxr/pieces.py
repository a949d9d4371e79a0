"""Posts and pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from urllib.parse import unquote

from depesche.formats import html, wordpress
from depesche.formats.newsitem import Audio, Block, NewsItem, Paragraph, Photo, Picture, Ref, Status
from depesche.formats.wxr import attached, fields, people
from depesche.formats.wxr.origin import Origin
from depesche.formats.wxr.records import Piece
from depesche.formats.wxr.stream import Element

_FIRST_WORDS = 80
_SHOWN = re.compile(r"<(?:img|picture|svg|audio|video|iframe|object|embed)\b", re.IGNORECASE)


def key_of(element: Element) -> str:
    """The key of a post: its number, or what else tells it from others."""
    number = element.text("wp:post_id")
    if number:
        return f"post:{number}"
    other = element.text("guid") or element.text("link") or element.text("wp:post_name") or element.text("title")
    return f"post:{other}"


def reason_to_skip(kind: str, element: Element) -> str:
    """Why a record does not come along, or nothing."""
    status = element.text("wp:status")
    if kind in _INTERNAL:
        return _INTERNAL[kind]
    if kind not in {"post", "page"}:
        return f"“{kind}” is a type of a plug-in, which has no counterpart here."
    return _NEVER_SHOWN.get(status, "")


def piece(kind: str, element: Element, origin: Origin) -> Piece:
    """A post or page as a NewsItem."""
    return _Piece(kind, element, origin).read()


class _Piece:
    """One post while it is read; what gets lost gathers on the way."""

    def __init__(self, kind: str, element: Element, origin: Origin) -> None:
        self.kind, self.element, self.origin = kind, element, origin
        self.meta = attached.metadata(element)
        self.number = element.text("wp:post_id")
        self.lost: list[html.Lost] = []

    def read(self) -> Piece:
        """The whole piece."""
        said, status = self.element.text, self.element.text("wp:status")
        published = _published(self.element)
        body = (*self._body(), *self._footnotes(), *self._enclosures())
        slug = _slug(said("wp:post_name"))
        address = self.origin.absolute(said("link"))
        kept, unknown = fields.custom(self.meta)
        item = NewsItem(
            key=key_of(self.element),
            headline=self._headline() or self._first_words(body, slug),
            language=self._language(),
            item_type="page" if self.kind == "page" else "article",
            status=self._status(),
            uri=address,
            slug=slug,
            standfirst=self._standfirst(),
            body=body,
            lead=self._lead(),
            bylines=tuple(people.bylines(self.element, self.origin)),
            section=self._section(),
            tags=tuple(self._tags()),
            translations=tuple(self._translations()),
            published_at=published if status in {"publish", "private"} else None,
            updated_at=attached.moment(said("wp:post_modified_gmt"), said("wp:post_modified")),
            publish_at=published if status == "future" else None,
            old_addresses=tuple(self._old_addresses(address, slug)),
            publisher=self.origin.site.title,
            extra=fields.facts(self.element) | fields.for_search_engines(self.meta) | kept,
        )
        return Piece(item=item, comments=attached.comments(self.element), lost=(*self.lost, *unknown))

    def _headline(self) -> str:
        title = self.element.text("title")
        if _SHOWN.search(title):
            self.lost.append(html.Lost("picture or player in the headline", title[:120]))
        return html.text(title)

    def _status(self) -> Status:
        """Whatever was not open to everybody stays closed, what is planned too until its time comes."""
        status = self.element.text("wp:status")
        if self.element.text("wp:post_password") or status in {"private", "future"}:
            return "withheld"
        return "usable" if status == "publish" else "draft"

    def _body(self) -> tuple[Block, ...]:
        content = self.element.text("content:encoded")
        reading = wordpress.read(content, library=self.origin.library, base=self.origin.site.url, post=self.number)
        self.lost += reading.lost
        return reading.blocks

    def _footnotes(self) -> Iterator[Block]:
        """Footnotes of the block editor stand apart from the text."""
        try:
            notes = json.loads(self.meta.get("footnotes") or "[]")
        except (json.JSONDecodeError, RecursionError):
            notes = []
        found = [note for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
        if texts := [str(note.get("content", "")) for note in found]:
            yield Paragraph(html.clean(f"<ol>{''.join(f'<li>{text}</li>' for text in texts)}</ol>"))

    def _enclosures(self) -> Iterator[Block]:
        """Recordings that feeds of the old site carried along."""
        for meta in self.element.all("wp:postmeta"):
            if meta.text("wp:meta_key") != "enclosure":
                continue
            lines = [line.strip() for line in meta.text("wp:meta_value").split("\n")]
            address, kind = self.origin.absolute(lines[0]), "".join(lines[2:3])
            if address and (kind.startswith("audio/") or re.search(r"\.(mp3|m4a|ogg|opus|wav)$", address)):
                yield Audio(title=html.text(self.element.text("title")) or _file_name(address), href=address)
            elif address:
                link = f'<p><a href="{escape(address)}">{escape(_file_name(address))}</a></p>'
                yield Paragraph(html.clean(link))

    def _standfirst(self) -> str:
        reading = html.read(self.element.text("excerpt:encoded"), base=self.origin.site.url)
        self.lost += reading.lost
        if any(not isinstance(block, Paragraph) for block in reading.blocks):
            self.lost.append(html.Lost("markup in the excerpt", html.plain(reading.blocks)[:100]))
        return html.text(html.write(reading.blocks))

    def _lead(self) -> Picture | None:
        number = self.meta.get("_thumbnail_id", "")
        if not number.isdigit() or number == "0":
            return None
        known = self.origin.library.by_id(number)
        return Picture(photo=known.photo if known and known.photo else Photo(key=f"attachment:{number}"))

    def _section(self) -> Ref | None:
        """The category that a plug-in calls the main one, or the first that says something."""
        found = self._categories()
        main = next((self.meta[name] for name in fields.MAIN_CATEGORY if self.meta.get(name)), "")
        slug = self.origin.readable(self.origin.categories.get(main, ""))
        chosen = [ref for ref in found if slug and ref.key == f"category:{slug}"]
        telling = [ref for ref in found if ref.key != "category:uncategorized"]
        return next(iter([*chosen, *telling, *found]), None)

    def _tags(self) -> Iterator[Ref]:
        """Tags, and the categories besides the section."""
        section = self._section()
        yield from (ref for ref in self._categories() if ref != section and ref.key != "category:uncategorized")
        yield from self._refs("post_tag", "tag")

    def _categories(self) -> list[Ref]:
        found = list(self._refs("category"))
        return found or [
            Ref(key=self.origin.term_key("category", term.text()), name=html.text(term.text()))
            for term in self.element.all("category")
            if not term.attributes and term.text()
        ]

    def _refs(self, *domains: str) -> Iterator[Ref]:
        seen = set()
        for domain in domains:
            for term in self.element.terms(domain):
                slug = term.attributes.get("nicename") or term.text()
                key = self.origin.term_key("post_tag" if domain == "tag" else domain, slug)
                if slug and key not in seen:
                    seen.add(key)
                    yield Ref(key=key, name=html.text(term.text()) or self.origin.readable(slug))

    def _language(self) -> str:
        said = next((term.attributes.get("nicename", "") for term in self.element.terms("language")), "")
        return said or self.origin.site.language

    def _translations(self) -> Iterator[Ref]:
        for term in self.element.terms("post_translations"):
            for language, number in self.origin.translations.get(term.attributes.get("nicename", ""), {}).items():
                if number != self.number:
                    yield Ref(key=f"post:{number}", language=language)

    def _old_addresses(self, address: str, slug: str) -> Iterator[str]:
        """Every address under which the old site showed the piece, each once."""
        addresses = [address, self.origin.query_address("page_id" if self.kind == "page" else "p", self.number)]
        addresses.append(self.origin.query_address("p", self.number))
        guid = self.element.text("guid")
        addresses += [self.origin.absolute(guid)] if guid.startswith("http") else []
        for meta in self.element.all("wp:postmeta"):
            if meta.text("wp:meta_key") == "_wp_old_slug" and slug and slug in unquote(address):
                head, _, tail = unquote(address).rpartition(slug)
                addresses.append(head + self.origin.readable(meta.text("wp:meta_value")) + tail)
        yield from dict.fromkeys(filter(None, addresses))

    def _first_words(self, body: tuple[Block, ...], slug: str) -> str:
        """A headline for a piece that had none."""
        words = " ".join(html.plain(body).split())
        short = words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS].rpartition(" ")[0] + " …"
        return short or slug or key_of(self.element)


def _published(element: Element) -> datetime | None:
    """When a post appeared, or is to appear."""
    if at := attached.moment(element.text("wp:post_date_gmt")):
        return at
    try:
        at = parsedate_to_datetime(element.text("pubDate"))
    except (ValueError, OverflowError):
        at = None
    if at and at.year > 1:
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return attached.moment(element.text("wp:post_date"))


def _slug(name: str) -> str:
    return unquote(name.strip())


def _file_name(address: str) -> str:
    return unquote(address.rpartition("/")[2]) or address


_NEVER_SHOWN = {
    "trash": "It lay in the bin.",
    "auto-draft": "It was never written.",
    "inherit": "It is an old version.",
}
_INTERNAL = {
    "nav_menu_item": "Menus are made of the sections here.",
    "revision": "It is an old version.",
    "custom_css": "Looks come from the theme.",
    "customize_changeset": "Looks come from the theme.",
    "wp_global_styles": "Looks come from the theme.",
    "wp_template": "Looks come from the theme.",
    "wp_template_part": "Looks come from the theme.",
    "wp_navigation": "Menus are made of the sections here.",
    "wp_block": "It is a reusable block; put its text where it is used.",
    "wp_font_family": "Looks come from the theme.",
    "wp_font_face": "Looks come from the theme.",
    "oembed_cache": "It is a copy of another site’s page.",
    "user_request": "It is a request about personal data, answered over there.",
}
