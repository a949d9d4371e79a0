"""Feeds: the newest thirty of a list, whole, with addresses that come from the settings alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def article(hafen: Section, nordkai: Story, ineke: Author) -> Article:
    """An article that stands in five lists."""
    photo = make.photo()
    article = make.article(
        hafen,
        "Kai <gesperrt> & leer",
        stories=(nordkai,),
        authors=(ineke,),
        tags=("Kai",),
        text="Der Kai ist zu.",
        lead_photo=photo,
    )
    make.developed(photo)
    return article


FEEDS = (
    "/de/feed.rss",
    "/de/hafen/feed.rss",
    "/de/stories/streit-um-den-nordkai/feed.rss",
    "/de/authors/ineke-dorn/feed.rss",
    "/de/tags/kai/feed.rss",
)


@pytest.mark.parametrize("path", FEEDS)
def test_a_list_has_its_feed_beside_it(path: str, article: Article, client: Client) -> None:
    response = client.get(path)
    channel: Any = ElementTree.fromstring(response.content).find("channel")
    assert response["Content-Type"] == "application/rss+xml"
    assert channel.findtext("link") == settings.BASE_URL + path.removesuffix("feed.rss")
    assert channel.findtext("item/title") == "Kai <gesperrt> & leer"
    assert channel.findtext("item/link") == settings.BASE_URL + article.public_path()
    assert "Der Kai ist zu." in channel.findtext("item/{http://purl.org/rss/1.0/modules/content/}encoded")


def test_a_feed_shows_pictures_that_every_reader_of_feeds_can_show(article: Article, client: Client) -> None:
    text = client.get("/de/feed.rss").content.decode()
    assert "800.jpeg" in text
    assert ".avif" not in text


def test_a_feed_holds_the_newest_thirty(hafen: Section, client: Client) -> None:
    articles = [make.article(hafen, at=make.NOON - timedelta(minutes=number)) for number in range(32)]
    links = [
        link.text for link in ElementTree.fromstring(client.get("/de/feed.rss").content).iterfind("channel/item/link")
    ]
    assert links == [settings.BASE_URL + article.public_path() for article in articles[:30]]


def test_a_feed_that_has_not_changed_is_not_sent_again(article: Article, client: Client) -> None:
    first = client.get("/de/feed.rss")
    for name, value in (("if-none-match", first["ETag"]), ("if-modified-since", first["Last-Modified"])):
        again = client.get("/de/feed.rss", headers={name: value})
        assert (again.status_code, again.content) == (304, b"")


def test_a_withdrawal_changes_the_feed_for_those_who_ask_by_time(
    article: Article, hafen: Section, client: Client
) -> None:
    make.article(hafen, at=make.NOON - timedelta(hours=3))
    known = client.get("/de/feed.rss")["Last-Modified"]
    actions.withdraw(page=article, by=None, at=make.NOON + timedelta(minutes=1))
    answer = client.get("/de/feed.rss", headers={"if-modified-since": known})
    assert answer.status_code == 200
    assert "Kai" not in answer.content.decode()


def test_an_empty_edition_has_an_empty_feed(bote: Edition, client: Client) -> None:
    assert ElementTree.fromstring(client.get("/de/feed.rss").content).find("channel/item") is None


@pytest.mark.parametrize(
    "path", [*(feed.replace("/de/", "/xx/") for feed in FEEDS), "/de/nix/feed.rss", "/de/tags/nix/feed.rss"]
)
def test_what_is_not_there_has_no_feed(path: str, article: Article, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_a_feed_of_a_draft_is_not_there(bote: Edition, client: Client) -> None:
    make.story(bote, "Geheim", live=False)
    make.section(bote, "Geheimes", live=False)
    assert client.get("/de/stories/geheim/feed.rss").status_code == 404
    assert client.get("/de/geheimes/feed.rss").status_code == 404


def test_a_story_that_goes_live_later_has_its_articles(bote: Edition, hafen: Section, client: Client) -> None:
    story = make.story(bote, "Noch geheim", live=False)
    article = make.article(hafen, "Vorab", stories=(story,))
    assert "Noch geheim" not in client.get("/de/feed.rss").content.decode()
    actions.publish(page=story, by=None, at=make.NOON)
    assert article.public_id in client.get(f"{story.public_path()}feed.rss").content.decode()
    assert "Noch geheim" in client.get("/de/feed.rss").content.decode()


def test_a_feed_takes_no_address_from_the_request(article: Article, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    assert b"evil.example" not in client.get("/de/feed.rss", headers=headers).content
