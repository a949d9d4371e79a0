"""One article with everything, for the formats that go out."""

from __future__ import annotations

from datetime import UTC, datetime

from depesche.formats import newsitem as n

HOME = "https://port.example"
AT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)

QUAY = n.Photo(
    key="p1",
    credit_line="Photo: Bo Vig / Coast Press",
    photographer="Bo Vig",
    agency="Coast Press",
    copyright_notice="© 2026 Coast Press",
    licence="https://coast.example/licence",
    caption="The quay on Sunday",
    alt="A ferry at a quay",
    renditions=(
        n.Rendition(href="/media/quay-320.jpg", width=320, height=240),
        n.Rendition(href="/media/quay-1600.jpg", width=1600, height=1200),
    ),
)
TIDES = n.Photo(key="p2", agency="Tide Office", renditions=(n.Rendition(href="/media/tides.png", width=0, height=0),))

FERRY = n.NewsItem(
    key="f3rry",
    uri=f"{HOME}/en/news/ferry/",
    headline="Ferry & crew sail again",
    short_headline="Ferry sails",
    language="en",
    standfirst="After three weeks the quay is open.",
    body=(
        n.Paragraph('<p>Rain &amp; wind. <a href="/en/storm/">More</a></p>'),
        n.Picture(photo=TIDES),
        n.Subhead("Tides"),
    ),
    lead=n.Picture(photo=QUAY),
    bylines=(
        n.Byline(name="Ada Lund", key="ada", uri="/en/authors/ada/"),
        n.Byline(name="Coast Press", role="agency"),
        n.Byline(name="Bo Vig", role="photos"),
        n.Byline(name="Cem Ay", role="translation"),
        n.Byline(name="Di Roe", role="editing"),
    ),
    dateline="Süderoog",
    section=n.Ref(key="news", name="News", uri="/en/news/"),
    stories=(n.Ref(key="storm", name="The storm", uri="/en/storm/"),),
    tags=(n.Ref(key="t1", name="Harbour"), n.Ref(key="t2", name="News")),
    translations=(n.Ref(key="f", name="Fähre", uri="/de/faehre/", language="de"), n.Ref(key="x", name="No address")),
    published_at=AT,
    updated_at=LATER,
    publisher="Port Courier",
)
