"""From blocks to clean HTML, for feeds and for systems that read no blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any

from depesche.formats.html.vocabulary import absolute, text
from depesche.formats.newsitem import (
    Audio,
    Block,
    Embed,
    Gallery,
    KeyFacts,
    Paragraph,
    Picture,
    PullOut,
    Quote,
    RelatedBox,
    Subhead,
    Table,
)


def write(blocks: Iterable[Block], *, base: str = "") -> str:
    """Blocks as HTML without classes or scripts; ``base`` makes relative addresses absolute."""
    return "\n".join(_WRITERS[type(block)](block, base) for block in blocks)


def plain(blocks: Iterable[Block]) -> str:
    """The words of blocks as plain text, a line for each; what search and word counts work on."""
    return "\n".join(filter(None, (text(write([block])) for block in blocks)))


def _paragraph(block: Paragraph, base: str) -> str:
    def renewed(found: re.Match[str]) -> str:
        return f'href="{html.escape(absolute(html.unescape(found[1]), base))}"'

    return re.sub(r'href="([^"]*)"', renewed, block.html) if base else block.html


def _subhead(block: Subhead, base: str) -> str:
    return _element("h2", block.text)


def _picture(block: Picture, base: str) -> str:
    photo = block.photo
    caption = block.caption or photo.caption
    credit = photo.credit_line and f" <small>{html.escape(photo.credit_line)}</small>"
    words = f"<figcaption>{html.escape(caption)}{credit}</figcaption>" if caption or credit else ""
    return f"<figure>{_image(block, base)}{words}</figure>"


def _image(block: Picture, base: str) -> str:
    best = max(block.photo.renditions, key=lambda rendition: rendition.width, default=None)
    address = absolute(best.href if best else block.photo.key, base)
    size = f' width="{best.width}" height="{best.height}"' if best and best.width and best.height else ""
    return f'<img src="{html.escape(address)}" alt="{html.escape(block.alt or block.photo.alt)}"{size}>'


def _gallery(block: Gallery, base: str) -> str:
    title = f"<figcaption>{html.escape(block.title)}</figcaption>" if block.title else ""
    return f"<figure>{''.join(_picture(each, base) for each in block.pictures)}{title}</figure>"


def _quote(block: Quote, base: str) -> str:
    name = ", ".join(filter(None, (block.speaker, block.role)))
    words = "".join(_element("p", line) for line in block.text.split("\n"))
    return f"<blockquote>{words}{f'<cite>{html.escape(name)}</cite>' if name else ''}</blockquote>"


def _key_facts(block: KeyFacts, base: str) -> str:
    title = _element("h2", block.title) if block.title else ""
    return f"<aside>{title}<ul>{''.join(_element('li', fact) for fact in block.facts)}</ul></aside>"


def _table(block: Table, base: str) -> str:
    caption = _element("caption", block.caption) if block.caption else ""
    head = f"<thead>{_row(block.header, heads=len(block.header))}</thead>" if block.header else ""
    rows = "".join(_row(row, heads=int(block.row_header)) for row in block.rows)
    return f"<table>{caption}{head}<tbody>{rows}</tbody></table>"


def _row(cells: tuple[str, ...], *, heads: int) -> str:
    return f"<tr>{''.join(_element('th' if n < heads else 'td', cell) for n, cell in enumerate(cells))}</tr>"


def _pull_out(block: PullOut, base: str) -> str:
    return f"<aside>{_element('p', block.text)}</aside>"


def _embed(block: Embed, base: str) -> str:
    return f"<p>{_link(block.url, block.title, base)}</p>"


def _audio(block: Audio, base: str) -> str:
    player = f'<audio controls src="{html.escape(absolute(block.href, base))}"></audio>' if block.href else ""
    caption = " — ".join(filter(None, (block.title, block.credit)))
    script = f"<details><summary>{html.escape(block.title)}</summary>{_element('p', block.transcript)}</details>"
    return f"<figure>{player}{_element('figcaption', caption)}</figure>{script if block.transcript else ''}"


def _related_box(block: RelatedBox, base: str) -> str:
    title = _element("h2", block.title) if block.title else ""
    links = (f"<li>{_link(ref.uri, ref.name, base)}</li>" for ref in block.items)
    return f"<aside>{title}<ul>{''.join(links)}</ul></aside>"


def _link(address: str, name: str, base: str) -> str:
    safe = re.match(r"(?:https?:)?//|/", address, re.IGNORECASE)
    if not safe:
        return html.escape(name or address)
    return f'<a href="{html.escape(absolute(address, base))}">{html.escape(name or address)}</a>'


def _element(name: str, words: str) -> str:
    return f"<{name}>{html.escape(words, quote=False)}</{name}>"


_WRITERS: dict[type, Callable[[Any, str], str]] = {
    Paragraph: _paragraph,
    Subhead: _subhead,
    Picture: _picture,
    Gallery: _gallery,
    Quote: _quote,
    KeyFacts: _key_facts,
    Table: _table,
    PullOut: _pull_out,
    Embed: _embed,
    Audio: _audio,
    RelatedBox: _related_box,
}
