"""What goes into readers' pages unescaped; the only module that may call anything safe.

Prose goes through the sanitiser here, whatever was done before.  The style
stands in the page, so that nothing has to be fetched before the first paint;
it is the same for all pages of a kind in an edition, and its hash in the content
security policy allows it and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import nh3
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from depesche.comments.text import clean

register = template.Library()

KINDS_OF_PAGE = ("article", "lists")
PROSE_TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "b", "i", "br", "sub", "sup", "code", "blockquote"}
PROSE_ATTRIBUTES = {"a": {"href", "hreflang", "lang"}}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.filter
def prose(html: str) -> SafeString:
    """Running text in the small vocabulary of the neutral record."""
    clean = nh3.clean(html, tags=PROSE_TAGS, attributes=PROSE_ATTRIBUTES, link_rel="noopener")
    return mark_safe(clean)  # it comes from the sanitiser


@register.filter
def comment_text(html: str) -> SafeString:
    """What a reader has written: cleaned when it was, and again here."""
    return mark_safe(clean(html))  # it comes from the sanitiser


@register.simple_tag
def json_ld_script(data: Mapping[str, Any]) -> SafeString:
    """Data for search engines; no text in it can end the element that it stands in."""
    return _script("application/ld+json", data)


@register.simple_tag
def speculation_rules(edition: Any) -> SafeString:
    """Which links a browser may fetch when the reader is about to open them.

    Only pages of the edition, no search and no feeds; the content security
    policy needs ``'inline-speculation-rules'`` for it.
    """
    path = edition.public_path()
    pages = {"and": [{"href_matches": f"{path}*"}, {"not": {"href_matches": [f"{path}search/*", f"{path}*.rss"]}}]}
    rules = {
        "prefetch": [{"where": pages, "eagerness": "moderate"}],
        "prerender": [{"where": pages, "eagerness": "conservative"}],
    }
    return _script("speculationrules", rules)


@register.simple_tag
def theme_style(edition: Any, kind: str) -> SafeString:
    """The ``style`` element of the pages of one kind (``article`` or ``lists``) in an edition."""
    style = style_text(edition.accent, edition.accent_dark, kind)
    return mark_safe(f"<style>{style}</style>")  # our own file and two checked colours


def style_hashes(edition: Any) -> str:
    """How the content security policy names the styles of an edition: sources for ``style-src``."""
    return _hashes(edition.accent, edition.accent_dark)


def style_hash(edition: Any, kind: str) -> str:
    """The same for the pages of one kind."""
    return _hash(edition.accent, edition.accent_dark, kind)


@cache
def _hashes(accent: str, accent_dark: str) -> str:
    return " ".join(_hash(accent, accent_dark, kind) for kind in KINDS_OF_PAGE)


@cache
def _hash(accent: str, accent_dark: str, kind: str) -> str:
    digest = hashlib.sha256(style_text(accent, accent_dark, kind).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def style_text(accent: str, accent_dark: str, kind: str) -> str:
    """The style of one kind of page, without needless space, in the colours of an edition."""
    if not (_COLOUR.fullmatch(accent) and _COLOUR.fullmatch(accent_dark)):
        raise ValueError(f"{accent!r} and {accent_dark!r} must be colours such as #a3241a")
    sheets = (settings.THEME_DIR / "style" / f"{name}.css" for name in ("base", kind))
    source = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    style = re.sub(r"url\(static:([^)]+)\)", lambda found: f"url({static(found[1])})", _without_space(source))
    return style.replace("var(--edition-dark)", accent_dark).replace("var(--edition)", accent)


def _without_space(style: str) -> str:
    """The style without comments and needless space; it holds no string in which they would matter."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", style)).replace(";}", "}").strip()


def _script(media_type: str, data: Mapping[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    script = f'<script type="{media_type}">{text}</script>'
    return mark_safe(script)  # no character of it can end the element
