"""The folder of uploads of an old site, as it lies on this machine.

Names come from a stranger's export, so a name only ever finds a regular file
within the folder; nothing is fetched from a network.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from depesche.formats import wxr
from depesche.formats.newsitem import Audio, Photo

_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")
_BENEATH = ("", "uploads", "wp-content/uploads")


class Uploads:
    """Pictures and recordings by what the export says of them."""

    def __init__(self, folder: Path | None, library: wxr.Shelf) -> None:
        self._root = folder.resolve() if folder else None
        self._library = library

    def picture(self, photo: Photo) -> Path | None:
        """The file of a photo, the original rather than a smaller copy."""
        known = self._library.by_id(photo.key.removeprefix("attachment:"))
        names = [known.file, _within(known.url)] if known else []
        names += [_within(rendition.href) for rendition in photo.renditions]
        return self._first(names)

    def recording(self, audio: Audio) -> Path | None:
        """The file of a recording."""
        return self._first([_within(audio.href)]) if audio.href else None

    def _first(self, names: list[str]) -> Path | None:
        wished = [*(_SIZE.sub("", name) for name in names), *names]
        return next((path for name in wished if name for path in self._files(name)), None)

    def _files(self, name: str) -> Iterator[Path]:
        """Regular files within the folder that go by a name, in either way of writing accents."""
        if self._root is None or "\0" in name or len(name) > 1000:
            return
        for form in dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))):
            for beneath in _BENEATH:
                try:
                    path = (self._root / beneath / form.lstrip("/")).resolve()
                    if path.is_relative_to(self._root) and path.is_file():
                        yield path
                except OSError:  # a name too long for this disk, or a ring of links
                    continue


def _within(address: str) -> str:
    """The part of an address that lies beneath the folder of uploads; nothing for files of other places."""
    try:
        path = unquote(urlsplit(address).path, errors="replace")
    except ValueError:
        return ""
    found = re.search(r"/(?:uploads|files)/(?:sites/\d+/)?(.+)$", path)
    return found[1] if found else ""
