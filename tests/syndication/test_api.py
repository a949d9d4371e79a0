"""The reading API: live articles as ninjs, to everybody alike."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from depesche.formats import ninjs
from depesche.newsroom import actions
from depesche.newsroom.models import Author, Edition, Section, Story
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

ITEMS = "/api/v1/items/"


def _keys(client: Client, **query: str) -> list[str]:
    response = client.get(ITEMS, query)
    assert response.status_code == 200, response.content
    return [_key(each) for each in response.json()["items"]]


def _key(data: dict[str, Any]) -> str:
    [item] = ninjs.load(data)
    return item.key


def test_an_article_comes_as_ninjs_with_everything_that_is_live(
    hafen: Section, nordkai: Story, ineke: Author, client: Client
) -> None:
    related = make.article(hafen, "Ziel")
    link = f'<p>Der <a linktype="page" id="{related.pk}">Kai</a> ist zu.</p>'
    article = make.article(hafen, "Kai gesperrt", stories=(nordkai,), authors=(ineke,), tags=("Kai",), text=link)
    response = client.get(f"{ITEMS}{article.public_id}/")
    [item] = ninjs.load(response.json())
    assert response["Content-Type"] == "application/json"
    assert (item.key, item.headline, item.uri) == (
        article.public_id,
        "Kai gesperrt",
        settings.BASE_URL + article.public_path(),
    )
    assert item.stories[0].uri == settings.BASE_URL + nordkai.public_path()
    assert item.bylines[0].uri == settings.BASE_URL + ineke.public_path()
    assert f'href="{settings.BASE_URL}{related.public_path()}"' in response.json()["bodies"][0]["value"]


def test_lists_are_those_of_the_site(
    hafen: Section, nordkai: Story, ineke: Author, bote: Edition, client: Client
) -> None:
    other = make.section(bote, "Stadt")
    first = make.article(hafen, at=make.NOON - timedelta(hours=2), stories=(nordkai,), tags=("Kai",))
    second = make.article(other, at=make.NOON - timedelta(hours=1), authors=(ineke,))
    assert _keys(client) == _keys(client, edition="de") == [second.public_id, first.public_id]
    assert _keys(client, edition="de", section="hafen") == [first.public_id]
    assert _keys(client, edition="de", story=nordkai.slug) == [first.public_id]
    assert _keys(client, edition="de", author=ineke.slug) == [second.public_id]
    assert _keys(client, edition="de", tag="kai") == [first.public_id]


def test_all_editions_come_in_one_order(hafen: Section, courier: Edition, client: Client) -> None:
    german = make.article(hafen, at=make.NOON - timedelta(hours=2))
    english = make.article(make.section(courier, "Port"), at=make.NOON - timedelta(hours=1))
    latest = make.article(hafen, at=make.NOON)
    assert _keys(client) == [latest.public_id, english.public_id, german.public_id]


def test_the_way_on_leads_through_everything_once(hafen: Section, courier: Edition, client: Client) -> None:
    port = make.section(courier, "Port")
    articles = [make.article((hafen, port)[n % 2], at=make.NOON - timedelta(minutes=n // 3)) for n in range(34)]
    seen, address = [], ITEMS
    while address:
        page = client.get(address.removeprefix(settings.BASE_URL)).json()
        seen += [_key(each) for each in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen))
    assert set(seen) == {article.public_id for article in articles}


def test_what_is_not_live_answers_like_what_never_was(hafen: Section, bote: Edition, client: Client) -> None:
    draft, gone = make.article(hafen, at=None), make.article(hafen)
    actions.withdraw(page=gone, by=None, at=make.NOON)
    unknown = client.get(f"{ITEMS}222222222222/")
    assert unknown.status_code == 404
    for article in (draft, gone):
        answer = client.get(f"{ITEMS}{article.public_id}/")
        assert (answer.status_code, answer.content, dict(answer.items())) == (
            404,
            unknown.content,
            dict(unknown.items()),
        )
    make.story(bote, "Geheim", live=False)
    nothing = client.get(ITEMS, {"edition": "de", "story": "nix"})
    assert client.get(ITEMS, {"edition": "de", "story": "geheim"}).content == nothing.content
    assert nothing.status_code == client.get(ITEMS, {"edition": "xx"}).status_code == 404


def test_an_edition_that_is_taken_back_takes_its_articles_along(bote: Edition, hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    actions.withdraw(page=bote, by=None, at=make.NOON)
    assert _keys(client) == []
    assert client.get(f"{ITEMS}{article.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"section": "hafen"},
        {"edition": "de", "section": "hafen", "tag": "kai"},
        {"edition": "de", "before": "x"},
        {"before": "title)--"},
        {"before": f"{'9' * 18}.1"},
    ],
)
def test_a_question_without_sense_is_told_so(query: dict[str, str], hafen: Section, client: Client) -> None:
    response = client.get(ITEMS, query)
    assert response.status_code == 400
    assert response.json()["error"]


@pytest.mark.parametrize(
    "query", ["?order=title)--", "?_connector=) OR 1=1", "?fields=a__x\"')", "?live=0", "?limit=100000"]
)
def test_keys_that_nobody_listed_change_nothing(query: str, hafen: Section, client: Client) -> None:
    make.article(hafen)
    assert client.get(ITEMS + query).content == client.get(ITEMS).content


def test_the_api_only_reads_and_lets_every_page_read(hafen: Section, client: Client) -> None:
    assert client.post(ITEMS, {"headline": "x"}).status_code == 405
    assert client.get(ITEMS)["Access-Control-Allow-Origin"] == "*"
    first = client.get(ITEMS)
    assert client.get(ITEMS, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert json.loads(client.get(ITEMS).content) == {"items": [], "next": None}
