"""Releases of the newsroom for tests: a copy of the package with something changed, run as real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import depesche
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.register import Register
from tests import begun

PACKAGE = Path(depesche.__file__).resolve().parent
ROOT = PACKAGE.parent
NOTHING: Mapping[str, str] = {}
BARE = {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}
ARTICLE = "website/themes/broadsheet/templates/website/article.html"
VIEW = "website/views/article.py"


def folder_of_pages(home: Path) -> Path:
    """Where the pages lie that readers of this newsroom get."""
    served = Register(home / "store").read().served
    assert served
    return home / "store" / "generations" / served.name


@contextmanager
def pages_of(home: Path) -> Iterator[EmbeddedStore]:
    """The pages that readers of this newsroom get."""
    store = EmbeddedStore(folder_of_pages(home))
    yield store
    store.close()


def a_release(folder: Path, **changes: tuple[str, str]) -> Path:
    """A copy of the package in ``folder``; each change names a file by a word and says what to put for what."""
    files = {"article": ARTICLE, "view": VIEW, "base": ARTICLE.replace("article.html", "base.html")}
    # Nothing of the demo newsroom is rendered, and it is most of the package.
    shutil.copytree(PACKAGE, folder / "depesche", ignore=shutil.ignore_patterns("demo_newsroom", "__pycache__"))
    for name, (before, after) in changes.items():
        file = folder / "depesche" / files[name]
        text = file.read_text(encoding="utf-8")
        assert before in text, f"{files[name]} has changed; the test has to find another place in it"
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder


def run(
    home: Path, *words: str, release: Path = ROOT, settings: Mapping[str, str] = NOTHING
) -> subprocess.CompletedProcess[str]:
    """Run the command of a release in this newsroom to its end."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "depesche", "--home", str(home), *words],
        cwd=home.parent,
        env=of(release) | dict(settings),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def of(release: Path) -> dict[str, str]:
    """The environment in which Python finds this release."""
    return BARE | {"PYTHONPATH": str(release), "PYTHONDONTWRITEBYTECODE": "1"}


def a_newsroom(folder: Path, settings: Mapping[str, str] = NOTHING) -> Path:
    """A newsroom with two editions, whose pages are all in the store."""
    home = folder / "paper"
    new = [sys.executable, "-P", begun.COMMAND, "--home", str(home), "new", str(home)]
    subprocess.run(new, cwd=folder, env=of(ROOT) | dict(settings), check=True, timeout=300)
    script = Path(__file__).with_name("newsroom_script.py")
    environment = (
        of(ROOT) | dict(settings) | {"DEPESCHE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "depesche.settings"}
    )
    subprocess.run([sys.executable, str(script)], cwd=ROOT, env=environment, check=True, timeout=120)
    pressed = run(home, "press", settings=settings)
    assert pressed.returncode == 0, pressed.stderr
    return home
