"""Under which names the audience counts the newsroom's pages, and where they stand.

An article goes by its public id.  Stories, sections and authors go by the
number of their page: names and addresses of theirs change, and the database
gives no number twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from depesche.audience.models import What, reaction
from depesche.audience.subjects import Place, register
from depesche.newsroom.models.article import Article
from depesche.newsroom.models.author import Author
from depesche.newsroom.models.base import NewsroomPage
from depesche.newsroom.models.edition import Edition
from depesche.newsroom.models.listing import Teaser
from depesche.newsroom.models.section import Section
from depesche.newsroom.models.story import Story

ARTICLE = "article"
_SMALL_KINDS: dict[type[NewsroomPage], str] = {Story: "story", Section: "section", Author: "author"}


def subject_of(page: NewsroomPage) -> dict[str, str] | None:
    """The ``kind`` and ``subject`` of a page for the audience; None for pages that it does not follow."""
    if isinstance(page, Article):
        return {"kind": ARTICLE, "subject": page.public_id}
    kind = _SMALL_KINDS.get(type(page))
    return {"kind": kind, "subject": str(page.pk)} if kind else None


def register_all() -> None:
    """Tell the audience who knows about articles, stories, sections and authors."""
    register(ARTICLE, _articles)
    for model, kind in _SMALL_KINDS.items():
        register(kind, _finder(model))


def _articles(names: Collection[str], at: datetime) -> Mapping[str, Place]:
    rows = Teaser.objects.visible(at).filter(public_id__in=names, edition__in=Edition.objects.visible(at))
    return {
        row.public_id: Place(
            row.path, row.headline, frozenset({What.SHARE, *map(reaction, row.edition.reaction_words)})
        )
        for row in rows.select_related("edition")
    }


def _finder(model: Any) -> Any:
    def find(names: Collection[str], at: datetime) -> Mapping[str, Place]:
        pages = model.objects.visible(at).filter(pk__in=[int(name) for name in names if _is_number(name)])
        found = {str(page.pk): page for page in pages}
        open_editions = set(Edition.objects.visible(at).values_list("slug", flat=True)) if found else set()
        return {
            name: Place(page.public_path(), page.title)
            for name, page in found.items()
            if page.edition_code() in open_editions
        }

    return find


def _is_number(name: str) -> bool:
    return name.isdecimal() and not name.startswith("0") and len(name) < 18  # one name for one page
