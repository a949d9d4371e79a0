"""From the HTML of other systems to blocks: the door."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from depesche.formats.html import media, soup, texts
from depesche.formats.html.reader import Handler, Lost, PhotoOf, Reader
from depesche.formats.html.vocabulary import takes_too_long
from depesche.formats.newsitem import Block


@dataclass(frozen=True, slots=True)
class Reading:
    """The blocks of a piece of HTML, and what could not come along."""

    blocks: tuple[Block, ...]
    lost: tuple[Lost, ...] = ()


def read(source: str, *, base: str = "", photo_of: PhotoOf = lambda _: None) -> Reading:
    """Blocks for a fragment or page of HTML from anywhere.

    ``base`` makes relative addresses absolute.  A photo's key is its address,
    unless ``photo_of`` knows the photo.
    """
    reader = Reader(handler_of=_handler_of, photo_of=photo_of, base=base)
    if soup.is_too_deep(source) or takes_too_long(source):
        reader.lose("markup that only an attack can mean", source)
        source = soup.plain_paragraphs(re.sub(r"<[^<>]*>", " ", source))
    reader.read(soup.parse(source))
    return Reading(tuple(reader.blocks), tuple(reader.lost))


def _handler_of(tag: Tag) -> Handler | None:
    for names, handler in media.BY_CLASS:
        if names & soup.classes(tag) and tag.name not in soup.INLINE:
            return handler
    return _BY_NAME.get(tag.name)


_BY_NAME: dict[str, Handler] = texts.BY_NAME | media.BY_NAME
