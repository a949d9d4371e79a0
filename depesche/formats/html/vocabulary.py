"""The closed vocabulary of running text, and the sanitiser that enforces it."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

import nh3

#: What a ``Paragraph`` may hold, as ``newsitem`` promises.
TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "br", "sub", "sup", "code", "blockquote"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_TAG_NAME = re.compile(r"""<(/?)([a-zA-Z][^\s/<>"'=]*)""")
_HTML = {
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big",
    "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup",
    "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed",
    "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd",
    "label", "legend", "li", "link", "main", "map", "mark", "math", "menu", "meta", "meter", "nav", "nobr",
    "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param",
    "picture", "plaintext", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "script",
    "search", "section", "select", "slot", "small", "source", "span", "strike", "strong", "style", "sub",
    "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time",
    "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
}  # fmt: skip
_MOST_REFERENCES = 100_000
_BLOCK_START = re.compile(r"<(?:/?(?:p|ul|ol|li|blockquote|div|h[1-6]|tr|td|th)|br)\b[^>]*>", re.IGNORECASE)


def clean(fragment: str) -> str:
    """Running text in the closed vocabulary; cleaning it again changes nothing.

    A second parse may read what the first one wrote in another way (that is
    how mutated scripts slip through), so it is cleaned until it stands still.
    """
    if takes_too_long(fragment):
        return html.escape(text(fragment), quote=False)
    for _ in range(10):
        before, fragment = fragment, _once(fragment)
        if fragment == before:
            return fragment
    return html.escape(text(fragment), quote=False)


def text(fragment: str) -> str:
    """The visible text of a fragment on one line, without any markup."""
    if "<" not in fragment:
        return " ".join(html.unescape(fragment).split())
    if takes_too_long(fragment):
        return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", fragment)).split())
    spaced = _BLOCK_START.sub(lambda found: " " + found[0], ordinary(fragment))
    return " ".join(html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags=_UNSEEN)).split())


def takes_too_long(fragment: str) -> bool:
    """Whether only an attack can mean it: the time of the parser grows with the square of references in one text."""
    return fragment.count("&") > _MOST_REFERENCES


def absolute(address: str, base: str) -> str:
    """An address as seen from anywhere; one that makes no sense stays as it is."""
    try:
        return urljoin(base, address) if base and address else address
    except ValueError:
        return address


_UNSEEN = {"script", "style", "template", "noscript", "title", "iframe", "svg"}


def ordinary(fragment: str) -> str:
    """The same HTML without what would make a parser drop words.

    HTML has no CDATA sections, so that browsers hide them; and the sanitiser
    drops elements with the names of MathML or SVG, text and all, where there is
    no formula and no drawing.
    """
    fragment = fragment.replace("<![CDATA[", "&lt;![CDATA[")
    if re.search(r"<(?:svg|math)\b", fragment, re.IGNORECASE):
        return fragment
    return _TAG_NAME.sub(lambda tag: tag[0] if tag[2].lower() in _HTML else f"<{tag[1]}span", fragment)


def _once(fragment: str) -> str:
    return nh3.clean(
        ordinary(fragment),
        tags=TAGS,
        clean_content_tags=_UNSEEN,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
