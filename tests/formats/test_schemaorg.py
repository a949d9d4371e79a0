"""Search engines get structured data that says what the page says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import newsitem as n
from depesche.formats import schemaorg
from tests.formats.samples import FERRY, HOME
from tests.formats.strategies import items


def test_an_article_says_everything_that_search_engines_ask_for() -> None:
    publisher = schemaorg.Publisher(name="Port Courier", url=f"{HOME}/", logo=f"{HOME}/logo.png")
    assert schemaorg.dump(FERRY, publisher=publisher) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{HOME}/en/news/ferry/",
        "mainEntityOfPage": {"@type": "WebPage", "@id": f"{HOME}/en/news/ferry/"},
        "url": f"{HOME}/en/news/ferry/",
        "headline": "Ferry & crew sail again",
        "alternativeHeadline": "Ferry sails",
        "description": "After three weeks the quay is open.",
        "inLanguage": "en",
        "datePublished": "2026-11-22T18:05:00+00:00",
        "dateModified": "2026-11-22T19:30:00+00:00",
        "author": [
            {"@type": "Person", "name": "Ada Lund", "url": f"{HOME}/en/authors/ada/"},
            {"@type": "Organization", "name": "Coast Press"},
        ],
        "translator": [{"@type": "Person", "name": "Cem Ay"}],
        "editor": [{"@type": "Person", "name": "Di Roe"}],
        "contributor": [{"@type": "Person", "name": "Bo Vig"}],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "Port Courier",
            "url": f"{HOME}/",
            "logo": {"@type": "ImageObject", "url": f"{HOME}/logo.png"},
        },
        "image": [
            {
                "@type": "ImageObject",
                "url": f"{HOME}/media/quay-1600.jpg",
                "width": 1600,
                "height": 1200,
                "caption": "The quay on Sunday",
                "creditText": "Photo: Bo Vig / Coast Press",
                "creator": {"@type": "Person", "name": "Bo Vig"},
                "copyrightNotice": "© 2026 Coast Press",
                "license": "https://coast.example/licence",
            },
            {
                "@type": "ImageObject",
                "url": f"{HOME}/media/tides.png",
                "creator": {"@type": "Organization", "name": "Tide Office"},
            },
        ],
        "articleSection": "News",
        "keywords": ["Harbour", "News"],
        "isPartOf": [
            {
                "@type": "CreativeWorkSeries",
                "@id": f"{HOME}/en/storm/",
                "url": f"{HOME}/en/storm/",
                "name": "The storm",
            }
        ],
        "workTranslation": [
            {
                "@type": "NewsArticle",
                "@id": f"{HOME}/de/faehre/",
                "url": f"{HOME}/de/faehre/",
                "name": "Fähre",
                "inLanguage": "de",
            },
            {"@type": "NewsArticle", "name": "No address"},
        ],
        "dateline": "Süderoog",
        "contentLocation": {"@type": "Place", "name": "Süderoog"},
        "wordCount": 5,
        "isAccessibleForFree": True,
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("report", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("background", "BackgroundNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("advertisement", "AdvertiserContentArticle"),
    ],
)
def test_the_kind_of_journalism_is_said(kind: n.Kind, name: str) -> None:
    assert schemaorg.dump(replace(FERRY, kind=kind))["@type"] == name


def test_a_story_says_who_and_where_it_is_about() -> None:
    story = n.NewsItem(
        key="s", headline="The storm", language="en", item_type="story", people=("Ada Lund",), places=("Süderoog",)
    )
    data = schemaorg.dump(story)
    assert data["@type"] == "CollectionPage"
    assert data["about"] == [{"@type": "Person", "name": "Ada Lund"}, {"@type": "Place", "name": "Süderoog"}]
    assert not {"publisher", "url", "dateModified"} & set(data)


def test_the_publisher_of_the_item_stands_in_for_the_house() -> None:
    assert schemaorg.dump(FERRY)["publisher"] == {"@type": "NewsMediaOrganization", "name": "Port Courier"}


def test_breadcrumbs_lead_from_the_front_page_to_the_page() -> None:
    trail = schemaorg.breadcrumbs([("Front", f"{HOME}/en/"), ("News", f"{HOME}/en/news/")])
    assert trail["itemListElement"][1] == {
        "@type": "ListItem",
        "position": 2,
        "name": "News",
        "item": f"{HOME}/en/news/",
    }


@given(st.text())
def test_json_in_a_page_can_neither_end_its_script_nor_open_another(words: str) -> None:
    data = {"headline": words, "hostile": "</script><!--<script>&\u2028\u2029"}
    said = schemaorg.script(data)
    assert not set("<>&\u2028\u2029") & set(said)
    assert json.loads(said) == data


@given(items)
def test_every_item_has_json_that_a_consumer_finds_in_its_page(item: n.NewsItem) -> None:
    said = schemaorg.script(schemaorg.dump(item))
    page = f'<html><head><script type="application/ld+json">{said}</script></head></html>'
    (found,) = BeautifulSoup(page, "lxml").find_all("script")
    assert json.loads(found.get_text()).get("headline", "") == item.headline


def test_a_correction_says_what_was_wrong_what_is_right_and_when() -> None:
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    item = replace(FERRY, corrections=(n.Correction(at=at, wrong="On Monday.", right="On Tuesday."),))
    assert schemaorg.dump(item)["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "On Monday.\nOn Tuesday.",
            "datePublished": "2026-11-22T12:00:00+00:00",
        }
    ]
