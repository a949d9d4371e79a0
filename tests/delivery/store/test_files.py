"""Fresh pages as files: there while they are fresh, gone with the purge, and never a doubtful name."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.delivery.store import embedded
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.files import Files, name_of

from .fixtures import NOW, TEXT, page

HERE = name_of([("content-type", TEXT)])


@pytest.fixture
def filed(tmp_path: Path) -> EmbeddedStore:
    """A store that keeps files as well."""
    return EmbeddedStore(tmp_path, files=True)


def files(folder: Path) -> list[str]:
    """What a web server could find."""
    root = folder / "pages" / "now"
    return sorted(path.relative_to(root / HERE).as_posix() for path in root.rglob("*") if path.is_file())


def test_a_fresh_page_stands_as_a_file_in_each_coding(filed: EmbeddedStore, tmp_path: Path) -> None:
    filed.put("/en/", page("news " * 100, "k"))
    assert files(tmp_path) == ["en/index.html", "en/index.html.br", "en/index.html.gz"]
    folder = tmp_path / "pages" / "now" / HERE / "en"
    plain = (folder / "index.html").read_bytes()
    assert plain == gzip.decompress((folder / "index.html.gz").read_bytes()) == b"news " * 100
    assert brotli.decompress((folder / "index.html.br").read_bytes()) == plain


@pytest.mark.parametrize("hard", [False, True])
def test_a_purge_takes_its_files_and_no_others(filed: EmbeddedStore, tmp_path: Path, hard: bool) -> None:
    filed.put("/a/", page("one " * 99, "k"))
    filed.put("/b/feed.rss", page("two", "l"))
    filed.purge(["k"], hard=hard)
    assert files(tmp_path) == ["b/feed.rss"]


def test_a_purge_of_many_takes_all_at_once(
    filed: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_MANY", 3)
    for name in "abc":
        filed.put(f"/{name}/", page(name, "k"))
    filed.put("/d/", page("d", "l"))
    filed.purge(["k"])
    assert files(tmp_path) == []
    filed.put("/a/", page("new", "k", begun=1))
    assert files(tmp_path) == ["a/index.html"]
    filed.expire(now=NOW)
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["now"]


def test_a_page_that_wants_to_be_made_anew_is_no_file_any_more(filed: EmbeddedStore, tmp_path: Path) -> None:
    filed.put("/a/", page("one", "k", stale_at=NOW + 10))
    filed.expire(now=NOW + 9)
    assert files(tmp_path) == ["a/index.html"]
    filed.expire(now=NOW + 10)
    assert files(tmp_path) == []


def test_what_was_purged_while_it_was_rendered_becomes_no_file(filed: EmbeddedStore, tmp_path: Path) -> None:
    begun = filed.number()
    filed.purge(["k"])
    assert not filed.put("/a/", page("old", "k", begun=begun))
    assert files(tmp_path) == []


def test_a_purge_between_the_note_and_the_file_is_noticed(
    filed: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = EmbeddedStore(tmp_path, files=True)
    prepare = Files.prepare

    def purged_meanwhile(*arguments: object) -> object:
        prepared = prepare(*arguments)  # type: ignore[arg-type]
        another.purge(["k"], hard=True)
        return prepared

    monkeypatch.setattr(Files, "prepare", purged_meanwhile)
    filed.put("/a/", page("canary", "k"))
    assert files(tmp_path) == []


def test_a_file_is_never_there_without_a_note_of_it(filed: EmbeddedStore, tmp_path: Path) -> None:
    """Killed at any moment, the store knows of each file: it is written down before the file appears."""
    noted: list[bool] = []
    settle = Files.settle

    def look(prepared: object, *, show: bool) -> None:
        with sqlite3.connect(tmp_path / "pages.sqlite3") as database:
            noted.append(database.execute("SELECT count(*) FROM file JOIN mark USING (address)").fetchone() == (1,))
        settle(prepared, show=show)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Files, "settle", staticmethod(look))
        filed.put("/a/", page("one", "k"))
    assert noted == [True]
    assert files(tmp_path) == ["a/index.html"]


def test_a_page_that_leaves_the_store_leaves_the_files(filed: EmbeddedStore, tmp_path: Path) -> None:
    filed.put("/a/", page("one", "k"))
    filed.remove("/a/")
    assert files(tmp_path) == []


def test_two_pages_of_one_size_never_share_time_and_size(filed: EmbeddedStore, tmp_path: Path) -> None:
    """Nginx makes its ETag of these two, and answers 304 by it."""
    seen = set()
    for number in range(10):
        begun = filed.purge(["k"])
        filed.put("/a/", page(f"news {number} " * 99, "k", begun=begun))
        for name in ("index.html", "index.html.gz", "index.html.br"):
            there = (tmp_path / "pages" / "now" / HERE / "a" / name).stat()
            seen.add((int(there.st_mtime), there.st_size))
    assert len(seen) == 30


@pytest.mark.parametrize(
    "address",
    ["/en/?before=1", "/en/../x/", "/en//x/", "//x/", "/", "/en/.x/", "/en/a\\b/", "/en/a\nb/", f"/{'x' * 300}/",
     "/\ud800/", "/" + "a/" * 40, "en/"],
)  # fmt: skip
def test_an_address_that_cannot_be_a_file_simply_has_none(filed: EmbeddedStore, tmp_path: Path, address: str) -> None:
    assert filed._files
    assert filed._files.path_of(address, page("one")) is None


@given(st.text())
def test_no_address_leads_out_of_the_folder(address: str) -> None:
    where = Files.path_of(object.__new__(Files), f"/{address}", page("one"))
    assert where is None or os.path.normpath(f"/root/{where}").startswith(f"/root/{HERE}/")


def test_files_go_when_they_are_not_wanted_any_more(filed: EmbeddedStore, tmp_path: Path) -> None:
    filed.put("/a/", page("one", "k"))
    filed.close()
    EmbeddedStore(tmp_path).close()
    assert files(tmp_path) == []


def test_a_figure_that_moves_leaves_its_page_a_file_for_another_minute(filed: EmbeddedStore, tmp_path: Path) -> None:
    filed.put("/a/", page("one", "k", stale_at=NOW + 600))
    filed.put("/b/", page("two", "l", stale_at=NOW + 600))
    for second in (5, 25):
        filed.move(["k"], now=NOW + second)
    filed.expire(now=NOW + 64)
    assert files(tmp_path) == ["a/index.html", "b/index.html"]
    filed.expire(now=NOW + 65)
    assert files(tmp_path) == ["b/index.html"]


def test_a_figure_that_moved_while_its_page_was_rendered_leaves_it_a_minute(
    filed: EmbeddedStore, tmp_path: Path
) -> None:
    begun = filed.number()
    filed.move(["k"], now=NOW + 1)
    assert filed.put("/a/", page("one", "k", begun=begun, stale_at=NOW + 600))
    filed.expire(now=NOW + 60)
    assert files(tmp_path) == []


def test_files_that_are_due_go_without_the_others_however_many_they_are(
    filed: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_MANY", 3)
    for name in "abcdefg":
        filed.put(f"/{name}/", page(name, "k", stale_at=NOW + 10))
    filed.put("/still/", page("still", "k", stale_at=NOW + 20))
    filed.expire(now=NOW + 10)
    assert files(tmp_path) == ["still/index.html"]
