"""A real nginx that reads fresh pages by itself: as exact as we are, and with the same headers."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner
from django.core.wsgi import get_wsgi_application

from depesche.cli.nginx import configuration, editions
from depesche.cli.nginx import nginx as command
from depesche.delivery.rendering import MOST_KEYS, Renderer, for_caches
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.files import name_of
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from tests.cli.test_press import HereAlready
from tests.factories.fixtures import bote, hafen, ineke, nordkai
from tests.servers import Upstream, ask, free_port, nginx, upstream
from tests.website.conftest import handful

__all__ = ["bote", "hafen", "handful", "ineke", "nordkai"]

pytestmark = pytest.mark.loopback

HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", "default-src 'none'; style-src 'sha256-a+b/c='"),
    ("x-frame-options", "SAMEORIGIN"),
)
OTHER = (*HEADERS[:2], ("x-frame-options", "DENY"))


@dataclass
class Site:
    port: int
    store: EmbeddedStore
    behind: Upstream
    number: int = 0

    def put(self, address: str, body: str, *keys: str, headers: Any = HEADERS) -> None:
        """Store a page, rendered just now."""
        entry = Entry.of(
            status=200,
            headers=[*headers],
            body=body.encode(),
            keys=frozenset(keys),
            begun=self.store.number(),
            made_at=0,
        )
        assert self.store.put(address, entry)

    def body(self, path: str, **headers: str) -> bytes:
        return ask(self.port, path, **headers).body


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[Site]:
    """A store with files, nginx before it and the newsroom behind."""
    settings.STORE_ROOT = tmp_path / "store"
    port = free_port()
    with upstream() as behind:
        given = {"LISTEN": f"127.0.0.1:{port}", "UPSTREAM": f"127.0.0.1:{behind.port}", "HOST": "127.0.0.1"}
        pages = {"/en/": HEADERS, "/de/": OTHER}
        with nginx(tmp_path / "nginx", configuration(pages, given | {"BROTLI": "brotli_static on;"}), port):
            store = EmbeddedStore(tmp_path / "store", files=True)
            yield Site(port, store, behind)
            store.close()


TEXT = "The harbour is open. " * 50
ASIDE = b"from the newsroom"


def test_a_fresh_page_is_read_by_nginx_with_the_headers_that_we_would_send(site: Site) -> None:
    site.put("/en/", TEXT, "k")
    site.put("/de/a/b/", TEXT, "k", headers=OTHER)
    for path, headers in (("/en/", HEADERS), ("/de/a/b/", OTHER)):
        answer = ask(site.port, path)
        assert (answer.status, answer.body) == (200, TEXT.encode())
        assert dict(headers).items() <= answer.headers.items()
        assert answer.headers["cache-control"] == "public, no-cache"
        assert answer.headers["cache-status"] == "depesche; hit"
        assert "last-modified" not in answer.headers
    assert site.behind.asked == []


def test_each_browser_gets_the_coding_that_it_reads(site: Site) -> None:
    site.put("/en/", TEXT, "k")
    seen = {ask(site.port, "/en/").headers["etag"]}
    for coding, plain in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = ask(site.port, "/en/", accept_encoding=coding)
        assert (answer.headers["content-encoding"], answer.headers["vary"].lower()) == (coding, "accept-encoding")
        assert plain(answer.body) == TEXT.encode()
        seen.add(answer.headers["etag"])
    assert len(seen) == 3
    assert site.behind.asked == []


def test_what_was_purged_is_asked_of_us_at_once(site: Site) -> None:
    for number in range(20):
        site.put("/en/", f"{number} {TEXT}", "k")
        assert site.body("/en/").startswith(f"{number} ".encode())
        site.store.purge(["k"], hard=bool(number % 2))
        assert site.body("/en/") == ASIDE


def test_a_purge_of_everything_takes_all(site: Site) -> None:
    for number in range(600):
        site.put(f"/en/{number}/", "x", "everything")
    site.store.purge(["everything"])
    assert {site.body(f"/en/{number}/") for number in range(0, 600, 7)} == {ASIDE}


def test_a_withdrawn_page_is_never_served_again_while_readers_ask_for_it(site: Site) -> None:
    withdrawn, ended = threading.Event(), threading.Event()
    wrong: list[Any] = []

    def read() -> None:
        while not ended.is_set():
            gone = withdrawn.is_set()
            answer = ask(site.port, "/en/", accept_encoding="gzip")
            body = gzip.decompress(answer.body) if "content-encoding" in answer.headers else answer.body
            if answer.status != 200 or (gone and withdrawn.is_set() and b"canary" in body):
                wrong.append((answer.status, body[:20]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(60):
        withdrawn.clear()
        site.put("/en/", f"canary {number} {TEXT}", "k")
        site.body("/en/")
        site.store.purge(["k"], hard=True)
        withdrawn.set()
        site.body("/en/")
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_who_has_the_page_gets_none_and_who_has_the_last_one_gets_the_new_one(site: Site) -> None:
    """Rewritten within one second and of the same size: where nginx goes by time and size, it would be wrong."""
    site.put("/en/", f"one {TEXT}", "k")
    tag = ask(site.port, "/en/").headers["etag"]
    known = ask(site.port, "/en/", if_none_match=tag)
    assert (known.status, known.body, known.headers["etag"]) == (304, b"", tag)
    site.store.purge(["k"])
    site.put("/en/", f"two {TEXT}", "k")
    later = "Fri, 31 Dec 2100 23:59:59 GMT"
    for headers in ({"if_none_match": tag}, {"if_modified_since": later}):
        answer = ask(site.port, "/en/", **headers)
        assert (answer.status, answer.body[:3]) == (200, b"two")
    assert site.behind.asked == []


def test_head_says_what_get_would(site: Site) -> None:
    site.put("/en/", TEXT, "k")
    got, head = ask(site.port, "/en/"), ask(site.port, "/en/", "HEAD")
    assert head.body == b""
    assert {**got.headers, "date": ""} == {**head.headers, "date": ""}


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/en/?before=1", {}),
        ("GET", "/en/", {"cookie": "a=b; sessionid=abc"}),
        ("POST", "/en/", {"content_length": "0"}),
        ("GET", "/en/index.html", {}),
        ("GET", "/en/index.html.gz", {}),
        ("GET", "/en/index.html/", {}),
        ("GET", "/en//x/", {}),
        ("GET", "/x/../en/", {}),
        ("GET", "/%65n/", {}),
        ("GET", f"/{name_of(HEADERS)}/en/", {}),
        ("GET", f"/{name_of(HEADERS)}/en/index.html", {}),
        ("GET", "/en/nothing/", {}),
        ("GET", "/fr/", {}),
    ],
)
def test_the_newsroom_is_asked_for_everything_else_just_as_it_came(
    site: Site, method: str, path: str, headers: dict[str, str]
) -> None:
    site.put("/en/", TEXT, "k")
    assert ask(site.port, path, method, **headers).body == ASIDE
    assert site.behind.asked == [f"{method} {path}"]


def test_a_cookie_that_is_nobodys_session_and_letters_of_the_world_do_no_harm(site: Site) -> None:
    site.put("/en/", TEXT, "k")
    site.put("/en/رصيف/", TEXT, "k")
    assert site.body("/en/", cookie="consent=1") == site.body("/en/%D8%B1%D8%B5%D9%8A%D9%81/") == TEXT.encode()
    assert site.behind.asked == []


def test_pages_with_other_headers_than_nginx_was_told_are_asked_of_us(site: Site) -> None:
    site.put("/en/", TEXT, "k", headers=OTHER)
    assert site.body("/en/") == ASIDE


@pytest.mark.parametrize(("files", "valkey"), [(False, ""), (True, "valkey://cache")])
def test_without_files_there_is_no_configuration(settings: Any, files: bool, valkey: str) -> None:
    settings.FILES_FOR_NGINX, settings.VALKEY_URL = files, valkey
    refused = CliRunner().invoke(command, obj=HereAlready())
    assert refused.exit_code == 2
    assert ("DEPESCHE_VALKEY_URL" in refused.output) is bool(valkey)


def test_a_page_with_a_thousand_keys_gets_through(site: Site) -> None:
    keys = [f"headline:{number:022}" for number in range(MOST_KEYS)]
    site.behind.headers = dict(for_caches(keys, ["varnish"]))
    answer = ask(site.port, "/en/nothing/")
    assert (answer.status, answer.body) == (200, ASIDE)
    assert len(answer.headers["cache-groups"]) > 32 * 1024
    assert for_caches([*keys, "x"], ["varnish"]) == []


def test_what_the_newsroom_refuses_stays_refused(site: Site) -> None:
    site.behind.status = 404
    assert ask(site.port, "/en/nothing/").status == 404
    assert len(site.behind.asked) == 1


def test_all_pages_of_an_edition_say_the_same_so_that_nginx_finds_each(
    bote: Edition, hafen: Section, nordkai: Story, ineke: Author, handful: list[Article]
) -> None:
    [(path, headers)] = editions().items()
    assert path == "/de/"
    renderer = Renderer(get_wsgi_application(), "http://127.0.0.1:8000")
    paths = [one.public_path() for one in (bote, hafen, nordkai, ineke, *handful)]
    pages = [renderer.render(one) for one in (*paths, "/de/stories/", "/de/authors/", "/de/archive/", "/de/counting/")]
    assert {page.status for page in pages} == {200}
    assert {name_of(page.headers) for page in pages} == {name_of(headers)}
