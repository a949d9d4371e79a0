"""The newsroom that these tests work in."""

from __future__ import annotations

import pytest

from depesche.newsroom.models import Article, Author, Section, Story
from tests import factories as make
from tests.factories.fixtures import (
    barid,
    bote,
    count_queries,
    courier,
    editor,
    hafen,
    ineke,
    noon,
    nordkai,
    plain_checks,
)

__all__ = [
    "barid",
    "bote",
    "count_queries",
    "courier",
    "editor",
    "hafen",
    "handful",
    "ineke",
    "noon",
    "nordkai",
    "paper",
    "plain_checks",
]


@pytest.fixture
def handful(hafen: Section, nordkai: Story, ineke: Author) -> list[Article]:
    """Three articles that stand in every list."""
    return make.several(hafen, 3, story=nordkai, author=ineke)


@pytest.fixture
def paper(hafen: Section, nordkai: Story, ineke: Author) -> list[Article]:
    """Twenty-five articles, one a minute, all in one story and by one author; the newest is the last."""
    return make.several(hafen, 25, story=nordkai, author=ineke)
