"""Feeds say everything once, in a form that every reader of feeds understands."""

from __future__ import annotations

from dataclasses import replace

import feedparser  # type: ignore[import-untyped]  # the library carries no types
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import newsitem as n
from depesche.formats import rss
from tests.formats.samples import FERRY, HOME
from tests.formats.strategies import records

FEED = rss.Feed(
    title="Port Courier: News",
    link=f"{HOME}/en/news/",
    self_url=f"{HOME}/en/news/feed.xml",
    description="News of the port",
    language="en",
    copyright="© Port Courier",
    image=f"{HOME}/logo.png",
    hub="https://hub.example/",
)
BARE = rss.Feed(title="Port", link=HOME, self_url=f"{HOME}/feed.xml", description="", language="en")


def test_a_consumer_finds_everything_in_its_place() -> None:
    parsed = feedparser.parse(rss.dump(FEED, [FERRY]))
    assert not parsed.bozo
    assert parsed.feed.title == "Port Courier: News"
    assert parsed.feed.language == "en"
    assert parsed.feed.image.href == f"{HOME}/logo.png"
    assert parsed.feed.updated == "Sun, 22 Nov 2026 19:30:00 GMT"
    assert [(link.rel, link.href) for link in parsed.feed.links[1:]] == [
        ("self", f"{HOME}/en/news/feed.xml"),
        ("hub", "https://hub.example/"),
    ]
    (entry,) = parsed.entries
    assert (entry.title, entry.link, entry.id) == ("Ferry & crew sail again", FERRY.uri, FERRY.uri)
    assert entry.published == "Sun, 22 Nov 2026 18:05:00 GMT"
    assert [author.name for author in entry.authors] == ["Ada Lund", "Coast Press"]
    assert [tag.term for tag in entry.tags] == ["News", "The storm", "Harbour"]
    assert entry.summary == "After three weeks the quay is open."
    assert f'href="{HOME}/en/storm/"' in entry.content[0].value
    assert f'src="{HOME}/media/quay-1600.jpg"' in entry.content[0].value
    (picture,) = entry.media_content
    assert (picture["url"], picture["width"]) == (f"{HOME}/media/quay-1600.jpg", "1600")
    assert entry.media_credit[0]["content"] == "Photo: Bo Vig / Coast Press"


def test_a_feed_without_articles_is_still_a_feed() -> None:
    parsed = feedparser.parse(rss.dump(BARE, []))
    assert not parsed.bozo
    assert (parsed.feed.title, parsed.feed.subtitle, parsed.entries) == ("Port", "Port", [])


def test_an_article_without_standfirst_gets_its_first_words() -> None:
    long = replace(FERRY, standfirst="", lead=None, body=(n.Paragraph(f"<p>{'word ' * 100}</p>"),))
    (entry,) = feedparser.parse(rss.dump(BARE, [long])).entries
    assert entry.summary.endswith("word …")
    assert len(entry.summary) <= 302


def test_a_short_article_is_its_own_summary() -> None:
    item = n.NewsItem(key="k", headline="Rain", language="en", body=(n.Paragraph("<p>All day.</p>"),))
    (entry,) = feedparser.parse(rss.dump(BARE, [item])).entries
    assert (entry.summary, entry.id, entry.guidislink) == ("All day.", "k", False)


def test_a_picture_without_size_or_credit_says_neither() -> None:
    photo = n.Photo(key="p", renditions=(n.Rendition(href="/p.jpg", width=0, height=0),))
    feed = rss.dump(BARE, [replace(FERRY, lead=n.Picture(photo=photo))]).decode()
    assert f'<media:content url="{HOME}/p.jpg" medium="image" type="image/jpeg"/>' in feed


nasty = st.text(st.characters(), max_size=20)


@given(records(n.NewsItem, headline=nasty, standfirst=nasty), nasty)
def test_a_feed_is_well_formed_whatever_the_words_are(item: n.NewsItem, title: str) -> None:
    ElementTree.fromstring(rss.dump(replace(BARE, title=title), [item]))


def test_every_moment_is_written_in_universal_time() -> None:
    assert b"<lastBuildDate>Sun, 22 Nov 2026 19:30:00 GMT</lastBuildDate>" in rss.dump(BARE, [FERRY])
