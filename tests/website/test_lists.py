"""Sections, tags, authors and the archive: what they hold, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, Filing, Section, Story, Under
from tests import factories as make
from tests.website.pages import articles_on, main_of, metas_of, ranks_on, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LISTS = (
    "/de/hafen/", "/de/tags/kai/", "/de/authors/ineke-dorn/", "/de/stories/streit-um-den-nordkai/",
    "/de/archive/2026/11/", "/de/archive/2026/11/22/", "/de/stories/streit-um-den-nordkai/2026/11/",
)  # fmt: skip


def older(response: Any) -> str:
    """The query of the next page, or nothing."""
    found = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
    return unescape(found[1]) if found else ""


def test_a_list_goes_on_to_its_end_and_back_to_its_beginning(paper: list[Article], client: Client) -> None:
    for path in LISTS:
        first = client.get(path)
        assert 'href="./"' not in main_of(first), path
        second = client.get(path + older(first))
        seen = [*dict.fromkeys(articles_on(first)), *dict.fromkeys(articles_on(second))]
        assert seen == [article.public_id for article in reversed(paper)], path
        assert '<a href="./">Neueste Artikel</a>' in text_of(second), path
        assert older(second) == "", path
        assert client.get(f"{path}?before=").content == first.content, path


def test_a_page_stays_where_it_is_when_something_new_appears(
    paper: list[Article], hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    following = [path + older(client.get(path)) for path in LISTS]
    before = [articles_on(client.get(path)) for path in following]
    make.article(hafen, "Neu", stories=(nordkai,), authors=(ineke,), tags=("Kai",))
    assert [articles_on(client.get(path)) for path in following] == before


def test_a_place_that_cannot_be_is_not_there(handful: list[Article], client: Client) -> None:
    places = (
        "x", "1", "1.", ".1", "1.1", "0.0", "-1.1", "1.1.1", "9" * 40 + ".1", "1" * 18 + ".1", "-99999999999999999.1",
        "' OR 1=1 --", "1.1\n", "%00", "²", "٣.٣", "1e3.1", "9" * 500,
    )  # fmt: skip
    for path in LISTS:
        for before in places:
            assert client.get(path, {"before": before}).status_code == 404, (path, before)


def test_articles_of_one_moment_are_neither_lost_nor_doubled(hafen: Section, client: Client) -> None:
    together = [make.article(hafen) for _ in range(23)]
    first = client.get("/de/hafen/")
    second = client.get("/de/hafen/" + older(first))
    seen = articles_on(first) + articles_on(second)
    assert sorted(seen) == sorted(article.public_id for article in together)


def test_a_full_page_says_nothing_of_older_articles(hafen: Section, client: Client) -> None:
    for _ in range(20):
        make.article(hafen)
    response = client.get("/de/hafen/")
    assert len(articles_on(response)) == 20
    assert older(response) == ""


def test_a_section_shows_its_newest_large_and_keeps_older_pages_plain(paper: list[Article], client: Client) -> None:
    first = client.get("/de/hafen/")
    assert {rank: len(ids) for rank, ids in ranks_on(first).items()} == {"lead": 1, "second": 2, "river": 17}
    assert set(ranks_on(client.get("/de/hafen/" + older(first)))) == {"river"}


def test_an_empty_section_is_a_calm_page(bote: Edition, hafen: Section, client: Client) -> None:
    make.again(hafen, description="Alles vom Wasser.")
    response = client.get("/de/hafen/")
    assert response.status_code == 200
    assert "Hier ist noch nichts veröffentlicht." in text_of(response)
    assert metas_of(response)["description"] == "Alles vom Wasser."


def test_a_section_that_is_not_live_or_of_another_edition_is_not_there(
    bote: Edition, courier: Edition, client: Client
) -> None:
    make.section(bote, "Geplant", live=False)
    make.section(courier, "Port")
    unknown = client.get("/de/nix/").content
    for path in ("/de/geplant/", "/de/port/"):
        response = client.get(path)
        assert (response.status_code, response.content) == (404, unknown)


def test_a_tag_counts_what_is_live_in_its_edition(hafen: Section, courier: Edition, client: Client) -> None:
    first, second = make.article(hafen, tags=("Kai",)), make.article(hafen, tags=("kai",))
    make.article(make.section(courier, "Port"), tags=("Kai",))
    make.article(hafen, tags=("Kai",), at=None)
    response = client.get("/de/tags/kai/")
    assert "2 Artikel" in text_of(response)
    assert set(articles_on(response)) == {first.public_id, second.public_id}
    for article in (first, second):
        actions.withdraw(page=article, by=None, at=make.NOON)
    assert client.get("/de/tags/kai/").status_code == 404
    assert client.get("/en/tags/kai/").status_code == 200


def test_a_tag_whose_last_article_has_expired_is_not_there(hafen: Section, client: Client, noon: Any) -> None:
    make.article(hafen, tags=("Kai",), expire_at=make.NOON + timedelta(minutes=5))
    assert client.get("/de/tags/kai/").status_code == 200
    noon.shift(timedelta(minutes=6))
    assert client.get("/de/tags/kai/").status_code == 404


def test_a_tag_in_any_script_leads_to_its_list(barid: Edition, client: Client) -> None:
    article = make.article(make.section(barid, "الميناء"), tags=("الرصيف الشمالي",))
    [link] = re.findall(r'href="(/ar/tags/[^"]+)"', client.get(article.public_path()).content.decode())
    response = client.get(link)
    assert articles_on(response) == [article.public_id]
    assert re.search(r'rel="canonical" href="([^"]+)"', response.content.decode())[1].isascii()  # type: ignore[index]


def test_an_author_says_who_it_is(hafen: Section, bote: Edition, client: Client) -> None:
    photo = make.shown_photo("Ineke", licence_ends_on=date(2026, 11, 21))
    author = make.author(
        bote, "Ineke Dorn", role="Hafenreporterin", email="dorn@bote.example", biography="<p>Am Kai.</p>", photo=photo
    )
    article = make.article(hafen, authors=(author,))
    page = text_of(client.get(author.public_path()))
    for words in ("Hafenreporterin", 'href="mailto:dorn@bote.example"', "<p>Am Kai.</p>", article.title):
        assert words in page
    for path in (author.public_path(), "/de/authors/"):
        assert "Dieses Bild kann nicht gezeigt werden." in main_of(client.get(path))


def test_authors_stand_by_name_and_only_while_they_are_live(bote: Edition, courier: Edition, client: Client) -> None:
    for name in ("Tom Okafor", "Alma Thiessen"):
        make.author(bote, name)
    hidden, foreign = make.author(bote, "Noch Geheim", live=False), make.author(courier, "Joan Ashby")
    page = main_of(client.get("/de/authors/"))
    assert page.index("Alma Thiessen") < page.index("Tom Okafor")
    assert hidden.title not in page
    assert foreign.title not in page
    for path in (hidden.public_path(), foreign.public_path().replace("/en/", "/de/")):
        assert client.get(path).status_code == 404


def test_the_archive_counts_by_month_on_the_editions_clock(hafen: Section, client: Client) -> None:
    new_year = make.article(hafen, "Nach Mitternacht", at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    old_year = make.article(hafen, "Vor Mitternacht", at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    page = main_of(client.get("/de/archive/"))
    assert '<a href="/de/archive/2026/01/">Januar 2026</a> <span class="count">1</span>' in page
    assert '<a href="/de/archive/2025/12/">Dezember 2025</a> <span class="count">1</span>' in page
    assert page.index(">2026<") < page.index(">2025<")
    assert "Dezember 2025" not in main_of(client.get("/de/archive/2026/"))
    for article, paths in ((new_year, ("2026/01/", "2026/01/01/")), (old_year, ("2025/12/", "2025/12/31/"))):
        for path in paths:
            assert articles_on(client.get(f"/de/archive/{path}")) == [article.public_id], path


def test_a_month_names_its_days_with_what_can_be_read_there(hafen: Section, client: Client, noon: Any) -> None:
    make.article(hafen, at=make.NOON - timedelta(days=3))
    make.article(hafen, at=make.NOON - timedelta(days=3))
    make.article(hafen, at=make.NOON - timedelta(days=1), expire_at=make.NOON + timedelta(minutes=5))
    days = '<a href="/de/archive/2026/11/19/">Donnerstag, 19.</a> <span class="count">2</span>'
    assert days in main_of(client.get("/de/archive/2026/11/"))
    assert "/de/archive/2026/11/21/" in main_of(client.get("/de/archive/2026/11/"))
    noon.shift(timedelta(minutes=6))
    assert days in main_of(client.get("/de/archive/2026/11/"))
    assert "/de/archive/2026/11/21/" not in main_of(client.get("/de/archive/2026/11/"))


def test_the_archive_of_an_empty_edition_is_a_calm_page(bote: Edition, client: Client) -> None:
    assert 'href="/de/archive/"' in client.get("/de/").content.decode(), "the footer leads there"
    response = client.get("/de/archive/")
    assert response.status_code == 200
    assert "Hier ist noch nichts veröffentlicht." in text_of(response)
    assert client.get("/de/archive/2026/").status_code == 404


NO_TIMES = (
    "0", "0000", "1/1", "0001/01", "0001/01/01", "1/1/1", "9999/12", "9999/12/31", "10000/1", "2026/0", "2026/13",
    "2026/11/0", "2026/11/31", "2026/02/29", "2026/11/19", "-2026", "x", "9" * 40, "2026/" + "9" * 40,
    "2026/11/" + "9" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_there_is_no_such_time(zone: str, db: None, client: Client) -> None:
    make.article(make.section(make.edition("de", time_zone=zone), "Hafen"))
    for when in NO_TIMES:
        assert client.get(f"/de/archive/{when}/").status_code == 404, when


def test_no_sitemap_lies_outside_of_all_calendars(handful: list[Article], client: Client) -> None:
    for month in ("0001-01", "9999-12", "0000-00", "2026-13"):
        assert client.get(f"/de/sitemap-{month}.xml").status_code == 404


def test_every_way_of_writing_a_date_has_one_canonical_address(handful: list[Article], client: Client) -> None:
    for path in ("/de/archive/2026/11/22/", "/de/archive/02026/0011/022/"):
        assert '/de/archive/2026/11/22/">' in client.get(path).content.decode()


def test_a_list_costs_the_same_however_long_it_is(
    hafen: Section,
    nordkai: Story,
    ineke: Author,
    client: Client,
    count_queries: Callable[[Callable[[], Any]], int],
) -> None:
    paths = (*LISTS, "/de/archive/", "/de/archive/2026/", "/de/authors/", "/de/stories/")
    make.several(hafen, 3, story=nordkai, author=ineke, lead_photo=make.shown_photo())
    few = {path: count_queries(partial(client.get, path)) for path in paths}
    make.several(hafen, 30, story=nordkai, author=ineke)
    assert {path: count_queries(partial(client.get, path)) for path in paths} == few
    assert {path: count_queries(partial(client.get, path + older(client.get(path)))) for path in paths} == few
    assert max(few.values()) <= 12


def test_places_in_a_list_are_named_in_whole_microseconds(hafen: Section) -> None:
    article = make.article(hafen, at=datetime(1969, 7, 20, 20, 17, 40, 123457, tzinfo=UTC))
    row = Filing.objects.get(under=Under.SECTION)
    assert row.place == f"-14182939876543.{article.teaser.pk}"
    assert not Filing.objects.all().below(row.place).exists()
