"""Making foreign values fit into the fields of the newsroom."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from depesche.ingest.report import Report
from depesche.newsroom.models import TAKEN


def fit(model: type[Model], name: str, text: str, *, report: Report, what: str) -> str:
    """Text for a field; what is too long ends with an ellipsis, and the report keeps the whole."""
    limit = getattr(model._meta.get_field(name), "max_length", None)
    text = text.replace("\0", "").strip()
    if limit is None or len(text) <= limit:
        return text
    report.remark("lost", _("text too long for its field, cut"), what, text)
    return text[: limit - 1].rstrip() + "…"


def slug_for(under: Page, wished: str, otherwise: str) -> str:
    """A name for addresses that is free beneath a page: the wished one, or one made of other words."""
    base = slugify(unquote(wished, errors="ignore"), allow_unicode=True)[:200]
    base = base or slugify(otherwise, allow_unicode=True)[:80].strip("-") or "item"
    return first_free(base, lambda slug: slug in TAKEN or under.get_children().filter(slug=slug).exists())


def first_free(base: str, is_taken: Callable[[str], bool]) -> str:
    """The name, or the name with the first number that is free."""
    slug, number = base, 1
    while is_taken(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def old_path(address: str) -> str | None:
    """The path under which an old address will be asked for here; None when it can lead nowhere.

    The bare front page of the old site is not one: this site has its own.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = Redirect.normalise_path(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
    return path if path != "/" and len(path) <= 255 and not re.search(r"[\0\r\n\\]", path) else None
