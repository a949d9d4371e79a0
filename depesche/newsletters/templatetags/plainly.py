"""Running text as mail programs without any looks show it."""

from __future__ import annotations

import re
from html import unescape

from django import template

register = template.Library()

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_POINT = re.compile(r"<li\b[^>]*>")
_LINE = re.compile(r"<br\s*/?>|</li>")
_END = re.compile(r"</(p|ul|ol|blockquote)>")
_TAG = re.compile(r"<[^>]*>")


@register.filter
def plainly(html: str) -> str:
    """The text with its paragraphs, points and, behind what leads there, addresses."""
    text = _LINK.sub(r"\2 (\1)", " ".join(html.split()))
    text = _END.sub("\n\n", _LINE.sub("\n", _POINT.sub("* ", text)))
    lines = [" ".join(line.split()) for line in _TAG.sub("", text).split("\n")]
    return unescape(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())
