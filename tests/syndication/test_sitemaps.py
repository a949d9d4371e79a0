"""Sitemaps and what robots are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Author, Edition, Section, Story
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def _locations(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return [
        one.text.removeprefix(settings.BASE_URL)
        for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
        if one.text
    ]


def test_the_index_names_all_maps_of_all_editions(
    bote: Edition, courier: Edition, hafen: Section, client: Client
) -> None:
    make.article(hafen)
    make.article(hafen, at=make.NOON - timedelta(days=60))
    assert _locations(client, "/sitemap.xml") == [
        "/de/sitemap-pages.xml",
        "/de/sitemap-news.xml",
        "/de/sitemap-2026-11.xml",
        "/de/sitemap-2026-09.xml",
        "/en/sitemap-pages.xml",
        "/en/sitemap-news.xml",
    ]


def test_each_map_that_the_index_names_is_there(hafen: Section, client: Client) -> None:
    make.article(hafen)
    for path in _locations(client, "/sitemap.xml"):
        assert client.get(path).status_code == 200


def test_the_map_of_pages_names_what_is_live(
    bote: Edition, hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    make.plain_page(bote, "Impressum")
    make.story(bote, "Geheim", live=False)
    assert _locations(client, "/de/sitemap-pages.xml") == [
        "/de/",
        hafen.public_path(),
        nordkai.public_path(),
        ineke.public_path(),
        "/de/impressum/",
    ]


def test_the_map_of_a_month_is_on_the_calendar_of_the_edition(hafen: Section, client: Client) -> None:
    # 23:30 in London is already the first of November in Berlin.
    article = make.article(hafen, at=make.NOON.replace(month=10, day=31, hour=23, minute=30))
    assert _locations(client, "/de/sitemap-2026-11.xml") == [article.public_path()]
    assert client.get("/de/sitemap-2026-10.xml").status_code == 404


def test_a_map_names_all_languages_of_an_article(hafen: Section, courier: Edition, client: Client) -> None:
    german = make.article(hafen)
    english = make.article(make.section(courier, "Port"), translation_key=german.translation_key)
    text = client.get("/de/sitemap-2026-11.xml").content.decode()
    assert f'hreflang="en" href="{settings.BASE_URL}{english.public_path()}"' in text
    assert f'hreflang="de" href="{settings.BASE_URL}{german.public_path()}"' in text


def test_a_map_names_the_lead_picture(hafen: Section, client: Client) -> None:
    photo = make.photo()
    make.article(hafen, lead_photo=photo)
    make.developed(photo)
    assert f"/media/photos/{photo.public_name}/800.jpeg" in client.get("/de/sitemap-2026-11.xml").content.decode()


def test_news_are_those_of_two_days_without_advertisements(hafen: Section, client: Client) -> None:
    new = make.article(hafen, at=make.NOON - timedelta(hours=47))
    make.article(hafen, at=make.NOON - timedelta(hours=49))
    make.article(hafen, kind="advertisement")
    assert _locations(client, "/de/sitemap-news.xml") == [new.public_path()]


def test_what_is_withdrawn_leaves_the_maps(hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    actions.withdraw(page=article, by=None, at=make.NOON)
    assert client.get("/de/sitemap-2026-11.xml").status_code == 404
    assert _locations(client, "/de/sitemap-news.xml") == []


@pytest.mark.parametrize("name", ["0000-01", "2026-00", "2026-13", "9999-12", "1999-01"])
def test_a_month_that_cannot_be_has_no_map(name: str, bote: Edition, client: Client) -> None:
    assert client.get(f"/de/sitemap-{name}.xml").status_code == 404


def test_an_address_in_another_script_is_encoded(barid: Edition, client: Client) -> None:
    make.article(make.section(barid, "الميناء"), "إغلاق الرصيف")
    assert all(path.isascii() for path in _locations(client, "/ar/sitemap-2026-11.xml"))


def test_robots_are_kept_from_the_desk_and_told_the_maps(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /desk/" in lines
    assert "Disallow: /account/" in lines
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines
