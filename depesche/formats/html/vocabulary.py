"""The closed vocabulary of running text, and the sanitiser that enforces it."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

import nh3

#: What a ``Paragraph`` may hold, as ``newsitem`` promises.
TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "br", "sub", "sup", "code", "blockquote"}
_SCHEMES = {"http", "https", "mailto", "tel"}
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
    spaced = _BLOCK_START.sub(lambda found: " " + found[0], visible_cdata(fragment))
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


def visible_cdata(fragment: str) -> str:
    """HTML has no CDATA sections: a browser hides them, but here no word may vanish."""
    return fragment.replace("<![CDATA[", "&lt;![CDATA[")


def _once(fragment: str) -> str:
    return nh3.clean(
        visible_cdata(fragment),
        tags=TAGS,
        clean_content_tags=_UNSEEN,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
