"""Search as readers use it: the form, its filters and pages, and whatever somebody types into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from depesche.newsroom.models import Author, Edition, Section, Story
from tests import factories as make
from tests.website.pages import main_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def hits(client: Client, text: str, code: str = "de", **filters: Any) -> list[str]:
    """The headlines that are found, in order, without their marks."""
    response = client.get(f"/{code}/search/", {"q": text, **filters})
    assert response.status_code == 200
    found = re.findall(r"<h2><a href=[^>]*>(.*?)</a></h2>", main_of(response))
    return [unescape(re.sub(r"</?mark>", "", headline)) for headline in found]


def test_without_words_there_is_the_form_and_nothing_else(hafen: Section, client: Client) -> None:
    make.article(hafen, "Kran")
    for query in ("", "?q=", "?q=%20%20", "?q=%00"):
        page = client.get(f"/de/search/{query}")
        assert page.status_code == 200
        assert '<input id="q"' in main_of(page)
        assert "gefunden" not in main_of(page)
        assert "teaser hit" not in main_of(page)
    assert '<meta name="robots" content="noindex,follow">' in page.content.decode()


def test_the_answer_says_how_many_and_marks_the_words(hafen: Section, client: Client) -> None:
    make.article(hafen, "Der Kran steht", standfirst="Alle Kräne stehen.", text="Vom Kranhaus ist nichts zu hören.")
    page = main_of(client.get("/de/search/?q=kran"))
    assert "1 Artikel gefunden" in page
    assert "Der <mark>Kran</mark> steht" in page
    assert "Alle <mark>Kräne</mark> stehen." in page
    assert 'value="kran"' in page


def test_a_word_of_the_kicker_is_marked_as_well(hafen: Section, client: Client) -> None:
    make.article(hafen, "Ein Schiff wird kommen", kicker="Kran im Nordhafen")
    page = main_of(client.get("/de/search/?q=kran"))
    assert '<p class="kicker"><span><mark>Kran</mark> im Nordhafen</span></p>' in page


def test_nothing_found_says_so_kindly(hafen: Section, client: Client) -> None:
    page = main_of(client.get("/de/search/?q=walfang"))
    assert "0 Artikel gefunden" in page
    assert "Zu diesen Wörtern wurde nichts gefunden." in page


def test_highlighting_lets_no_markup_through(hafen: Section, client: Client) -> None:
    evil = "<img src=x onerror=alert(1)> kran </mark><script>alert(2)</script>"
    make.article(hafen, evil, standfirst=evil, kicker=evil, names=(evil,))
    for asked in ("kran", "img", "script", evil, '"><script>alert(3)</script>', "'-alert(4)-'"):
        source = client.get("/de/search/", {"q": asked}).content.decode()
        assert "<script>alert" not in source
        assert "<img src=x" not in source
        assert '"><script' not in source
    assert "&lt;<mark>img</mark> src=x" in main_of(client.get("/de/search/?q=img"))
    response = client.get("/de/search/", {"q": "x", "section": '"><u>', "story": "<u>", "author": "<u>"})
    assert "<u>" not in response.content.decode()


@pytest.fixture
def harbour(bote: Edition, hafen: Section, nordkai: Story, ineke: Author) -> None:
    """Three articles that share a word and nothing else."""
    stadt = make.section(bote, "Stadt")
    make.article(hafen, "Kran am Kai", stories=(nordkai,), at=make.NOON - timedelta(days=20))
    make.article(stadt, "Kran im Rat", authors=(ineke,), at=make.NOON - timedelta(days=10))
    make.article(stadt, "Kran", text="Kran, Kran und Kran.")


def test_filters_narrow_what_is_found(harbour: None, client: Client) -> None:
    assert hits(client, "kran", section="hafen") == ["Kran am Kai"]
    assert hits(client, "kran", story="streit-um-den-nordkai") == ["Kran am Kai"]
    assert hits(client, "kran", author="ineke-dorn") == ["Kran im Rat"]
    assert hits(client, "kran", section="stadt", author="ineke-dorn") == ["Kran im Rat"]
    assert hits(client, "kran", section="hafen", author="ineke-dorn") == []
    assert hits(client, "kran", section="nix") == []
    assert hits(client, "kran", story="\0") == hits(client, "kran")


def test_days_are_those_of_the_edition_and_both_ends_count(hafen: Section, client: Client) -> None:
    make.article(hafen, "Kran spät", at=make.NOON.replace(day=20, hour=22, minute=59))
    make.article(hafen, "Kran früh", at=make.NOON.replace(day=20, hour=23, minute=1))
    assert hits(client, "kran", since="2026-11-21") == ["Kran früh"]
    assert hits(client, "kran", until="2026-11-20") == ["Kran spät"]
    assert sorted(hits(client, "kran", since="2026-11-20", until="2026-11-21")) == ["Kran früh", "Kran spät"]
    assert hits(client, "kran", since="2026-11-21", until="2026-11-20") == []


def test_a_day_that_cannot_be_is_no_filter(harbour: None, client: Client) -> None:
    everything = hits(client, "kran")
    for day in ("x", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "١٢", "2026-11-22T00:00", "9" * 400):
        assert hits(client, "kran", since=day) == everything
        assert hits(client, "kran", until=day) == everything
    assert hits(client, "kran", since="1900-01-01", until="2100-12-31") == everything


def test_the_form_remembers_what_was_asked(harbour: None, client: Client) -> None:
    asked = {
        "section": "stadt",
        "author": "ineke-dorn",
        "since": "2026-11-01",
        "until": "2026-11-30",
        "order": "newest",
    }
    page = main_of(client.get("/de/search/", {"q": 'kran "im rat"', **asked}))
    assert 'value="kran &quot;im rat&quot;"' in page
    for name in ("stadt", "ineke-dorn", "newest"):
        assert f'<option value="{name}" selected>' in page
    assert 'type="date" value="2026-11-01"' in page
    assert 'type="date" value="2026-11-30"' in page


def test_the_best_comes_first_unless_the_newest_is_asked_for(harbour: None, client: Client) -> None:
    make.article(Section.objects.get(slug="stadt"), "Anderes", text="Am Rande ein Kran. " + "Sonst nichts. " * 40)
    assert hits(client, "kran")[-1] == "Anderes"
    assert hits(client, "kran", order="newest")[2:] == ["Kran im Rat", "Kran am Kai"]
    assert hits(client, "kran", order="nonsense") == hits(client, "kran")


def test_pages_go_on_with_the_same_question(hafen: Section, client: Client) -> None:
    for number in range(23):
        make.article(hafen, f"Kran & Kai {number}", at=make.NOON - timedelta(hours=number))
    asked = {"q": "kran & kai", "section": "hafen", "since": "2026-11-01", "until": "2026-11-30", "order": "newest"}
    seen: list[str] = []
    query: dict[str, Any] = dict(asked)
    for page in (1, 2, 3):
        response = client.get("/de/search/", query)
        seen += hits(client, **{("text" if name == "q" else name): value for name, value in query.items()})
        links = dict(re.findall(r'rel="(prev|next)" href="\?([^"]+)"', main_of(response)))
        assert set(links) == {1: {"next"}, 2: {"prev", "next"}, 3: {"prev"}}[page]
        if page < 3:
            query = {name: values[0] for name, values in parse_qs(unescape(links["next"])).items()}
            assert query == {**asked, "page": str(page + 1)}
    assert seen == [f"Kran & Kai {number}" for number in range(23)]
    back = parse_qs(unescape(links["prev"]))
    assert back["page"] == ["2"]


@pytest.mark.parametrize("page", ["0", "-1", "51", "9999", "99999", "x", "", " ", "1.0", "٢", "²", "2", "50", "1e1"])
def test_there_is_no_such_page(page: str, hafen: Section, client: Client) -> None:
    make.article(hafen, "Kran")
    assert client.get("/de/search/", {"q": "kran", "page": page}).status_code == 404
    assert client.get("/de/search/", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    ("code", "written", "asked"),
    [
        ("de", "Das Hafengutachten liegt vor", "Gutachten"),
        ("de", "In Brückhaven stürmt es", "brueckhaven"),
        ("de", "Die Häuser am Kai", "HAUS"),
        ("de", "Der große Kran", "grosse kräne"),
        ("en", "Ferries are running again", "ferry runs"),
        ("ar", "أُغْلِقَ الرَّصِيفُ", "الرصيف"),
        ("ar", "إغلاق الرصيف", "اغلاق الرَّصِيف"),
    ],
)
def test_words_are_found_in_the_language_of_the_edition(
    code: str, written: str, asked: str, db: None, client: Client
) -> None:
    section = make.section(make.edition(code), "Port")
    make.article(section, written)
    make.article(section, "—")
    assert hits(client, asked, code) == [written]
    assert "<mark>" in main_of(client.get(f"/{code}/search/", {"q": asked}))


def test_a_very_long_question_is_cut_and_answered(hafen: Section, client: Client) -> None:
    make.article(hafen, "Kran")
    assert hits(client, "kran " * 2000) == ["Kran"]
    page = main_of(client.get("/de/search/", {"q": "kran " * 2000}))
    [value] = re.findall(r'<input id="q"[^>]*value="([^"]*)"', page)
    assert len(value) <= 200
    assert client.get("/de/search/", {"q": "ä" * 9000, "section": "x" * 9000}).status_code == 200


def test_only_what_readers_may_see_can_be_chosen(
    bote: Edition, courier: Edition, harbour: None, client: Client
) -> None:
    make.section(bote, "Geheimes Ressort", live=False)
    make.story(bote, "Geheimes Thema", live=False)
    make.author(bote, "Geheime Feder", live=False)
    make.author(courier, "Joan Ashby")
    page = text_of(client.get("/de/search/"))
    assert "Geheim" not in page
    assert "Joan Ashby" not in page
    for name in ("Hafen", "Streit um den Nordkai", "Ineke Dorn"):
        assert f">{name}</option>" in page


def test_a_search_costs_the_same_however_much_is_found(
    hafen: Section, nordkai: Story, ineke: Author, client: Client, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    path = "/de/search/?q=kai&section=hafen&author=ineke-dorn&story=streit-um-den-nordkai&since=2026-01-01"
    make.several(hafen, 3, story=nordkai, author=ineke)
    cost = count_queries(partial(client.get, path))
    make.several(hafen, 30, story=nordkai, author=ineke)
    assert count_queries(partial(client.get, path)) == cost
    assert count_queries(partial(client.get, f"{path}&page=2")) == cost
    assert count_queries(partial(client.get, f"{path}&order=newest")) == cost
