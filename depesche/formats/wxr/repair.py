"""Small damage that plug-ins do to exports: a bare ``&``, and the entities of HTML.

The importer of WordPress reads such files, so they are common.  What stands in
CDATA sections and comments is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from xml.sax.saxutils import escape

from depesche.formats.markup import FORBIDDEN

_OPENING = re.compile(r"<!\[CDATA\[|<!--")
_REFERENCE = re.compile(r"&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31};))?")
#: What may be the beginning of an opening or of a reference, at the end of a chunk.
_UNFINISHED = re.compile(r"(?:<[^>]{0,8}|&[^;&<\s]{0,32})\Z")
_LONGEST_UNFINISHED = 40
_OF_XML = {"amp;", "lt;", "gt;", "quot;", "apos;"}


def repaired(chunks: Iterable[str]) -> Iterator[str]:
    """The same text with references that an XML parser understands."""
    rest, closing = "", ""
    for chunk in chunks:
        text, parts, at = rest + chunk, list[str](), 0
        while closing or (found := _OPENING.search(text, at)):
            if not closing and found:
                parts += [_fixed(text[at : found.start()]), found[0]]
                at, closing = found.end(), "]]>" if found[0].startswith("<![") else "-->"
            end = text.find(closing, at)
            if end < 0:
                break
            parts.append(text[at : end + 3])
            at, closing = end + 3, ""
        cut = max(at, len(text) - 2) if closing else _cut(text, at)
        parts.append(text[at:cut] if closing else _fixed(text[at:cut]))
        rest = text[cut:]
        yield "".join(parts)
    yield rest if closing else _fixed(rest)


def _cut(text: str, at: int) -> int:
    start = max(at, len(text) - _LONGEST_UNFINISHED)
    found = _UNFINISHED.search(text, start)
    return found.start() if found else len(text)


def _fixed(text: str) -> str:
    return _REFERENCE.sub(_understood, text) if "&" in text else text


def _understood(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return found[0] if number <= 0x10FFFF and not FORBIDDEN.match(chr(number)) else ""
    if name in _OF_XML:
        return found[0]
    return escape(html5[name]) if name in html5 else "&amp;" + found[0][1:]
