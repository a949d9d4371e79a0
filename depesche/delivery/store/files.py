"""Fresh pages as files that a web server in front reads by itself.

A file stands below a folder that is called after the headers that its page
goes out with, so a web server that knows the folder knows the headers, and
one whose configuration is out of date finds nothing and asks us.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from depesche.delivery.store.entry import Entry

PAGE = "index.html"  # the file of an address that ends in a slash
SUFFIXES = {"identity": "", "gzip": ".gz", "br": ".br"}  # nginx knows these two
_LONGEST = 200  # bytes of one part of an address; file systems take 255, and the suffixes are to fit
_DEEPEST = 16


class Files:
    """The files below ``folder``; whoever changes them holds the lock of the store's database."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._now = folder / "now"
        self._number = 0
        self._now.mkdir(mode=0o750, parents=True, exist_ok=True)

    def path_of(self, address: str, entry: Entry) -> str | None:
        """Where the page belongs, from the folder on; None if it can be no file."""
        parts = address.split("/")
        # By its date a page may be asked for as well, and the date of a file is none.
        dated = any(name == "last-modified" for name, _value in entry.headers)
        if entry.status != 200 or dated or "?" in address or not _speakable(parts):
            return None
        return f"{name_of(entry.headers)}{address}{PAGE if address.endswith('/') else ''}"

    def prepare(self, path: str, entry: Entry) -> list[tuple[Path, Path]]:
        """Write the page beside its place: what to rename, and into what.  Compressed ones come first."""
        place = self._now / path
        place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        prepared = []
        for coding, suffix in sorted(SUFFIXES.items(), key=lambda one: one[0] == "identity"):
            target = place.with_name(f"{place.name}{suffix}")
            if coding not in entry.bodies:
                target.unlink(missing_ok=True)
                continue
            draft = place.with_name(f".{place.name}{suffix}.{os.getpid()}")
            draft.write_bytes(entry.bodies[coding])
            os.utime(draft, (0, _time_of(entry, coding)))
            prepared.append((draft, target))
        return prepared

    @staticmethod
    def settle(prepared: Iterable[tuple[Path, Path]], *, show: bool) -> None:
        """Let what was prepared be seen, each file whole and at once, or throw it away."""
        for draft, target in prepared:
            if show:
                draft.rename(target)
            else:
                draft.unlink(missing_ok=True)

    def remove(self, paths: Iterable[str], *, surely: bool = False) -> None:
        """Take files away; ``surely`` survives a power cut as well."""
        folders = set()
        for path in paths:
            place = self._now / path
            for suffix in SUFFIXES.values():
                place.with_name(f"{place.name}{suffix}").unlink(missing_ok=True)
            folders.add(place.parent)
        for folder in folders if surely else ():
            _sync(folder)

    def remove_all(self) -> None:
        """Take all files away at once, however many they are; ``sweep`` frees their space."""
        while True:
            self._number += 1
            try:
                self._now.rename(self._root / f"gone-{os.getpid()}-{self._number}")
            except FileNotFoundError:
                break
            except OSError:  # a folder of that name is left from a process of the same number
                continue
            break
        self._now.mkdir(mode=0o750, exist_ok=True)
        _sync(self._root)

    def sweep(self) -> None:
        """Free the space of what was taken away."""
        for gone in self._root.glob("gone-*"):
            shutil.rmtree(gone, ignore_errors=True)


def name_of(headers: Iterable[tuple[str, str]]) -> str:
    """What the folder of pages with these headers is called."""
    return blake2b(json.dumps(sorted(headers)).encode(), digest_size=8).hexdigest()


def _speakable(parts: list[str]) -> bool:
    """Whether an address is a path that means itself to every web server and file system."""
    inner = parts[1:-1] if parts[-1] == "" else parts[1:]
    return parts[0] == "" and 0 < len(inner) <= _DEEPEST and all(map(_plain, inner))


def _plain(part: str) -> bool:
    return bool(part) and part[0] != "." and part.isprintable() and "\\" not in part and _fits(part)


def _fits(part: str) -> bool:
    try:
        return len(part.encode()) <= _LONGEST
    except UnicodeEncodeError:  # half of a pair of characters
        return False


def _time_of(entry: Entry, coding: str) -> int:
    """The file's time tells its bytes: nginx makes the ETag of time and size, and two changes may share a second.

    33 bits, the most that every file system keeps.
    """
    return int.from_bytes(blake2b(f"{entry.etag}{coding}".encode(), digest_size=5).digest(), "big") >> 7


def _sync(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
