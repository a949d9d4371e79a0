"""What the desk calls the things that readers follow: many at once, whether readers may see them or not."""

from __future__ import annotations

from collections.abc import Collection

from taggit.models import Tag
from wagtail.models import Page

from depesche.newsroom.models import Edition
from depesche.subscriptions.subjects import Label
from depesche.website.following.places import number, numbers


def of_pages(names: Collection[str]) -> dict[str, Label]:
    """Editions, sections, stories and authors, by the numbers of their pages."""
    editions = dict(Edition.objects.values_list("path", "title"))
    pages = Page.objects.filter(pk__in=[number(name) for name in names]).values_list("pk", "title", "path")
    return {str(pk): Label(title, _edition_above(path, editions)) for pk, title, path in pages}


def of_tags(names: Collection[str]) -> dict[str, Label]:
    """Keywords of editions."""
    editions = dict(Edition.objects.values_list("pk", "title"))
    known = {name: numbers(name) for name in names}
    tags = dict(Tag.objects.filter(pk__in={tag for _of, tag in known.values()}).values_list("pk", "name"))
    return {name: Label(tags[tag], editions.get(of, "")) for name, (of, tag) in known.items() if tag in tags}


def _edition_above(path: str, editions: dict[str, str]) -> str:
    above = (editions.get(path[:end]) for end in range(Page.steplen, len(path) + 1, Page.steplen))
    return next((title for title in above if title), "")
