"""The figures of an open page: what it is told of them, in whose words, and what is told to nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from depesche.audience import actions as audience
from depesche.audience.actions import View
from depesche.audience.models import Count, Quota, Visit, reaction
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Edition, Section
from depesche.website.views import figures
from tests import factories as make
from tests.server import poison
from tests.website.pages import main_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

# Where each part of a page begins, and how high it is.
PLACES = """() => [...document.querySelectorAll("main *")].map((part) => {
  const { top, height } = part.getBoundingClientRect();
  return [part.tagName, top, height];
})"""
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(autouse=True)
def _nothing_at_hand() -> Iterator[None]:
    figures.forget()
    yield
    figures.forget()


def happens(article: Article, times: int, what: str = "view") -> None:
    """So many readers more do this, each from a network of their own."""
    first = Count.objects.total("article", article.public_id, what)
    names = [f"{article.pk}-{what}-{number}" for number in range(first, first + times)]
    views = [View("article", article.public_id, what, make.NOON, name, f"n{name}") for name in names]
    assert audience.count(views=views, at=make.NOON) == times


def address(public_id: str) -> str:
    return f"/-/figures/article/{public_id}"


def answer(client: Client, public_id: str, **how: Any) -> tuple[int, dict[str, str], bytes]:
    """Everything that somebody is answered."""
    response = client.get(address(public_id), **how)
    return response.status_code, dict(response.items()), response.content


@pytest.mark.parametrize(
    ("code", "times", "said"),
    [
        ("en", 1, "Read 1 time"),
        ("de", 3, "3-mal gelesen"),
        ("ar", 2, "قُرئ مرتين"),
        ("ar", 3, "قُرئ 3 مرات"),
    ],
)
def test_figures_are_told_in_the_words_that_the_page_would_have(
    code: str, times: int, said: str, db: None, client: Client
) -> None:
    words = ["Useful", "Sad"]
    edition = make.edition(code)
    make.again(edition, reactions="\n".join(words))
    article = make.article(make.section(edition, "Port", slug="port"))
    assert json.loads(client.get(address(article.public_id)).content) == {}
    happens(article, times)
    happens(article, 4, reaction("Sad"))
    figures.forget()
    found = client.get(address(article.public_id))
    assert json.loads(found.content) == {"view": [said, times], reaction("Sad"): ["4", 4]}
    page = main_of(client.get(article.public_path()))
    assert f'<p data-figure="view">{said}</p>' in page
    assert f'data-figure="{reaction("Sad")}" data-number="4">4</span>' in page


def test_numbers_are_written_as_the_page_writes_them(hafen: Section, client: Client, settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    article = make.article(hafen)
    happens(article, 1)
    Count.objects.update(number=1_234_567)
    figures.forget()
    assert json.loads(client.get(address(article.public_id)).content) == {"view": ["1.234.567-mal gelesen", 1_234_567]}
    assert "1.234.567-mal gelesen" in main_of(client.get(article.public_path()))


def test_any_cache_may_keep_them_for_a_moment_and_no_cookie_is_set(hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    happens(article, 1)
    client.force_login(make.editor())
    figures.forget()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address(article.public_id), headers={"cookie": f"{client.cookies}; csrftoken=x"})
    assert not [query for query in queries if "session" in query["sql"]]
    assert "Server-Timing" not in response
    assert response["Cache-Control"] == "public, max-age=5"
    assert response["Content-Type"] == "application/json"
    assert not response.cookies
    assert "Vary" not in response
    assert len(response.content) < 100


def test_what_readers_may_not_see_is_answered_like_what_never_was(hafen: Section, client: Client) -> None:
    draft, gone, later = make.article(hafen, at=None), make.article(hafen), make.article(hafen, at=None)
    closed = make.edition("en")
    of_closed = make.article(make.section(closed, "Port", slug="port"))
    for article in (gone, of_closed):
        happens(article, 2)
    actions.withdraw(page=gone, by=None, at=make.NOON)
    actions.withdraw(page=closed, by=None, at=make.NOON)
    later.go_live_at = make.NOON + timedelta(hours=1)
    later.save_revision()
    names = [article.public_id for article in (draft, gone, later, of_closed)]
    names += ["222222222222", "x", "7K2MNPQRSTUV", "'; drop", "é" * 20, "article:1", "a" * 64]
    found = {repr(answer(client, name)) for name in names}
    assert len(found) == 1
    assert found.pop().startswith("(404, ")


def test_a_withdrawn_article_tells_nothing_any_more(
    hafen: Section, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make.article(hafen)
    happens(article, 1)
    assert answer(client, article.public_id)[0] == 200
    actions.withdraw(page=article, by=None, at=make.NOON)
    monkeypatch.setattr(figures, "_kept", {name: (0.0, said) for name, (_until, said) in figures._kept.items()})
    assert answer(client, article.public_id) == answer(client, "222222222222")


def test_nothing_that_is_sent_along_changes_the_answer_or_is_in_it(hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    happens(article, 3)
    for public_id in (article.public_id, "222222222222"):
        clean = answer(client, public_id)
        for start in range(0, 1_200, 300):
            sent = [(name, value) for name, value in poison.headers()[start : start + 300] if name != "accept-encoding"]
            figures.forget()
            spoiled = answer(client, public_id, headers=dict(sent))
            assert {**spoiled[1], "Content-Encoding": ""} == {**clean[1], "Content-Encoding": ""}
            assert (spoiled[0], spoiled[2]) == (clean[0], clean[2])
        figures.forget()
        spoiled = answer(client, public_id, headers={"cookie": poison.cookies()}, query_params={"utm": poison.VALUE})
        assert spoiled == clean
        assert poison.VALUE not in repr(spoiled)


def test_a_crowd_asks_the_database_once_in_a_moment_and_for_one_article_only(
    hafen: Section, client: Client, count_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    article, other = make.article(hafen), make.article(hafen)
    happens(article, 1)
    happens(other, 1)
    answer(client, article.public_id)
    monkeypatch.setattr(figures, "AT_HAND", -1.0)
    assert count_queries(lambda: answer(client, other.public_id)) <= 3
    monkeypatch.undo()
    both = f"?article={other.public_id}&{other.public_id}"
    assert count_queries(lambda: [client.get(address(article.public_id) + both) for _ in range(50)]) == 0
    assert count_queries(lambda: answer(client, "222222222222")) <= 2
    for several in (f"{article.public_id},{other.public_id}", f"{article.public_id}/{other.public_id}"):
        assert client.get(address(several)).status_code == 404
    assert client.post(address(article.public_id)).status_code == 405


def test_what_is_at_hand_is_bounded_and_inventions_push_nothing_out(
    hafen: Section, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MOST", 2)
    articles = [make.article(hafen) for _ in range(3)]
    for article in articles:
        happens(article, 1)
        answer(client, article.public_id)
    for number in range(50):
        answer(client, f"2222222222{number:02}")
    assert [*figures._kept] == [article.public_id for article in articles[1:]]


def test_to_ask_leaves_nothing_behind(hafen: Section, client: Client) -> None:
    article = make.article(hafen)
    answer(client, article.public_id)
    assert [model.objects.count() for model in (Count, Visit, Quota)] == [0, 0, 0]


def test_the_script_of_all_pages_stays_small() -> None:
    script = Path(settings.THEME_DIR) / "static" / "website" / "reading.js"
    assert len(brotli.compress(script.read_bytes(), quality=5)) < 2_000


@pytest.mark.browser
@pytest.mark.loopback
@pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    """A page that was stored a while ago, and is open."""

    @pytest.fixture
    def article(self, bote: Edition, hafen: Section) -> Article:
        """An article that two have read and one found useful."""
        make.again(bote, reactions="Nützlich")
        article = make.article(hafen)
        happens(article, 9)
        happens(article, 1, reaction("Nützlich"))
        return article

    @staticmethod
    def opened(browser: Browser, url: str, article: Article, how: str = "") -> tuple[Page, list[str]]:
        """The page as it was stored before a reader more came, and what it asks for."""
        page, asked = browser.new_page(), []
        stored = Client().get(article.public_path(), headers={"host": url.removeprefix("http://")})
        page.on("request", lambda request: asked.append(request.url.removeprefix(url)))
        headers = {name.lower(): value for name, value in stored.items()}
        page.route(f"{url}{article.public_path()}", lambda road: road.fulfill(body=stored.content, headers=headers))
        page.add_init_script(how)
        happens(article, 3)
        happens(article, 11, reaction("Nützlich"))
        return page, asked

    def test_figures_become_those_of_now_without_a_reload_and_nothing_moves(
        self, article: Article, browser: Browser, live_server: Any
    ) -> None:
        page, asked = self.opened(browser, live_server.url, article)
        under_way: list[Route] = []
        page.route("**/-/figures/**", lambda road: under_way.append(road))
        try:
            with page.expect_request("**/-/figures/**"):
                page.goto(live_server.url + article.public_path())
            page.get_by_text("9-mal gelesen").wait_for()
            before = page.evaluate(PLACES)
            under_way[0].continue_()
            page.get_by_text("12-mal gelesen").wait_for()
            assert page.get_by_role("button", name="Nützlich").inner_text().split() == ["Nützlich", "12"]
            assert page.evaluate(PLACES) == before
            assert asked.count(address(article.public_id)) == 1
            page.get_by_role("button", name="Nützlich").click()
            page.locator('[aria-pressed="true"]').wait_for()
            assert page.get_by_role("button", name="Nützlich").inner_text().split() == ["Nützlich", "13"]
        finally:
            page.close()

    def test_who_saves_data_is_not_asked_to_spend_any(
        self, article: Article, browser: Browser, live_server: Any
    ) -> None:
        saving = 'Object.defineProperty(navigator, "connection", { value: { saveData: true } });'
        page, asked = self.opened(browser, live_server.url, article, saving)
        try:
            page.goto(live_server.url + article.public_path(), wait_until="networkidle")
            assert "/-/seen" in asked
            assert address(article.public_id) not in asked
            page.get_by_text("9-mal gelesen").wait_for()
        finally:
            page.close()
