"""Sitemaps tell crawlers what there is, in which languages, and what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from depesche.formats import newsitem as n
from depesche.formats import sitemap
from tests.formats.samples import AT, FERRY, HOME, LATER
from tests.formats.strategies import items

SCHEMAS = Path(__file__).parents[1] / "conformance" / "sitemaps"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def read(file: bytes) -> etree._Element:
    return etree.fromstring(file, parser=etree.XMLParser(resolve_entities=False))


def said(file: bytes, path: str) -> list[str]:
    found = read(file).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(each) for each in found]


def test_a_page_names_its_translations_and_its_pictures() -> None:
    file = sitemap.urlset([sitemap.page_of(FERRY)])
    assert said(file, "//s:loc/text()") == [FERRY.uri]
    assert said(file, "//s:lastmod/text()") == ["2026-11-22T19:30:00+00:00"]
    assert said(file, "//xhtml:link/@hreflang") == ["en", "de"]
    assert said(file, "//xhtml:link/@href") == [FERRY.uri, f"{HOME}/de/faehre/"]
    assert said(file, "//image:loc/text()") == [f"{HOME}/media/quay-1600.jpg", f"{HOME}/media/tides.png"]


def test_a_page_in_one_language_names_no_translations() -> None:
    assert sitemap.page_of(replace(FERRY, translations=())).alternates == ()


def test_the_index_lists_the_parts_with_their_last_change() -> None:
    file = sitemap.index([(f"{HOME}/sitemap-1.xml", LATER), (f"{HOME}/sitemap-2.xml", None)])
    assert said(file, "//s:loc/text()") == [f"{HOME}/sitemap-1.xml", f"{HOME}/sitemap-2.xml"]
    assert said(file, "//s:lastmod/text()") == ["2026-11-22T19:30:00+00:00"]


def test_the_news_of_two_days_stand_in_the_news_sitemap_the_newest_first() -> None:
    just = replace(FERRY, headline="Just now", published_at=LATER)
    old = replace(FERRY, headline="Old", published_at=AT - timedelta(hours=49))
    future = replace(FERRY, headline="Tomorrow", published_at=LATER + timedelta(hours=1))
    never = replace(FERRY, headline="Never", published_at=None)
    file = sitemap.news([FERRY, old, just, future, never], at=LATER)
    assert said(file, "//news:title/text()") == ["Just now", "Ferry & crew sail again"]
    assert said(file, "//news:name/text()") == ["Port Courier"] * 2
    assert said(file, "//news:publication_date/text()")[1] == "2026-11-22T18:05:00+00:00"


def test_an_address_in_another_script_is_percent_encoded() -> None:
    file = sitemap.urlset([sitemap.Page(url=f"{HOME}/ar/ميناء/?a=1&b=%20")])
    assert said(file, "//s:loc/text()") == [f"{HOME}/ar/%D9%85%D9%8A%D9%86%D8%A7%D8%A1/?a=1&b=%20"]


@pytest.mark.parametrize(
    ("tag", "language"), [("de-AT", "de"), ("ar", "ar"), ("zh", "zh-cn"), ("zh-Hant", "zh-tw"), ("zh-HK", "zh-tw")]
)
def test_languages_are_written_as_the_news_sitemap_wants_them(tag: str, language: str) -> None:
    file = sitemap.news([replace(FERRY, language=tag)], at=LATER, name="Port")
    assert said(file, "//news:language/text()") == [language]


def test_a_news_sitemap_holds_a_thousand_articles_at_most() -> None:
    assert len(said(sitemap.news([FERRY] * 1_001, at=LATER), "//s:url")) == 1_000


def test_a_sitemap_that_would_be_too_long_says_what_to_do() -> None:
    pages = [sitemap.Page(url=HOME)] * (sitemap.MOST + 1)
    with pytest.raises(ValueError, match="split it and list the parts in the index"):
        sitemap.urlset(pages)


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name)))


@pytest.mark.conformance
@given(items)
def test_every_sitemap_follows_the_protocol(item: n.NewsItem) -> None:
    dated = replace(item, published_at=AT, uri=item.uri or HOME)
    files = {
        "sitemap.xsd": sitemap.urlset([sitemap.page_of(dated)]),
        "siteindex.xsd": sitemap.index([(HOME, item.updated_at)]),
        "news.xsd": sitemap.news([dated], at=LATER),
    }
    for name, file in files.items():
        SCHEMAS_BY_NAME[name].assertValid(read(file))


SCHEMAS_BY_NAME = {name: schema(name) for name in ("sitemap.xsd", "siteindex.xsd", "news.xsd")}


def test_the_schemas_refuse_what_the_protocol_does_not_know() -> None:
    wrong = read(sitemap.index([(HOME, None)]).replace(b"loc>", b"location>"))
    assert not SCHEMAS_BY_NAME["siteindex.xsd"].validate(wrong)
