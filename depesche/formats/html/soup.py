"""Foreign HTML as a tree that can be walked safely.

An HTML5 parser goes first, so that what is read here is what a browser would
have shown, whatever state the markup is in.
"""

from __future__ import annotations

import html
import re

import nh3
from bs4 import BeautifulSoup, Tag

from depesche.formats.html.vocabulary import ordinary

#: Elements that flow within a line.
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
#: Elements that show something else than text.
MEDIA = ["img", "iframe", "audio", "video", "object", "embed", "figure"]
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "picture", "pre",
    "section", "source", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_OTHERS = {
    "input", "math", "noscript", "option", "script", "select", "style", "svg", "template", "textarea", "title",
}  # fmt: skip
_ATTRIBUTES = {
    "alt", "cite", "class", "colspan", "data", "data-full-url", "data-id", "data-ids",
    "data-instgrm-permalink", "data-lazy-src", "data-original", "data-src", "data-url", "height", "href",
    "label", "mp3", "src", "srcset", "title", "type", "width",
}  # fmt: skip
_END = "\x1e"
_DEEPEST = 1000
_NESTING = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
_CLOSE_THEMSELVES = {
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "hr", "img", "input", "source", "wbr", "col",
    "meta", "link", "embed",
}  # fmt: skip


def parse(source: str) -> BeautifulSoup:
    """The tree of a fragment, as an HTML5 parser understands it."""
    normal = nh3.clean(
        ordinary(source),
        tags=INLINE | _BLOCKS | _OTHERS | set(MEDIA),
        clean_content_tags=set(),
        attributes={"*": _ATTRIBUTES},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return BeautifulSoup(f"<div>{normal}</div>", "html.parser", multi_valued_attributes=None)


def is_too_deep(source: str) -> bool:
    """Whether elements are nested so deep that only an attack can mean it."""
    depth = 0
    for closing, name in _NESTING.findall(source):
        if name.lower() not in _CLOSE_THEMSELVES:
            depth = max(depth - 1, 0) if closing else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def plain_paragraphs(text: str) -> str:
    """Text without markup as paragraphs of a length that is read quickly."""
    words = " ".join(html.unescape(text).split())
    parts = re.findall(r".{1,2000}(?:\s|$)|.{1,2000}", words)
    return "".join(f"<p>{escaped(part)}</p>" for part in parts)


def line(node: Tag) -> str:
    """The text of an element on one line."""
    return " ".join(" ".join(lines(node)).split())


def lines(node: Tag) -> list[str]:
    """The text of an element, a new line wherever a paragraph, another block or ``br`` ends.

    The element is used up: marks are set into it.
    """
    for tag in [node, *node.find_all(True)]:
        if tag is not node and (tag.name == "br" or tag.name not in INLINE):
            tag.insert_before(_END)
            tag.insert_after(_END)
    text = "".join(node.find_all(string=True))
    return [" ".join(part.split()) for part in text.split(_END) if part.strip()]


def attribute(tag: Tag, *names: str) -> str:
    """The first of the attributes that is there and not empty."""
    return next((value.strip() for name in names if isinstance(value := tag.get(name), str) and value.strip()), "")


def classes(tag: Tag) -> set[str]:
    """The class names of an element."""
    return set(attribute(tag, "class").split())


def inline(node: Tag) -> str:
    """An element and what it holds as HTML in today's names, ready for the sanitiser."""
    for tag in [node, *node.find_all(_RENAMED)]:
        tag.name = _RENAMED.get(tag.name, tag.name)
    return str(node)


def shell(tag: Tag) -> tuple[str, str]:
    """The opening and the closing of an inline element by itself."""
    name, target = _RENAMED.get(tag.name, tag.name), attribute(tag, "href")
    return f'<{name} href="{html.escape(target)}">' if target else f"<{name}>", f"</{name}>"


def first(tag: Tag, *names: str) -> Tag | None:
    """The first element of one of the names within another."""
    return next(iter(tag.find_all(names, limit=1)), None)


def every(tag: Tag, *names: str) -> list[Tag]:
    """All elements of the names within another, in their order."""
    return list(tag.find_all(names))


def pull(tag: Tag, *names: str) -> list[Tag]:
    """Take the outermost elements of some names out of another, in their order."""
    pulled = []
    while found := first(tag, *(names or MEDIA)):
        found.extract()
        pulled.append(found)
    return pulled


def escaped(text: str) -> str:
    """Plain text as HTML."""
    return html.escape(text, quote=False)


_RENAMED = {
    "b": "strong",
    "i": "em",
    "cite": "em",
    "var": "em",
    "dfn": "em",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
