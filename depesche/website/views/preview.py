"""How a version looks to readers, shown to its editor only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from depesche.formats.newsitem import reading_minutes
from depesche.newsroom.models import Article, NewsroomPage, PlainPage, Teaser
from depesche.newsroom.models.item import article_item
from depesche.newsroom.models.public import renewed
from depesche.website.views.article import article_context
from depesche.website.views.frame import Frame
from depesche.website.views.page import page_context

# Shown in a frame of the desk, and to no search engine.
_UNLISTED: dict[str, Any] = {"preview": True, "canonical": ""}


def preview(request: HttpRequest, page: NewsroomPage, *, mode: str) -> HttpResponse:
    """Render a draft with the theme; nothing of it is kept."""
    edition = page.edition_page()
    at = timezone.now()
    frame = Frame(edition, (edition,), at)
    with translation.override(edition.language), timezone.override(edition.zone):
        if isinstance(page, Article):
            return frame.render("article", {**_article(frame, page), **_UNLISTED})
        if isinstance(page, PlainPage):
            return frame.render("page", {**page_context(frame, page), **_UNLISTED})
        return HttpResponse(render_to_string("website/preview_none.html", {"page": page}))


def _article(frame: Frame, page: Any) -> dict[str, Any]:
    [item] = renewed([article_item(page, at=frame.at)], at=frame.at)
    teaser = Teaser(
        article=page,
        edition=frame.edition,
        section_id=page.get_parent().pk,
        main_story=page.main_story,
        kind=page.kind,
        path=page.public_path(),
        headline=page.title,
        short_headline=page.short_headline,
        kicker=page.kicker or (page.main_story.title if page.main_story else ""),
        kicker_path=page.main_story.public_path() if page.main_story else "",
        standfirst=page.standfirst,
        minutes=reading_minutes(item),
        published_at=page.first_published_at or frame.at,
        updated_at=page.updated_at,
        translation_key=page.translation_key,
    )
    return article_context(frame, item, teaser)
