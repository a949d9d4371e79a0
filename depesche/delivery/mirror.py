"""A copy of the site that a plain web server serves: files and nothing else."""

from __future__ import annotations

import errno
import gzip
import html
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl

import brotli

from depesche.delivery.store.entry import Entry

MARK = ".depesche-mirror"  # what is in such a folder is ours to replace and to take away
CONFIGURATION = ".nginx.conf"
NOT_FOUND = "/404.html"
_SUFFIXES = {"identity": "", "gzip": ".gz", "br": ".br"}
_MOVED = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={0}"><a href="{0}">{0}</a>\n'

_BEFORE = re.compile(r"[0-9][0-9A-Za-z.-]{0,60}")


class NotOurs(ValueError):
    """The folder holds something else than a mirror."""


class Mirror:
    """A site in ``folder``; raises NotOurs rather than touch what it did not make."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
            raise NotOurs(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
        self._folder = folder
        self._written = {folder / MARK}
        self._told: set[Path] = set()

    def add(self, address: str, entry: Entry) -> bool:
        """A page, in each coding; says whether there can be a file of it."""
        if entry.status in (301, 302):
            target = html.escape(dict(entry.headers).get("location", "/"))
            return self._write(_file_of(address), {"identity": _MOVED.format(target).encode()})
        if entry.status not in (200, 404):
            return False
        return self._write(_file_of(address), entry.bodies)

    def add_file(self, path: str, content: bytes, *, text: bool) -> bool:
        """A picture, style or typeface; those that are ``text`` are compressed as well."""
        bodies = {"identity": content}
        if text:
            bodies |= {"gzip": gzip.compress(content, 9, mtime=0), "br": brotli.compress(content)}
        return self._write(path.lstrip("/"), bodies)

    def add_configuration(self, text: str) -> Path:
        """What the web server in front of the copy has to know; it is no part of what readers get."""
        place = self._folder / CONFIGURATION
        self._replace(place, text.encode())
        return place

    def has(self, path: str) -> bool:
        """Whether this file is there from an earlier run; what never changes need not be made again."""
        place = self._place(path.lstrip("/"))
        if place is None or not place.is_file():
            return False
        self._written |= {place, *(place.with_name(f"{place.name}{suffix}") for suffix in (".gz", ".br"))}
        return True

    def written(self) -> tuple[str, ...]:
        """The files that belong to the copy since this was last asked, by their names in the folder."""
        new = self._written - self._told
        self._told |= new
        return tuple(sorted(str(path.relative_to(self._folder)) for path in new))

    def belong(self, names: Iterable[str]) -> None:
        """Keep these files: another process has written them."""
        self._written |= {self._folder / name for name in names}

    def finish(self) -> int:
        """Take away what is not part of the site any more; says how many files went."""
        old = [path for path in self._folder.rglob("*") if path.is_file() and path not in self._written]
        for path in old:
            path.unlink()
        for path in sorted(self._folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        return len(old)

    def _write(self, name: str | None, bodies: dict[str, bytes]) -> bool:
        place = self._place(name) if name else None
        if place is None:
            return False
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for coding, suffix in _SUFFIXES.items():
                if coding in bodies:
                    self._replace(place.with_name(f"{place.name}{suffix}"), bodies[coding])
        except OSError as error:
            if error.errno in _NO_NAME:
                return False
            raise
        return True

    def _replace(self, place: Path, content: bytes) -> None:
        self._written.add(place)
        if place.is_file() and place.read_bytes() == content:
            return  # its time stays, and with it what browsers have
        draft = place.with_name(f".{place.name}.draft")
        draft.write_bytes(content)
        draft.rename(place)

    def _place(self, name: str) -> Path | None:
        parts = name.split("/")
        if "\0" in name or any(part in ("", ".", "..") or part.startswith(".") for part in parts):
            return None
        return self._folder.joinpath(*parts)


_NO_NAME = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EILSEQ}


def _file_of(address: str) -> str | None:
    """The name of a page's file; an older part of a list stands beside its first one, as ``before/N.html``."""
    path, _, query = address.partition("?")
    name = path.lstrip("/")
    if not query:
        return f"{name}index.html" if name.endswith("/") or not name else name
    asked = dict(parse_qsl(query))
    before = asked.get("before", "")
    if asked.keys() != {"before"} or not name.endswith("/") or not _BEFORE.fullmatch(before):
        return None
    return f"{name}before/{before}.html"
