"""The neutral record of one piece of journalism.

Every format that goes out (feeds, JSON-LD, wires) is a pure ``dump(item)`` of
this record, and every import is a pure ``load(source) -> Iterator[NewsItem]``
that ends in it.  It is shaped on ninjs 3 (IPTC), with the body kept as
structured blocks, so that nothing an editor built is lost on the way.

Plain Python: no Django, no database, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from html import unescape
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["report", "analysis", "background", "opinion", "review", "advertisement"]
Status: TypeAlias = Literal["usable", "draft", "withheld", "canceled"]
ItemType: TypeAlias = Literal["article", "page", "story", "author", "edition", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """Something else that the item points to: a section, a story, a tag, another article.

    ``key`` is stable within the source and is what an import matches on,
    ``name`` is what readers see, ``uri`` its address (absolute, may be empty).
    ``language`` is a BCP 47 tag where the target is written in another language.
    """

    key: str
    name: str = ""
    uri: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One file of a photo: its address, its size in pixels (0 where the source does not say) and its media type."""

    href: str
    width: int
    height: int
    type: str = "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture with everything that rights and accessibility ask for.

    ``key`` is stable within the source.  ``focal`` is the point that must stay
    visible when a theme crops, as fractions of width and height from the left
    top corner.  ``licence_ends_on`` is the last day on which it may be shown.
    """

    key: str
    credit_line: str = ""
    photographer: str = ""
    agency: str = ""
    year: int | None = None
    copyright_notice: str = ""
    licence: str = ""
    licence_ends_on: date | None = None
    allowed_uses: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    place: str = ""
    taken_on: date | None = None
    focal: tuple[float, float] | None = None
    renditions: tuple[Rendition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """One name in the byline and what it did.

    ``role`` is one of ``author``, ``photos``, ``translation``, ``graphics``,
    ``agency``, ``editing``.  ``key`` names the author's page within the source;
    it is empty for a name without a page, such as a wire service.
    """

    name: str
    role: str = "author"
    key: str = ""
    uri: str = ""


# Blocks of the body.  ``html`` fields hold inline text and lists in the small,
# sanitised vocabulary p, ul, ol, li, a[href], strong, em, br, sub, sup, code,
# blockquote; every other field is plain text.


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text: one or several paragraphs or lists."""

    html: str


@dataclass(frozen=True, slots=True)
class Subhead:
    """A heading between paragraphs; always one level below the headline."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo in the text.  An empty ``caption`` or ``alt`` means the photo's own."""

    photo: Photo
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """A series of photos under one title."""

    pictures: tuple[Picture, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a named speaker, set apart from the text."""

    text: str
    speaker: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """The facts in brief: a short list under a title."""

    facts: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of plain cells.  ``header`` may be empty; ``row_header`` says that the first cell names its row."""

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    caption: str = ""
    row_header: bool = False


@dataclass(frozen=True, slots=True)
class PullOut:
    """A sentence pulled out of the text and set large."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """Something that lives elsewhere.  It is a link until the reader asks for more."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A recording to listen to: an address, or the ``key`` of a file in the house."""

    title: str
    href: str = ""
    key: str = ""
    credit: str = ""
    transcript: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedBox:
    """Other articles, recommended in the middle of the text."""

    items: tuple[Ref, ...]
    title: str = ""


Block: TypeAlias = (
    Paragraph | Subhead | Picture | Gallery | Quote | KeyFacts | Table | PullOut | Embed | Audio | RelatedBox
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """A dated key event of a running story."""

    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An error that was put right: when, what was wrong and what is right."""

    at: datetime
    wrong: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One piece as it stands: an article, or one of the pages around it.

    ``key`` is its stable name within the source (for what we publish: the
    public id) and is what a second import recognises it by.  ``uri`` is its
    canonical address.  Times are aware datetimes.  ``stories`` are the running
    stories it belongs to, the main one first.  ``item_type`` tells articles
    from the other things an edition consists of; those use the same fields
    (a story's summary is its ``standfirst``, an author's biography the body).
    """

    key: str
    headline: str
    language: str
    item_type: ItemType = "article"
    kind: Kind = "report"
    status: Status = "usable"
    edition: str = ""
    uri: str = ""
    slug: str = ""
    short_headline: str = ""
    kicker: str = ""
    standfirst: str = ""
    body: tuple[Block, ...] = ()
    lead: Picture | None = None
    bylines: tuple[Byline, ...] = ()
    dateline: str = ""
    section: Ref | None = None
    stories: tuple[Ref, ...] = ()
    tags: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()
    translations: tuple[Ref, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    # Stories only: when the summary was last checked, what happened when, who and where.
    checked_on: date | None = None
    timeline: tuple[TimelineEvent, ...] = ()
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    # Addresses that led to this piece elsewhere and must go on leading to it.
    old_addresses: tuple[str, ...] = ()
    publisher: str = ""
    # Facts of the source that have no field of their own; scalars only.
    extra: Mapping[str, str] = field(default_factory=dict)

    def photos(self) -> Iterator[Photo]:
        """Every photo that the item shows, the lead first, in reading order, repeats included."""
        if self.lead:
            yield self.lead.photo
        for block in self.body:
            if isinstance(block, Picture):
                yield block.photo
            elif isinstance(block, Gallery):
                yield from (picture.photo for picture in block.pictures)

    def with_photos(self, photos: Mapping[str, Photo]) -> NewsItem:
        """The same item with each photo replaced by the one of its key; unknown keys stay."""

        def renew(picture: Picture) -> Picture:
            return replace(picture, photo=photos.get(picture.photo.key, picture.photo))

        def renewed(block: Block) -> Block:
            if isinstance(block, Picture):
                return renew(block)
            if isinstance(block, Gallery):
                return replace(block, pictures=tuple(map(renew, block.pictures)))
            return block

        return replace(self, lead=self.lead and renew(self.lead), body=tuple(map(renewed, self.body)))


def plain_text(item: NewsItem) -> str:
    """The words of the body without markup, paragraphs separated by line breaks."""
    return "\n".join(filter(None, map(_block_text, item.body)))


def reading_minutes(item: NewsItem) -> int:
    """Whole minutes that reading takes at 220 words a minute, at least one."""
    words = len(f"{item.standfirst} {plain_text(item)}".split())
    return max(1, round(words / 220))


def _block_text(block: Block) -> str:
    if isinstance(block, Paragraph):
        return unescape(re.sub(r"<[^>]+>", " ", block.html))
    if isinstance(block, Gallery):
        return "\n".join((block.title, *(picture.caption for picture in block.pictures)))
    if isinstance(block, Table):
        return "\n".join(" ".join(row) for row in ((block.caption,), block.header, *block.rows))
    if isinstance(block, KeyFacts):
        return "\n".join((block.title, *block.facts))
    words = (getattr(block, name, "") for name in ("title", "text", "speaker", "caption", "transcript"))
    return " ".join(filter(None, words))
