"""How far one change reaches: what it takes away at once, what it makes anew, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from depesche.media.models import Photo
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Section, Story
from depesche.website.views import lists
from tests import factories as make
from tests.factories.fixtures import bote, hafen, ineke, noon, nordkai

from .pages import Pages, Purged, Reached

__all__ = ["bote", "hafen", "ineke", "noon", "nordkai"]


@pytest.fixture
def paper(hafen: Section, nordkai: Story, ineke: Author, noon: Any, monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    """Eight articles of one story, three to a page, and another section with one; the newest is the last."""
    monkeypatch.setattr(lists, "PAGE", 3)
    stadt = make.section(hafen.get_parent().specific, "Stadt")
    make.article(stadt, "Der Markt", at=make.NOON - timedelta(days=2))
    return make.several(hafen, 8, story=nordkai, author=ineke)


@pytest.fixture
def pages(paper: list[Article]) -> Pages:
    """All of its pages, stored."""
    Purged.collect()
    return Pages()


def reached(pages: Pages) -> Reached:
    return Reached.by(Purged.collect(), pages)


def test_a_withdrawal_takes_the_text_away_and_lets_lists_be_made_anew(pages: Pages, paper: list[Article]) -> None:
    article = paper[-1]
    actions.withdraw(page=article, by=None, at=make.NOON)
    found = reached(pages)
    assert article.public_path() in found.hard
    assert "/de/feed.rss" in found.hard, "it holds the whole text"
    assert {"/de/", "/de/hafen/", "/de/archive/2026/11/22/"} <= found.soft
    assert "/de/" not in found.hard


def test_a_story_that_is_withdrawn_goes_with_its_months_and_its_feed(pages: Pages, nordkai: Story) -> None:
    actions.withdraw(page=nordkai, by=None, at=make.NOON)
    path = nordkai.public_path()
    assert {path, f"{path}2026/11/", f"{path}feed.rss"} <= reached(pages).hard


def test_a_new_article_leaves_deep_pages_and_other_sections_alone(
    pages: Pages, hafen: Section, paper: list[Article]
) -> None:
    make.article(hafen, "Ganz neu")
    found = reached(pages)
    deep = {address for address in pages.kept if "/hafen/?before=" in address}
    assert len(deep) == 2
    assert {"/de/", "/de/hafen/", "/de/feed.rss", "/de/archive/", "/de/sitemap-news.xml"} <= found.soft
    assert not found.soft & {*deep, "/de/stadt/", "/de/stadt/feed.rss", *(one.public_path() for one in paper)}


def test_an_edit_of_the_text_alone_reaches_no_list(pages: Pages, paper: list[Article]) -> None:
    article = paper[1]  # on the last page of its lists
    make.again(article, make.NOON, body=[{"type": "paragraph", "value": "<p>Der Kai ist offen.</p>"}])
    found = reached(pages)
    assert article.public_path() in found.soft
    assert not found.hard
    assert not [address for address in found.soft if "/hafen/?" in address or address == "/de/hafen/"]


def test_an_address_of_endlessly_many_is_not_stored(pages: Pages) -> None:
    for address in (
        "/de/hafen/?before=1.1",  # no article stands there
        "/de/?before=1.1",  # no list
        "/de/feed.rss?before=1.1",
        "/de/archive/2026/011/",  # the same month, spelt in one of many ways
        "/de/hafen/etwas-222222222222/",
        "/de/nowhere/",
    ):
        assert not pages.renderer.render(address).storable


def test_an_old_address_of_an_article_is_not_stored(pages: Pages, paper: list[Article]) -> None:
    public_id = paper[0].public_id
    answer = pages.renderer.render(f"/de/hafen/irgendwie-{public_id}/")
    assert (answer.status, answer.storable) == (301, False)


def test_a_place_in_a_list_has_one_name(pages: Pages) -> None:
    [deep, *_others] = [address for address in pages.kept if "/hafen/?before=" in address]
    assert pages.renderer.render(deep).storable
    assert not pages.renderer.render(deep.replace("before=", "before=0")).storable
    assert not pages.renderer.render(f"{deep}&before=1.1").storable


def test_whoever_saves_a_photo_reaches_the_pages_that_show_it(hafen: Section, noon: Any) -> None:
    photo = make.photo()
    article = make.article(hafen, lead_photo=photo)
    other = make.article(hafen, at=make.NOON - timedelta(days=1))
    Purged.collect()
    pages = Pages()
    shown = Photo.objects.get(pk=photo.pk)
    shown.keywords = "nobody sees them"
    shown.save()
    assert not reached(pages).soft
    shown.credit_line = "© Bote / Tom Okafor"
    shown.save()
    found = reached(pages)
    assert {article.public_path(), "/de/", "/de/feed.rss"} <= found.soft
    assert other.public_path() not in found.soft
