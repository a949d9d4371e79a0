"""What a page says about its reach: the short address, the figure, what was read most, and how it is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from depesche.audience import actions as audience
from depesche.audience.actions import View
from depesche.audience.models import ShortLink
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from tests import factories as make
from tests.website.pages import main_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def read(article: Article, times: int, *, ago: timedelta = timedelta()) -> None:
    """Let so many readers have read the article."""
    at = make.NOON - ago
    views = [
        View("article", article.public_id, "view", at, f"{article.pk}-{ago}-{number}", f"n{article.pk}-{ago}-{number}")
        for number in range(times)
    ]
    assert audience.count(views=views, at=make.NOON) == times


def rankings(response: Any) -> list[list[str]]:
    """The headlines of each ranking on a page."""
    lists = main_of(response).split('<ol class="ranks">')[1:]
    return [
        [line.partition(">")[2].partition("</a>")[0] for line in one.partition("</ol>")[0].split("<a ")[1:]]
        for one in lists
    ]


def test_the_short_address_stands_on_the_page_as_a_link_with_its_qr_code(
    hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    article = make.article(hafen)
    for kind, subject, page in (
        ("article", article.public_id, article),
        ("story", nordkai.pk, nordkai),
        ("section", hafen.pk, hafen),
        ("author", ineke.pk, ineke),
    ):
        short = ShortLink.objects.of(kind, subject).get().path
        source = client.get(page.public_path()).content.decode()
        assert f'<a href="{short}" dir="ltr">127.0.0.1:8000{short}</a>' in source
        assert '<button type="button" data-copy="Kopiert" hidden>Kopieren</button>' in source
        assert f'<img src="{short}.svg"' in source
        assert f'data-seen="{kind}:{subject}"' in source
        assert f'<noscript><img src="/-/seen?{kind}:{subject}" alt=""></noscript>' in source


def test_lists_of_everything_and_pages_that_are_none_are_not_counted(hafen: Section, client: Client) -> None:
    make.plain_page(make.edition("en"), "About", slug="about")
    for path in ("/de/", "/de/archive/", "/en/about/", "/de/nix/", "/de/search/"):
        assert "/-/seen" not in client.get(path).content.decode(), path


@pytest.mark.parametrize(
    ("code", "times", "said"),
    [
        ("en", 1, "Read 1 time"),
        ("en", 2, "Read 2 times"),
        ("de", 3, "3-mal gelesen"),
        ("ar", 2, "قُرئ مرتين"),
        ("ar", 3, "قُرئ 3 مرات"),
    ],
)
def test_the_figure_is_said_in_the_words_of_the_edition(
    code: str, times: int, said: str, db: None, client: Client
) -> None:
    article = make.article(make.section(make.edition(code), "Port", slug="port"))
    assert "gelesen" not in main_of(client.get(article.public_path()))
    read(article, times)
    assert f'<p data-figure="view">{said}</p>' in main_of(client.get(article.public_path()))


def test_most_read_stands_on_front_section_and_story_for_a_day_and_a_week(
    hafen: Section, bote: Edition, nordkai: Story, client: Client
) -> None:
    town = make.section(bote, "Stadt")
    quay = make.article(hafen, "Kai", stories=(nordkai,))
    crane = make.article(hafen, "Kran")
    hall = make.article(town, "Halle", stories=(nordkai,))
    assert rankings(client.get("/de/")) == []
    read(quay, 3)
    read(crane, 2)
    read(hall, 1)
    read(hall, 9, ago=timedelta(days=3))
    assert rankings(client.get("/de/")) == [["Kai", "Kran", "Halle"], ["Halle", "Kai", "Kran"]]
    assert rankings(client.get(hafen.public_path())) == [["Kai", "Kran"], ["Kai", "Kran"]]
    assert rankings(client.get(nordkai.public_path())) == [["Kai", "Halle"], ["Halle", "Kai"]]


def test_most_read_names_nothing_that_readers_may_not_see_and_no_other_edition(
    hafen: Section, courier: Edition, client: Client
) -> None:
    from depesche.newsroom import actions

    gone, there = make.article(hafen, "Weg"), make.article(make.section(courier, "Port"), "There")
    read(gone, 2)
    read(there, 1)
    actions.withdraw(page=gone, by=None, at=make.NOON)
    assert rankings(client.get("/de/")) == []
    assert rankings(client.get("/en/")) == [["There"], ["There"]]


@pytest.mark.parametrize(("code", "words"), [("en", "How we count"), ("de", "Wie wir zählen"), ("ar", "كيف نحصي")])
def test_how_it_is_counted_is_said_in_public(code: str, words: str, db: None, client: Client) -> None:
    make.edition(code)
    assert f'<a href="/{code}/counting/">{words}</a>' in text_of(client.get(f"/{code}/"))
    page = client.get(f"/{code}/counting/")
    assert page.status_code == 200
    assert f"<h1>{words}</h1>" in text_of(page)
    assert "30" in main_of(page)
    assert "100" in main_of(page)
