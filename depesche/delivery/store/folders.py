"""Where the generations of an embedded store lie: a folder for each."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from depesche.delivery.release import Release
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.interface import MEMORY

PAGES = "pages"  # what a web server in front reads, whichever generation is served


class Folders:
    """The folders of generations in ``root``.  With ``files``, a web server in front finds those of the served one."""

    def __init__(self, root: Path, *, files: bool) -> None:
        self._root = root
        self._files = files

    together = False

    def name(self, release: Release) -> str:
        """Never the same again: what lies in a folder of another time was purged of nothing meanwhile."""
        return f"{release.digest[:12]}-{secrets.token_hex(4)}"

    def open(self, name: str, *, memory: int = MEMORY) -> EmbeddedStore:
        """The store of one generation."""
        return EmbeddedStore(self._root / "generations" / name, memory=memory, files=self._files)

    def tidy(self, kept: Collection[str], *, served: str) -> None:
        """Let the web server find the served one, and remove those that nobody can go back to."""
        self._lead_to(served)
        for folder in (self._root / "generations").glob("*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _lead_to(self, served: str) -> None:
        """One rename, so that a request finds either the one or the other."""
        place = self._root / PAGES
        if place.is_dir() and not place.is_symlink():  # from before there were generations
            shutil.rmtree(place)
        if not self._files:
            place.unlink(missing_ok=True)
            return
        draft = self._root / f".{PAGES}.{os.getpid()}"
        draft.unlink(missing_ok=True)
        draft.symlink_to(Path("generations") / served / PAGES)
        draft.replace(place)
