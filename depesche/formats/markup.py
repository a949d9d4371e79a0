"""Writing XML that is well-formed whatever the words are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

#: Characters that XML 1.0 forbids even as references; feeds of careless systems are full of them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xml(str):
    """Text that is markup already; every other text is escaped."""

    __slots__ = ()


def element(name: str, *children: str, attributes: Mapping[str, str] | None = None) -> Xml:
    """One element; texts among the children are escaped, elements are not."""
    said = "".join(f" {key}={quoteattr(_allowed(value))}" for key, value in (attributes or {}).items())
    inner = "".join(child if isinstance(child, Xml) else escape(_allowed(child)) for child in children)
    return Xml(f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>")


def document(root: Xml) -> bytes:
    """A whole file in UTF-8."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}\n'.encode()


def _allowed(text: str) -> str:
    return FORBIDDEN.sub("", text)
