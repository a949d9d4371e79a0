"""The page that the product exists to produce, on the demo newsroom, in all three editions, in a real browser.

Each test reads the reference article's own data (the ninjs file that the demo
newsroom was filled from) and looks for every element where a reader would.
The comments name the elements of the list of requirements: R1 the clock, R3
the story above the headline, R4 the headline, R5 the credit, R6 the section,
R8 the dossier with its count, R11 the standfirst, R12 the picture in the text,
R13 the typography, R18 the stories, R19 the related articles, R20 the tags.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest

from depesche.formats import ninjs
from depesche.formats.newsitem import NewsItem, Picture
from tests.journeys.serving import a_free_port, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback, pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])]

CONTENT = Path(__file__).parents[2] / "depesche" / "demo_newsroom"
EDITIONS = ("de", "en", "ar")
QUOTES = {"de": "„[^“]+“", "en": "“[^”]+”", "ar": "«[^»]+»"}


@dataclass
class Paper:
    """The demo newsroom as it is served, and as its files say it should be."""

    address: str
    articles: dict[str, str]  # the reference article's address, by edition
    items: dict[str, NewsItem]

    def reference(self, edition: str) -> NewsItem:
        return self.items[f"{edition}:article:nordkai-gutachten"]

    def zone(self, edition: str) -> ZoneInfo:
        """Where the edition's clock stands."""
        return ZoneInfo(self.items[f"{edition}:edition:{edition}"].extra["time_zone"])

    def count(self, story: str) -> int:
        """How many articles belong to a story."""
        return sum(story in {ref.key for ref in item.stories} for item in self.items.values())


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """``depesche demo`` as a newcomer starts it, in an empty folder."""
    home, port = tmp_path_factory.mktemp("paper") / "demo", a_free_port()
    command = [sys.executable, "-m", "depesche", "--home", str(home), "demo", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with (home.parent / "said").open("w+") as said, subprocess.Popen(command, stdout=said, stderr=said) as server:
        try:
            _wait_until_open(address, server, home.parent / "said")
            told = (home.parent / "said").read_text(encoding="utf-8")
            found = re.findall(r"every element +(\S+/(\w\w)/\S+)", told)
            yield Paper(address, {edition: url for url, edition in found}, _items())
        finally:
            server.terminate()
            server.wait(timeout=60)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_element_is_where_a_reader_looks_for_it(paper: Paper, edition: str, page: Page) -> None:
    item = paper.reference(edition)
    page.goto(paper.articles[edition])
    _has_clock(page, paper.zone(edition))
    _has_head(page, paper, item)
    _has_lead(page, item)
    _has_text(page, item)
    _has_end(page, paper, item)
    _shows_nothing_that_does_not_work(page)


@pytest.mark.parametrize("edition", EDITIONS)
def test_without_scripts_the_same_is_there(paper: Paper, edition: str, browser: Browser) -> None:
    item = paper.reference(edition)
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    try:
        page = plain.new_page()
        page.goto(paper.articles[edition])
        _has_clock(page, paper.zone(edition))
        _has_head(page, paper, item)
        _has_text(page, item)
        _has_end(page, paper, item)
        page.goto(paper.address + f"/{edition}/search/?q={item.tags[0].name}")
        assert page.locator("main").get_by_role("link", name=item.headline).count()
    finally:
        plain.close()


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_clock_goes_on(paper: Paper, edition: str, page: Page) -> None:
    zone = paper.zone(edition)
    before_midnight = datetime(2027, 2, 27, 23, 58, tzinfo=zone)
    page.clock.install(time=before_midnight)
    page.goto(paper.articles[edition])
    page.clock.run_for(2000)
    clock = page.locator("#clock")
    assert clock.inner_text().startswith("23:58")
    page.clock.run_for(3 * 60 * 1000)
    assert clock.inner_text().startswith("00:01")
    assert "28" in clock.inner_text(), "past midnight it is another day"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(paper: Paper, edition: str, width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for address in (paper.articles[edition], f"{paper.address}/{edition}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def _has_clock(page: Page, zone: ZoneInfo) -> None:
    # R1
    clock = page.locator("header #clock")
    shown = clock.inner_text()
    now = datetime.now(UTC)
    assert {_at(now - timedelta(minutes=ago), zone) for ago in (-1, 0, 1, 2)} & set(shown.split())
    assert str(now.astimezone(zone).year) in shown
    assert abs(datetime.fromisoformat(str(clock.get_attribute("datetime"))) - now) < timedelta(minutes=3)
    assert clock.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]  # type: ignore[index]


def _has_head(page: Page, paper: Paper, item: NewsItem) -> None:
    # R4, R11
    headline = page.get_by_role("heading", level=1)
    assert _plain(headline) == item.headline
    assert page.locator("meta[property='og:title']").get_attribute("content") == item.short_headline
    assert _plain(page.locator(".stand")) == item.standfirst
    # R3, R8: the main story above the headline, with the exact number of its articles
    story = item.stories[0]
    kicker = page.locator("article > header .kicker").get_by_role("link")
    assert _plain(kicker) == f"{story.name} ({paper.count(story.key)})"
    assert kicker.bounding_box()["y"] < headline.bounding_box()["y"]  # type: ignore[index]
    # R6
    assert item.section
    section = page.locator("article .in a")
    assert _plain(section) == item.section.name
    page.request.get(str(section.evaluate("link => link.href")) + "feed.rss", fail_on_status_code=True)
    for byline in item.bylines:
        assert byline.name in page.locator(".bylines").inner_text()
    for moment in (item.published_at, item.updated_at):
        assert moment
        assert page.locator(f".times time[datetime^='{moment.astimezone(UTC):%Y-%m-%dT%H:%M}']").count() or (
            _at(moment, paper.zone(item.language)) in page.locator(".times").inner_text()
        )


def _has_lead(page: Page, item: NewsItem) -> None:
    # R5
    assert item.lead
    figure = page.locator("figure.lead")
    _is_picture(figure, item.lead)
    assert figure.locator("img").get_attribute("fetchpriority") == "high"


def _has_text(page: Page, item: NewsItem) -> None:
    # R12
    pictures = [block for block in item.body if isinstance(block, Picture)]
    assert pictures
    for picture in pictures:
        figure = page.locator(".text figure", has_text=picture.caption).first
        figure.scroll_into_view_if_needed()
        _is_picture(figure, picture)
    # R13: no character lost, the language's own marks, hyphenated by it, and in its direction
    text = page.locator(".text")
    edition = item.language
    words = _words(item)
    assert words <= set(_plain(text).split()), words - set(_plain(text).split())
    assert re.search(QUOTES[edition], text.inner_text())
    assert not re.search(r"\s[\"']\w", text.inner_text())
    paragraph = text.locator("p:not([class])").first
    hyphens, direction, size = paragraph.evaluate(
        "p => { const s = getComputedStyle(p); return [s.hyphens, s.direction, parseFloat(s.fontSize)] }"
    )
    assert hyphens == "auto"
    assert direction == ("rtl" if edition == "ar" else "ltr")
    assert size >= 16
    assert page.locator("html").get_attribute("lang") == edition


def _has_end(page: Page, paper: Paper, item: NewsItem) -> None:
    # R18
    stories = page.locator("section.stories li")
    assert [_plain(one) for one in stories.all()] == [f"{ref.name} ({paper.count(ref.key)})" for ref in item.stories]
    for link in stories.get_by_role("link").all():
        assert page.request.get(str(link.evaluate("link => link.href"))).ok
    # R20
    tags = page.locator("section.tags a")
    assert sorted(_plain(one) for one in tags.all()) == sorted(ref.name for ref in item.tags)
    for link in tags.all():
        address = str(link.evaluate("link => link.href"))
        assert page.request.get(address).ok
        assert page.request.get(address + "feed.rss").ok
    # R19: what the editors picked comes first, and what the system finds fills up
    related = page.locator("section.related")
    shown = [_plain(one) for one in related.get_by_role("heading", level=3).all()]
    picked = [paper.items[ref.key] for ref in item.related]
    assert shown[: len(picked)] == [one.short_headline or one.headline for one in picked]
    assert len(shown) >= 4
    assert len(set(shown)) == len(shown)


def _shows_nothing_that_does_not_work(page: Page) -> None:
    """Every link of the house leads somewhere, and what comes later has left no empty place."""
    links = {str(one.evaluate("link => link.href")).split("#")[0] for one in page.locator("a[href]").all()}
    own = {link for link in links if link.startswith(urljoin(page.url, "/"))}
    assert len(own) > 20
    for link in own:
        assert page.request.get(link).ok, link
    for button in page.get_by_role("button").all():
        does = button.get_attribute("data-frame") or button.get_attribute("data-copy")
        reacts = button.evaluate("button => !!button.closest('form[data-act]')")
        assert does or reacts, "buttons load an embed, copy the short address, or say what a reader thinks"
    empty = page.locator("body").evaluate(
        "b => [...b.querySelectorAll('section, nav, ul, p, h2')]"
        ".filter(e => !e.textContent.trim()).map(e => e.outerHTML)"
    )
    assert empty == []


def _is_picture(figure: Locator, picture: Picture) -> None:
    assert picture.caption in _plain(figure)
    assert "©" in _plain(figure.locator(".credit"))
    image = figure.locator("img").first
    assert image.get_attribute("alt")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert int(image.get_attribute("width") or 0) > 0
    assert int(image.get_attribute("height") or 0) > 0
    kinds = [source.get_attribute("type") for source in figure.locator("source").all()]
    assert {"image/avif", "image/webp"} <= set(kinds)


def _words(item: NewsItem) -> set[str]:
    """All words of the paragraphs, as they stand there."""
    html = " ".join(getattr(block, "html", "") for block in item.body)
    text = re.sub(r"<[^>]+>", "", html.replace("</p>", " ").replace("<br>", " ").replace("</li>", " "))
    return set(settled(unescape(text)).split())


def _plain(found: Locator) -> str:
    return settled(found.inner_text())


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")


def _items() -> dict[str, NewsItem]:
    return {item.key: item for path in sorted(CONTENT.glob("items/*.json")) for item in ninjs.load(path)}


def _wait_until_open(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    for _attempt in range(1200):
        assert server.poll() is None, said.read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(f"{address}/desk/login/", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"not open after four minutes: {said.read_text(encoding='utf-8')}")
