"""What people type, as what readers see: links, emphasis, quotes, lists and nothing else.

A small part of CommonMark, made into HTML once, when it is written.  No
headings, no pictures, no code, no HTML.  What could disturb the text around it
(marks that turn its direction, towers of accents) is taken out or bounded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

LONGEST = 5_000  # characters
_LONGEST_ADDRESS = 48
_DEEPEST = 8  # quotes and lists within each other; what nests deeper is no text that anybody reads
_cleaner = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li"},
    attributes={"a": {"href"}, "*": set()},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="ugc nofollow noopener",
)
_RULES = (
    *("blockquote", "list", "newline", "escape", "entity", "autolink", "link", "emphasis", "linkify"),
    *("balance_pairs", "fragments_join", "text_join"),
)
# Characters that turn the direction of what follows, and those that nobody sees; joiners stay, scripts need them.
_DISTURBING = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_TOWER = re.compile(f"({_MARK}{{2}}){_MARK}+")  # more accents on one letter than any language has


def tidy(text: str) -> str:
    """What somebody typed, as it is kept: one kind of line end, no invisible mischief, no space around it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _DISTURBING.sub("", text).replace("\u2028", "\n").replace("\u2029", "\n\n")
    return re.sub(r"\n{3,}", "\n\n", _TOWER.sub(r"\1", text)).strip()


def tidy_name(name: str) -> str:
    """A name in one line."""
    return re.sub(r"\s+", " ", tidy(name)).strip()


def html_of(text: str) -> str:
    """The HTML of a tidy text."""
    reader = _reader()
    tokens = reader.parse(text)
    if any(token.level > _DEEPEST for token in tokens):
        made = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n")).replace("\n", "<br>")
    else:
        made = reader.renderer.render(tokens, reader.options, {})
    return clean(made)


def clean(html: str) -> str:
    """The HTML with nothing in it that a comment may not hold."""
    return _cleaner.clean(html).strip()


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    reader.enable(list(_RULES), ignoreInvalid=True)
    reader.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # type: ignore[union-attr]  # it is installed
    reader.core.ruler.after("linkify", "shorten", _shorten)
    reader.validateLink = _leads_out  # type: ignore[method-assign, assignment]  # its documented way to say which links are good
    return reader


def _shorten(state: StateCore) -> None:
    """A bare address shows its site and the beginning of the way; the link leads to the whole."""
    for line in state.tokens:
        for opening, shown in pairwise(line.children or ()):
            if opening.type == "link_open" and opening.info == "auto" and opening.markup in ("linkify", "autolink"):
                bare = shown.content.removeprefix("https://").removeprefix("http://").removesuffix("/")
                shown.content = bare if len(bare) <= _LONGEST_ADDRESS else f"{bare[:_LONGEST_ADDRESS]}…"


def _leads_out(address: str) -> bool:
    """Whether an address is a whole one of the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
