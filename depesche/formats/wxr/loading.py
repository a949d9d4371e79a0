"""From the elements of an export to records: the door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from depesche.formats import html
from depesche.formats.malformed import Malformed
from depesche.formats.wordpress import EmptyLibrary, Library
from depesche.formats.wxr import attached, people, pieces
from depesche.formats.wxr.origin import Origin
from depesche.formats.wxr.records import Attachment, Author, Record, Site, Skipped, Term
from depesche.formats.wxr.stream import RECORDS, Element, elements

#: The largest record, in characters of text.
LARGEST = 20_000_000


def load(stream: BinaryIO, *, library: Library | None = None, largest: int = LARGEST) -> Iterator[Record]:
    """The records of an export in their order, the site first.

    Nothing is left out in silence: what does not come along is ``Skipped`` or
    stands in ``Piece.lost``.  ``Malformed`` says in one sentence why the rest of
    a broken file was not read; everything before it is complete.
    """
    origin: Origin | None = None
    header: dict[str, str] = {}
    for element in elements(stream, largest=largest):
        if element.name not in RECORDS:
            header[element.name] = header.get(element.name) or element.text()
            continue
        if origin is None:
            origin = _origin(header, library or EmptyLibrary(), element.line)
            yield origin.site
        record = _too_large(element, largest) if element.too_large else _READERS[element.name](element, origin)
        if record:
            yield record
    if origin is None:
        yield _origin(header, EmptyLibrary(), 0).site


def attachments(stream: BinaryIO, *, largest: int = LARGEST) -> Iterator[Attachment]:
    """Only the attachments of an export.

    A broken file ends them without complaint: ``load`` complains.
    """
    origin = Origin(site=Site(title="", url="", language="", version=""), library=EmptyLibrary())
    try:
        for element in elements(stream, largest=largest):
            if element.name == "item" and element.text("wp:post_type") == "attachment" and not element.too_large:
                yield attached.attachment(element, origin)
    except Malformed:
        return


def _origin(header: dict[str, str], library: Library, line: int) -> Origin:
    version = header.get("wp:wxr_version", "")
    if not re.fullmatch(r"\d+\.\d+", version, re.ASCII):
        raise Malformed(
            "This is no export of WordPress: the version of its format (wxr_version) is missing.", line=line
        )
    site = Site(
        title=html.text(header.get("title", "")),
        url=header.get("wp:base_blog_url") or header.get("wp:base_site_url") or header.get("link", ""),
        language=header.get("language", "").replace("_", "-"),
        version=version,
        description=html.text(header.get("description", "")),
    )
    return Origin(site=site, library=library)


def _too_large(element: Element, largest: int) -> Skipped:
    return Skipped(
        kind=element.text("wp:post_type") or element.name.removeprefix("wp:"),
        key=f"post:{element.text('wp:post_id')}" if element.text("wp:post_id") else "",
        title=html.text(element.text("title")),
        reason=f"It is larger than {largest:,} characters.",
    )


def _author(element: Element, origin: Origin) -> Author | None:
    """A person of the header; ``wp:author`` within an item is no record."""
    login = element.text("wp:author_login")
    if not login:
        return None
    first, last = element.text("wp:author_first_name"), element.text("wp:author_last_name")
    name = element.text("wp:author_display_name") or f"{first} {last}".strip() or login
    author = people.author(login, html.text(name), origin, email=element.text("wp:author_email"))
    origin.names[login] = author.item.headline
    return author


def _category(element: Element, origin: Origin) -> Term | None:
    return _term_of(
        "category",
        slug=element.text("wp:category_nicename"),
        name=element.text("wp:cat_name"),
        parent=element.text("wp:category_parent"),
        description=element.text("wp:category_description"),
        element=element,
        origin=origin,
    )


def _tag(element: Element, origin: Origin) -> Term | None:
    return _term_of(
        "post_tag",
        slug=element.text("wp:tag_slug"),
        name=element.text("wp:tag_name"),
        parent="",
        description=element.text("wp:tag_description"),
        element=element,
        origin=origin,
    )


def _term(element: Element, origin: Origin) -> Term | None:
    return _term_of(
        element.text("wp:term_taxonomy"),
        slug=element.text("wp:term_slug"),
        name=element.text("wp:term_name"),
        parent=element.text("wp:term_parent"),
        description=element.text("wp:term_description"),
        element=element,
        origin=origin,
    )


def _term_of(
    taxonomy: str, *, slug: str, name: str, parent: str, description: str, element: Element, origin: Origin
) -> Term | None:
    if not (slug or name):
        return None
    origin.know_term(taxonomy, element.text("wp:term_id"), slug, description)
    return Term(
        key=origin.term_key(taxonomy, slug or name),
        taxonomy=taxonomy,
        slug=origin.readable(slug),
        name=html.text(name) or origin.readable(slug),
        parent=origin.term_key(taxonomy, parent) if parent else "",
        description=html.text(description),
        meta={each.text("wp:meta_key"): each.text("wp:meta_value") for each in element.all("wp:termmeta")},
    )


def _item(element: Element, origin: Origin) -> Record:
    kind = element.text("wp:post_type") or "post"
    if kind == "attachment":
        return attached.attachment(element, origin)
    if kind == "guest-author":
        return people.guest_author(element, origin)
    reason = pieces.reason_to_skip(kind, element)
    if reason:
        return Skipped(kind=kind, key=pieces.key_of(element), title=html.text(element.text("title")), reason=reason)
    return pieces.piece(kind, element, origin)


_READERS: dict[str, Callable[[Element, Origin], Record | None]] = {
    "item": _item,
    "wp:author": _author,
    "wp:category": _category,
    "wp:tag": _tag,
    "wp:term": _term,
}
