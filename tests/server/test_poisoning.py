"""Nothing that a reader sends along changes what the next reader gets, on no kind of page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from depesche.accounts.models import User
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.newsroom.models import Article, Story
from depesche.server.front import Front
from tests import factories as make
from tests.server import poison
from tests.server.rsgi import Headers, Request, ask

# Of an answer: says how it came to be, not what it is.
APART = ("cache-status",)
Spoil = Callable[[Request], None]


def with_headers(headers: list[tuple[str, str]]) -> Spoil:
    """Send these along."""

    def spoil(request: Request) -> None:
        request.headers = Headers([*request.headers.items(), *headers])

    return spoil


def with_query(request: Request) -> None:
    """Ask with many words more."""
    request.query_string = f"{request.query_string}&{poison.query()}".lstrip("&")


def with_cookies(request: Request) -> None:
    """Send many cookies along."""
    with_headers([("cookie", poison.cookies())])(request)


@pytest.fixture
def addresses(handful: list[Article], nordkai: Story, noon: Any) -> dict[str, str]:
    """One page of each kind."""
    article, story = handful[0], nordkai.public_path()
    about = make.plain_page(nordkai.get_parent().specific, "Über uns")
    old = article.public_path().replace("meldung", "other-words")
    return {
        "door": "/", "front": "/de/", "section": "/de/hafen/", "story": story, "story month": f"{story}2026/11/",
        "stories": "/de/stories/", "article": article.public_path(), "authors": "/de/authors/",
        "author": "/de/authors/ineke-dorn/", "tag": "/de/tags/kai/", "archive": "/de/archive/",
        "year": "/de/archive/2026/", "month": "/de/archive/2026/11/", "day": "/de/archive/2026/11/22/",
        "plain page": about.public_path(), "counting": "/de/counting/", "feed": "/de/feed.rss",
        "section feed": "/de/hafen/feed.rss", "story feed": f"{story}feed.rss",
        "author feed": "/de/authors/ineke-dorn/feed.rss", "tag feed": "/de/tags/kai/feed.rss",
        "map": "/sitemap.xml", "map of pages": "/de/sitemap-pages.xml", "map of news": "/de/sitemap-news.xml",
        "map of a month": "/de/sitemap-2026-11.xml", "robots": "/robots.txt", "nothing": "/de/nothing/",
        "nothing at all": "/nothing/at/all/", "slash": "/de", "moved": old, "search": "/de/search/?q=Kai",
    }  # fmt: skip


def answered(front: Front, address: str, spoil: Spoil = lambda _request: None) -> Any:
    """What somebody gets: status, headers and body."""
    request = Request(address)
    spoil(request)
    ask(front, request)
    return request.status, {n: v for n, v in request.answered.items() if n not in APART}, request.body


def test_headers_cookies_and_queries_change_no_stored_byte(
    paper_front: Front, store: EmbeddedStore, addresses: dict[str, str]
) -> None:
    clean = {kind: answered(paper_front, address) for kind, address in addresses.items()}
    redirects, missing = {"door", "slash", "moved"}, {"nothing", "nothing at all"}
    assert {kind for kind, answer in clean.items() if answer[0] == 200} == addresses.keys() - redirects - missing
    stored = {kind for kind, address in addresses.items() if store.get(address, now=0.0)}
    assert addresses.keys() - stored == {"slash", "moved", "search"} | missing

    def changed(spoil: Spoil) -> set[str]:
        """The kinds of pages whose next reader gets something else."""
        store.purge(["everything"], hard=True)
        for address in addresses.values():
            answered(paper_front, address, spoil)
        return {kind for kind, address in addresses.items() if answered(paper_front, address) != clean[kind]}

    def culprits(headers: list[tuple[str, str]]) -> list[str]:
        """The headers that change something for others, found by halving."""
        if not changed(with_headers(headers)):
            return []
        if len(headers) == 1:
            return [headers[0][0]]
        half = len(headers) // 2
        return [*culprits(headers[:half]), *culprits(headers[half:])]

    names = poison.headers()
    assert len(names) == 1_200
    for first in range(0, len(names), 300):
        assert culprits(names[first : first + 300]) == []
    assert changed(with_cookies) == set()
    assert changed(with_query) == set()


def test_a_culprit_would_be_found(store: EmbeddedStore, paper_front: Front, addresses: dict[str, str]) -> None:
    """The proof above proves something: what is asked with another address is another answer."""
    assert answered(paper_front, "/de/") != answered(paper_front, "/de/hafen/")
    one = answered(paper_front, "/de/nothing/", with_headers([("accept-encoding", "gzip")]))
    assert one != answered(paper_front, "/de/nothing/")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000.evil.example", "127.0.0.1:8000@evil.example", ""])
def test_another_host_is_refused_and_leaves_nothing(
    paper_front: Front, store: EmbeddedStore, addresses: dict[str, str], host: str
) -> None:
    def spoil(request: Request) -> None:
        request.headers = Headers([("host", host)])

    clean = answered(paper_front, "/de/")
    store.purge(["everything"], hard=True)
    assert answered(paper_front, "/de/", spoil)[0] == 400
    assert store.get("/de/", now=0.0) is None
    assert answered(paper_front, "/de/") == clean


@pytest.mark.parametrize(
    "path",
    [
        "/desk/x.css", "/desk/account/x.css", "/desk/account/;a.js", "/desk/account;a.js", "/desk/account%2f..%2fx.css",
        "/desk/account/\0.css", "/static/../desk/account/", "/static/..%2fdesk/account/", "/de/../desk/account/",
        "//desk/account/", "/desk//account/", "/DESK/account/", "/desk/account/?x=.css", "/de/desk/account/",
    ],
)  # fmt: skip
def test_nothing_of_somebody_who_is_signed_in_is_kept_for_others(
    paper_front: Front, store: EmbeddedStore, addresses: dict[str, str], client: Any, path: str
) -> None:
    editor = make.editor(email="canary@bote.example")
    User.objects.filter(pk=editor.pk).update(first_name="canary")
    client.force_login(editor)

    def as_editor(request: Request) -> None:
        with_headers([("cookie", f"sessionid={client.cookies['sessionid'].value}")])(request)

    own = answered(paper_front, "/desk/account/", as_editor)
    assert b"canary" in own[2]
    assert "no-store" in own[1]["cache-control"]
    mine = answered(paper_front, path, as_editor)
    assert not {"surrogate-key", "cache-tag", "cdn-cache-control"} & mine[1].keys()
    assert "public" not in mine[1].get("cache-control", "")
    others = answered(paper_front, path)
    assert b"canary" not in others[2]
    assert store.get(path.partition("?")[0], now=0.0) is None
