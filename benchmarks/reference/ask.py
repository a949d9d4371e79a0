"""Answers ``benchmarks.pages.Archive`` about the reference site."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.pages import answer


def _addresses() -> dict[str, Callable[[], str]]:
    from benchmarks.reference.models import ArticlePage, SectionPage, StoryPage

    draw = random.Random(1)
    articles = [page.url for page in draw.sample(list(ArticlePage.objects.all()[:5000]), 100)]
    sections = [page.url for page in SectionPage.objects.all()]
    stories = [page.url for page in StoryPage.objects.all()[:50]]
    return {
        "article": lambda: draw.choice(articles),
        "front": lambda: "/",
        "section": lambda: draw.choice(sections),
        "story": lambda: draw.choice(stories),
    }


if __name__ == "__main__":
    answer(_addresses)
