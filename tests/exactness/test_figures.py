"""Figures that move: the pages that show other bytes are those that were told to be made anew, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from depesche.audience import actions as audience
from depesche.audience.actions import View
from depesche.audience.models import reaction
from depesche.delivery import actions as delivery
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from tests import factories as make
from tests.factories.fixtures import bote, hafen, ineke, noon, nordkai

from .pages import Pages, Purged, same

__all__ = ["bote", "hafen", "ineke", "noon", "nordkai"]

USEFUL = reaction("Nützlich")


@pytest.fixture
def paper(bote: Edition, hafen: Section, nordkai: Story, ineke: Author, noon: Any) -> list[Article]:
    """Four articles, each read before, so that all of them stand among the most read."""
    make.again(bote, reactions="Nützlich")
    articles = make.several(hafen, 4, story=nordkai, author=ineke)
    for place, article in enumerate(articles):
        happens(article, "view", 10 * (4 - place))
    return articles


def happens(article: Article, what: str, times: int, first: int = 0) -> None:
    names = [f"{article.pk}-{what}-{number}" for number in range(first, first + times)]
    views = [View("article", article.public_id, what, make.NOON, name, f"n{name}") for name in names]
    assert audience.count(views=views, at=make.NOON) == times


@pytest.mark.parametrize(("what", "moves"), [("view", True), (USEFUL, True), ("share", False), ("link", False)])
def test_pages_whose_figures_change_are_those_whose_figures_moved(
    what: str,
    moves: bool,
    paper: list[Article],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    Purged.collect()
    pages, moved = Pages(), set[str]()
    monkeypatch.setattr(delivery, "_tell_moved", moved.update)
    with django_capture_on_commit_callbacks(execute=True):
        happens(paper[1], what, 3, first=100)
        happens(paper[3], what, 3, first=100)
    assert not Purged.collect().reaches(pages.kept[paper[1].public_path()]), "nobody waits for a figure"
    now = pages.now()
    changed = {address for address, page in pages.kept.items() if not same(page, now[address])}
    told = {address for address, page in pages.kept.items() if page.keys & moved}
    assert changed == told == ({paper[1].public_path(), paper[3].public_path()} if moves else set())
