"""Paragraphs of the classic editor: a blank line ends one, a line break is a line break.

The rules are those of WordPress (``wpautop``), of which only the part is needed
that an HTML parser does not do by itself.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "col", "colgroup", "dd",
    "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "iframe", "legend", "li", "main", "map", "menu", "nav",
    "object", "ol", "option", "p", "pre", "script", "section", "select", "style", "summary", "table", "tbody",
    "td", "template", "tfoot", "th", "thead", "tr", "ul", "video", "audio",
}  # fmt: skip
_VERBATIM = frozenset({"pre", "script", "style", "textarea", "svg"})
_BREAK = "br"


def paragraphs(text: str) -> str:
    """HTML in which blank lines are paragraphs and line breaks are breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    verbatim, before, at = "", "p", 0
    for found in _TAG.finditer(text):
        name = found[2].lower()
        parts.append(text[at : found.start()] if verbatim else _marked(text[at : found.start()], before, name))
        parts.append(found[0])
        at, before = found.end(), name
        if verbatim:
            verbatim = "" if found[1] and name == verbatim else verbatim
        elif name in _VERBATIM and not found[1]:
            verbatim = name
    parts.append(text[at:] if verbatim else _marked(text[at:], before, "p"))
    return "".join(parts)


def _marked(text: str, before: str, after: str) -> str:
    """Text between two tags; space beside a block means nothing."""
    if before in _BLOCKS:
        text = text.lstrip()
    if after in _BLOCKS:
        text = text.rstrip()
    if before == _BREAK and not text.startswith("\n\n"):
        text = text.removeprefix("\n")
    text = re.sub(r"\n[^\S\n]*\n\s*", "</p><p>", text)
    return text.replace("\n", "<br>\n")
