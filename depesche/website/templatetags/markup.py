"""What goes into readers' pages unescaped; the only module that may call anything safe.

Prose goes through the sanitiser here, whatever was done before.  The style
stands in the page, so that nothing has to be fetched before the first paint;
it is the same for all pages of an edition, and its hash in the content
security policy allows it and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nh3
import rcssmin
from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

STYLE = Path(__file__).parent.parent / "themes/broadsheet/style/broadsheet.css"
PROSE_TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "b", "i", "br", "sub", "sup", "code", "blockquote"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.filter
def prose(html: str) -> SafeString:
    """Running text in the small vocabulary of the neutral record."""
    return mark_safe(
        nh3.clean(html, tags=PROSE_TAGS, attributes={"a": {"href", "hreflang", "lang"}}, link_rel="noopener")
    )


@register.filter
def marked(text: str) -> SafeString:
    """A line of search results in which the words that were found stand in ``mark``."""
    return mark_safe(nh3.clean(text, tags={"mark"}, attributes={}))


@register.simple_tag
def json_ld_script(data: Mapping[str, Any]) -> SafeString:
    """Data for search engines; no text in it can end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def theme_style(edition: Any) -> SafeString:
    """The ``style`` element of the pages of an edition."""
    return mark_safe(f"<style>{style_text(edition.accent, edition.accent_dark)}</style>")


def style_hash(edition: Any) -> str:
    """How the content security policy names the style of an edition."""
    digest = hashlib.sha256(style_text(edition.accent, edition.accent_dark).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def style_text(accent: str, accent_dark: str) -> str:
    """The whole style, minified, in the colours of an edition."""
    if not (_COLOUR.fullmatch(accent) and _COLOUR.fullmatch(accent_dark)):
        raise ValueError(f"{accent!r} and {accent_dark!r} must be colours such as #a3241a")
    style = rcssmin.cssmin(STYLE.read_text(encoding="utf-8"))
    style = re.sub(r"url\(static:([^)]+)\)", lambda found: f"url({static(found[1])})", style)
    return style.replace("var(--edition-dark)", accent_dark).replace("var(--edition)", accent)
