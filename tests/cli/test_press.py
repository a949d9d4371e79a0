"""Rendering all pages ahead, and the copy of the site that a plain web server serves."""

from __future__ import annotations

import gzip
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner, Result
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from depesche.cli.press import press
from depesche.delivery.crawling import Links
from depesche.delivery.mirror import Mirror
from depesche.delivery.rendering import Renderer
from depesche.delivery.store import _opened, store
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article
from tests import factories as make
from tests.delivery.store.fixtures import page
from tests.factories.fixtures import bote, hafen, ineke, nordkai
from tests.releases import a_newsroom, a_release, run
from tests.servers import ask, free_port, nginx
from tests.website.conftest import paper

__all__ = ["bote", "hafen", "ineke", "nordkai", "paper"]

Press = Callable[..., Result]


class HereAlready:
    """A home that the test has entered."""

    def enter(self) -> None:
        """Nothing is left to do."""


@pytest.fixture
def run_press(paper: list[Article]) -> Any:
    alone = ("--processes", "1")  # others could not see the database of a test
    yield lambda *words: CliRunner().invoke(press, [*alone, *words], obj=HereAlready(), catch_exceptions=False)
    store().close()
    _opened.cache_clear()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were rendered."""
    asked: list[str] = []
    render = Renderer.render

    def noting(self: Renderer, address: str) -> Any:
        asked.append(address)
        return render(self, address)

    monkeypatch.setattr(Renderer, "render", noting)
    return asked


def test_every_page_is_in_the_store_afterwards(run_press: Press, paper: list[Article], rendered: list[str]) -> None:
    assert run_press().exit_code == 0
    addresses = [article.public_path() for article in paper]
    addresses += ["/de/", "/de/hafen/", "/de/authors/", "/de/stories/", "/de/archive/"]
    assert all(store().get(address, now=time.time()) for address in addresses)
    assert any("?before=" in address for address in rendered)
    assert not [address for address in rendered if "search" in address or "/desk/" in address]
    assert len(rendered) == len(set(rendered))


def test_a_run_that_is_broken_off_goes_on_where_it_was(
    run_press: Press, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = Renderer.render

    def tired(self: Renderer, address: str) -> Any:
        if len(rendered) == 15:
            raise KeyboardInterrupt
        return noting(self, address)

    with monkeypatch.context() as patched:
        patched.setattr(Renderer, "render", tired)
        broken = run_press()
    assert broken.exit_code == 2
    assert "Run it again and it goes on" in broken.output
    kept = {address for address in rendered if store().get(address, now=time.time())}
    assert len(kept) >= 5
    rendered.clear()
    assert run_press().exit_code == 0
    assert kept.isdisjoint(rendered)


@pytest.mark.loopback
def test_a_plain_nginx_serves_the_copy_with_the_headers_of_its_pages(
    run_press: Press, paper: list[Article], tmp_path: Path, settings: Any
) -> None:
    folder = tmp_path / "copy"
    done = run_press("--export", str(folder))
    assert done.exit_code == 0
    assert "There can be no file" not in done.output
    port = free_port()
    served = (folder / ".nginx.conf").read_text()
    served = served.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("# brotli_static", "brotli_static")
    served = f"include /etc/nginx/mime.types;\n{served}"
    article = paper[-1]
    with nginx(tmp_path / "nginx", served, port):
        plain = ask(port, article.public_path())
        assert plain.status == 200
        assert article.title.encode() in plain.body
        assert gzip.decompress(ask(port, article.public_path(), accept_encoding="gzip").body) == plain.body
        assert brotli.decompress(ask(port, article.public_path(), accept_encoding="br").body) == plain.body
        feed = ask(port, "/de/feed.rss")
        assert (feed.status, feed.headers["content-type"]) == (200, "application/rss+xml")
        assert gzip.decompress(ask(port, "/de/feed.rss", accept_encoding="gzip").body) == feed.body
        assert ask(port, "/sitemap.xml").headers["content-type"] == "application/xml"
        ours = Renderer(get_wsgi_application(), settings.BASE_URL)
        pages = ("/de/", article.public_path(), "/de/hafen/", "/de/stories/", "/de/archive/")
        for path, copied in [*((path, path) for path in pages), ("/404.html", "/de/nothing/")]:
            said = ours.render(path).headers
            assert dict(said).items() <= ask(port, copied).headers.items()
            assert "content-security-policy" in dict(said) or path == "/404.html"  # which is no page of an edition
        assert ask(port, "/.nginx.conf").status == ask(port, "/.depesche-mirror").status == 404
        assert ask(port, "/404.html").status == 404
        [picture] = [str(one) for one in (folder / "static").rglob("icon.svg")]
        assert ask(port, picture.removeprefix(str(folder))).headers["x-content-type-options"] == "nosniff"
        assert ask(port, "/sitemap.xml").status == ask(port, "/robots.txt").status == 200
        assert ask(port, "/static/website/reading.js").status == 200
        assert b"/de/" in ask(port, "/").body
        nothing = ask(port, "/de/nothing/")
        assert (nothing.status, b"<html" in nothing.body or b"<title" in nothing.body) == (404, True)
        [older] = {link for link in Links("http://x").pages("/de/hafen/", page_of(ask(port, "/de/hafen/").body))
                   if link.startswith("/de/hafen/?")}  # fmt: skip
        assert ask(port, older).body != ask(port, "/de/hafen/").body
        (tmp_path / "secret.html").write_text("not part of the copy")
        for roundabout in ("../../../../secret", "../../../secret", "1/../../../../secret"):
            assert b"not part of" not in ask(port, f"/de/hafen/?before={roundabout}").body
    again = run_press("--export", str(folder))
    assert "Old files taken away: 0" in again.output


def test_what_was_withdrawn_is_in_no_later_copy(run_press: Press, paper: list[Article], tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    run_press("--export", str(folder))
    article = paper[-1]
    assert article.title in everything_in(folder)
    newsroom.withdraw(page=article, by=make.editor(), at=make.NOON)
    store().purge(["everything"], hard=True)
    run_press("--export", str(folder))
    assert article.title not in everything_in(folder)


def test_a_folder_with_something_else_in_it_is_left_alone(run_press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    refused = run_press("--export", str(folder))
    assert refused.exit_code == 2
    assert "something else than such a copy" in refused.output
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("address", ["/../x/", "/a/../../x/", "/.x/", "/a//b/", "/a/?before=../x", f"/{'x' * 300}/"])
def test_no_address_leads_out_of_the_copy(tmp_path: Path, address: str) -> None:
    mirror = Mirror(tmp_path / "copy")
    assert mirror.add(address, page("x")) is False
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [".depesche-mirror"]


def page_of(body: bytes) -> Any:
    return page(body.decode())


def everything_in(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*") if path.suffix in (".html", ".rss", ".xml"))


@pytest.mark.parametrize(
    ("address", "given", "said"),
    [
        ("redis://:secret@cache", {"DEPESCHE_BASE_URL"}, "depesche check"),
        ("valkey://:secret@cache", set(), "DEPESCHE_BASE_URL"),
    ],
)
def test_what_several_machines_lack_is_said_before_anything_is_made(
    run_press: Press, address: str, given: set[str], said: str
) -> None:
    with override_settings(VALKEY_URL=address, GIVEN=given):
        refused = run_press()
    assert refused.exit_code == 2
    assert said in refused.output
    assert "secret" not in refused.output


def test_several_processes_make_the_same_copy_and_one_that_dies_is_noticed(tmp_path: Path) -> None:
    home = a_newsroom(tmp_path)  # its pages were made by as many as there are cores
    folders = [tmp_path / name for name in ("alone", "together")]
    for folder, processes in zip(folders, ("1", "3"), strict=True):
        done = run(home, "press", "--export", str(folder), "--processes", processes)
        assert done.returncode == 0, done.stderr
    alone, together = ({path.relative_to(one): path.read_bytes() for path in files_in(one)} for one in folders)
    configuration = Path(".nginx.conf")  # which names its folder
    assert together.pop(configuration).replace(b"together", b"alone") == alone.pop(configuration)
    assert together.keys() == alone.keys()
    # The page for wrong addresses is in no store, so each run makes its own and says the minute.
    assert {path for path, content in together.items() if content != alone[path] and path.stem[:3] != "404"} == set()
    broken = a_release(
        tmp_path / "broken", view=("    teaser = _live", "    import os; os._exit(9)\n    teaser = _live")
    )
    shutil.rmtree(home / "store")
    ended = run(home, "press", "--processes", "2", release=broken)
    assert (ended.returncode, "has ended" in ended.stderr) == (2, True)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
