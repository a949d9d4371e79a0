"""What an import must survive: a kill at any moment, an archive of any size, a folder that is not to be left."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from depesche.formats import wxr
from depesche.formats.newsitem import Audio, Photo, Rendition
from depesche.ingest.uploads import Uploads
from tests.ingest.exports import HEAD, export, post

POSTS = 60
KILLS = 6
MAKE = """
import django
django.setup()
from tests.begun import migrate
migrate()
"""
IMPORT = """
import sys, django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from depesche.ingest import actions
actions.import_wxr(Path(sys.argv[1]), at=datetime(2026, 11, 22, tzinfo=UTC), media=Path(sys.argv[2]))
"""
WEIGH = """
import sys, django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from depesche.ingest import actions
pages, done = [], 0
def note(step):
    global done
    done += step
    pages.append((done, int(Path("/proc/self/statm").read_text().split()[1])))
actions.import_wxr(Path(sys.argv[1]), at=datetime(2026, 11, 22, tzinfo=UTC), dry_run=True, progress=note)
half = next(size for at, size in pages if at > done / 3)
print((pages[-1][1] - half) * 4096)
"""


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"DEPESCHE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "depesche.settings"}


@pytest.fixture(scope="module")
def empty_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("newsroom")
    subprocess.run([sys.executable, "-c", MAKE], env=environment(home), check=True)
    return home


@pytest.fixture
def archive(tmp_path: Path, picture_file: Callable[..., Path]) -> tuple[Path, Path]:
    picture = '</p><img src="https://pier.example/wp-content/uploads/{n}.jpg" alt="Pier"><p>'
    posts = [
        post(
            n,
            text=picture.format(n=n) if n % 10 == 5 else "[tide]" if n % 4 == 0 else "",
            title="Pier " * 60 if n % 20 == 3 else "",
            status="draft" if n % 9 == 7 else "publish",
        )
        for n in range(1, POSTS + 1)
    ]
    for n in range(5, POSTS, 10):
        picture_file(tmp_path / f"uploads/{n}.jpg")
    return export(tmp_path, *posts), tmp_path / "uploads"


def run_import(home: Path, archive: tuple[Path, Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, *map(str, archive)], env=environment(home), stderr=subprocess.DEVNULL
    )


def content_of(home: Path) -> dict[str, Any]:
    """Everything that an import makes, without what is drawn by lot (public ids, names of files)."""
    database = sqlite3.connect(home / "newsroom.sqlite3")

    def ask(question: str) -> list[tuple[Any, ...]]:
        return sorted(database.execute(question).fetchall())

    items = [json.loads(item) for (item,) in ask("SELECT item FROM newsroom_snapshot")]
    bodies = [[block.get("html") or block["block"] for block in item["body"]] for item in items]
    return {
        "book": ask("SELECT kind, key, state, digest, assumed_credit, waiting FROM ingest_imported"),
        "pages": ask("SELECT title, slug, live, first_published_at FROM wagtailcore_page"),
        "versions": ask("SELECT object_str, count(*) FROM wagtailcore_revision GROUP BY 1"),
        "bodies": sorted(bodies),
        "teasers": ask("SELECT headline, published_at, byline, photo_id IS NULL FROM newsroom_teaser"),
        "filings": ask("SELECT under, count(*) FROM newsroom_filing GROUP BY 1"),
        "tallies": ask("SELECT under, period, count FROM newsroom_tally"),
        "photos": ask("SELECT width, credit_line, public_name <> '' FROM media_photo"),
        "redirects": ask("SELECT old_path FROM wagtailredirects_redirect"),
        "sound": ask("PRAGMA integrity_check"),
    }


def test_a_run_that_is_killed_goes_on_and_ends_like_one_that_was_not(
    empty_newsroom: Path, tmp_path: Path, archive: tuple[Path, Path]
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for home in (whole, broken):
        shutil.copytree(empty_newsroom, home)
    assert run_import(whole, archive).wait() == 0
    wanted = content_of(whole)
    assert len(wanted["teasers"]) > POSTS * 0.8
    # Chance is seeded by pytest-randomly, which prints the seed; the moments rise, so that each run gets somewhere.
    moments = sorted(random.sample(range(len(wanted["book"])), KILLS))
    delays = [random.uniform(0, 0.1) for _ in moments]  # noqa: S311 - chance is no secret here
    assert sum(map(partial(_kill_after, broken, archive), moments, delays)) >= KILLS / 2
    assert run_import(broken, archive).wait() == 0
    assert content_of(broken) == wanted
    assert remarks_of(broken) == remarks_of(whole)
    assert {about for about, *_ in remarks_of(whole)} == {"draft", "lost", "assumed"}
    assert run_import(broken, archive).wait() == 0
    assert remarks_of(broken) == remarks_of(whole), "a run that finds nothing to do tells what was lost all the same"


def remarks_of(home: Path) -> set[tuple[str, ...]]:
    """What the last report says did not come along as it was."""
    (file,) = (home / "imports").glob("*/remarks.jsonl")
    return {tuple(json.loads(line).values()) for line in file.read_text().splitlines()}


def _kill_after(home: Path, archive: tuple[Path, Path], rows: int, seconds: float) -> bool:
    """Kill a run a little after so many things stand in the book: at any step of its work, not only between two.

    Says whether it was still at work.
    """
    running = run_import(home, archive)
    database = sqlite3.connect(home / "newsroom.sqlite3", timeout=20)
    while running.poll() is None:
        if database.execute("SELECT count(*) FROM ingest_imported").fetchone()[0] > rows:
            time.sleep(seconds)
            running.kill()
            break
        time.sleep(0.005)
    return running.wait() != 0


def test_memory_does_not_grow_with_the_archive(empty_newsroom: Path, tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("w") as file:
        file.write(HEAD.format(language="en"))
        file.writelines(post(n, text=f"Words {n} " * 800) for n in range(1500))
        file.write("</channel></rss>")
    command = [sys.executable, "-c", WEIGH, str(path)]
    grown = int(subprocess.run(command, env=environment(empty_newsroom), check=True, capture_output=True).stdout)
    assert grown < 8_000_000, f"two thirds of {path.stat().st_size:,} bytes took {grown:,} bytes of memory"


@pytest.fixture
def uploads(tmp_path: Path) -> Iterator[Uploads]:
    root = tmp_path / "uploads"
    (root / "2024").mkdir(parents=True)
    (root / "2024/a.jpg").write_bytes(b"inside")
    (root / "2024/b.mp3").write_bytes(b"inside")
    (tmp_path / "secret.jpg").write_bytes(b"outside")
    (root / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    shelf = wxr.Shelf()
    yield Uploads(root, shelf)
    shelf.close()


def shown(address: str) -> Photo:
    return Photo(key=address, renditions=(Rendition(href=address, width=0, height=0),))


@pytest.mark.parametrize(
    "name",
    [
        "../secret.jpg",
        "2024/../../secret.jpg",
        "%2e%2e/secret.jpg",
        "..%2fsecret.jpg",
        "..\\secret.jpg",
        "/etc/passwd",
        "link.jpg",
        "2024",
        "a%00.jpg",
        "x" * 5000,
        "2024/" + "y" * 300 + ".jpg",
    ],
)
def test_no_name_in_an_export_finds_a_file_outside_the_folder(uploads: Uploads, name: str) -> None:
    assert uploads.picture(shown(f"https://old.example/wp-content/uploads/{name}")) is None


def test_files_are_found_by_their_place_among_the_uploads(uploads: Uploads) -> None:
    for address in (
        "https://old.example/wp-content/uploads/2024/a-300x200.jpg",
        "https://cdn.example/files/2024/a.jpg?v=2",
    ):
        found = uploads.picture(shown(address))
        assert found
        assert found.name == "a.jpg"
    assert uploads.recording(Audio(title="B", href="https://old.example/wp-content/uploads/2024/b.mp3"))
    assert uploads.recording(Audio(title="B")) is None
    assert uploads.picture(shown("https://elsewhere.example/a.jpg")) is None
    assert uploads.picture(shown("http://[broken")) is None
