"""The preview: a draft as readers would see it, shown to its editor and kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory

from depesche.accounts.models import User
from depesche.newsroom.models import Article, Author, Edition, Section, Story, Teaser
from tests import factories as make
from tests.website.pages import main_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_draft_looks_as_readers_would_see_it(
    hafen: Section, nordkai: Story, ineke: Author, editor: User, rf: RequestFactory
) -> None:
    draft = make.article(
        hafen, "Entwurf", at=None, stories=(nordkai,), authors=(ineke,), tags=("Kai",), text="Noch geheim.",
        standfirst="Bald.", lead_photo=make.photo("Kran"),
    )  # fmt: skip
    make.article(hafen, "Verwandt", stories=(nordkai,))
    response = draft.serve_preview(rf.get("/"), "phone")
    page = main_of(response)
    for words in ("Entwurf", "Noch geheim.", "Bald.", "Ineke Dorn", "Verwandt", "Streit um den Nordkai"):
        assert words in page
    assert '<meta name="robots" content="noindex">' in text_of(response)
    assert 'rel="canonical"' not in text_of(response)
    assert "application/ld+json" not in text_of(response)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert not Teaser.objects.filter(article=draft).exists()


def test_a_draft_without_a_story_has_no_kicker(hafen: Section, rf: RequestFactory) -> None:
    page = main_of(make.article(hafen, "Entwurf", at=None).serve_preview(rf.get("/"), ""))
    assert 'class="kicker"' not in page


def test_the_newest_version_is_shown_while_readers_have_the_older(hafen: Section, rf: RequestFactory) -> None:
    article = make.article(hafen, "Erste Fassung")
    article.title = "Zweite Fassung"
    article.save_revision()
    newest: Article = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    page = main_of(newest.serve_preview(rf.get("/"), ""))
    assert "<h1>Zweite Fassung</h1>" in page
    assert "22. November 2026" in page


def test_plain_pages_are_shown_and_the_others_say_that_there_is_nothing_to_show(
    bote: Edition, hafen: Section, rf: RequestFactory
) -> None:
    body = [{"type": "paragraph", "value": "<p>Verantwortlich.</p>"}]
    page = make.plain_page(bote, "Impressum", live=False, body=body)
    assert "Verantwortlich." in main_of(page.serve_preview(rf.get("/"), ""))
    assert "keine Vorschau" in text_of(hafen.serve_preview(rf.get("/"), ""))


def test_a_frame_of_the_desk_may_show_every_preview(bote: Edition, rf: RequestFactory) -> None:
    page = make.plain_page(bote, "Impressum", live=False)
    response = page.serve_preview(rf.get("/"), "")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex">' in text_of(response)


def test_what_readers_will_not_see_is_not_previewed(hafen: Section, rf: RequestFactory) -> None:
    brief = make.article(hafen, "Vorbei", expire_at=make.NOON - timedelta(hours=1), at=make.NOON - timedelta(hours=2))
    box = {"type": "related_box", "value": {"title": "Mehr", "articles": [brief.pk]}}
    draft = make.article(hafen, "Entwurf", at=None, body=[box])
    assert "Vorbei" not in main_of(draft.serve_preview(rf.get("/"), ""))
