"""Real browsers on a real page: who looks is counted, with and without script, and nothing is left behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from depesche.audience.counting import counting
from depesche.audience.models import Count, Origin, ShortLink
from depesche.newsroom.models import Article, Section
from tests import factories as make

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.loopback,
    pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]),
    pytest.mark.django_db(transaction=True),
]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
# A page that stands behind another one until it is brought to the front.
BEHIND = """
let shown = false;
Object.defineProperty(document, "visibilityState", { get: () => (shown ? "visible" : "hidden") });
window.bringToFront = () => { shown = true; document.dispatchEvent(new Event("visibilitychange")); };
"""


@pytest.fixture
def article(hafen: Section) -> Article:
    """An article that is live now."""
    return make.article(hafen, "Kai gesperrt")


@pytest.fixture
def counted(article: Article) -> Callable[[int], bool]:
    """Whether the article has been counted so often, after a moment's patience."""

    def so_often(number: int) -> bool:
        until = time.monotonic() + (5 if number else 1)
        while time.monotonic() < until:
            counting.write(make.NOON)
            if Count.objects.total("article", article.public_id) == number and number:
                return True
            time.sleep(0.1)
        return bool(Count.objects.total("article", article.public_id) == number)

    return so_often


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_is_counted_with_and_without_scripts(
    scripts: bool, article: Article, counted: Any, browser: Browser, live_server: Any
) -> None:
    reader = browser.new_context(java_script_enabled=scripts, user_agent=FIREFOX)
    try:
        page = reader.new_page()
        page.goto(live_server.url + article.public_path())
        assert counted(1)
        page.reload()
        assert not counted(2)
        assert reader.cookies() == []
        assert Origin.objects.get().host == Origin.UNKNOWN
    finally:
        reader.close()


def test_a_page_counts_when_it_comes_to_the_front(
    article: Article, counted: Any, browser: Browser, live_server: Any
) -> None:
    reader = browser.new_context(user_agent=FIREFOX)
    try:
        page = reader.new_page()
        page.add_init_script(BEHIND)
        page.goto(live_server.url + article.public_path())
        assert counted(0)
        page.evaluate("bringToFront()")
        assert counted(1)
    finally:
        reader.close()


def test_a_browser_that_nobody_looks_at_says_so_and_is_not_counted(
    article: Article, counted: Any, browser: Browser, live_server: Any
) -> None:
    robot = browser.new_context(user_agent="Mozilla/5.0 HeadlessChrome/140.0")
    try:
        robot.new_page().goto(live_server.url + article.public_path())
        assert counted(0)
    finally:
        robot.close()


def test_the_short_address_is_copied_by_a_button(article: Article, browser: Browser, live_server: Any) -> None:
    short = ShortLink.objects.get(subject=article.public_id).path
    reader = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    try:
        page = reader.new_page()
        page.goto(live_server.url + article.public_path())
        page.get_by_role("button", name="Kopieren").click()
        page.get_by_role("button", name="Kopiert").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == live_server.url + short
        page.get_by_text("QR-Code").click()
        picture = page.locator(f'img[src="{short}.svg"]')
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    finally:
        reader.close()
