"""What texts of WordPress know of pictures and recordings: numbers and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from depesche.formats.newsitem import Photo


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A file in the media library.

    ``id`` is its number, ``parent`` that of the post to which it was uploaded,
    ``url`` its address and ``file`` its place among the uploads; ``type`` is a
    media type.  ``photo`` is None for a file that is no picture.
    """

    id: str
    url: str
    file: str = ""
    parent: str = ""
    title: str = ""
    type: str = ""
    photo: Photo | None = None


class Library(Protocol):
    """Files by what texts know of them."""

    def by_id(self, number: str) -> MediaFile | None:
        """The file of a number."""

    def by_address(self, address: str) -> MediaFile | None:
        """The file that lies, in any of its sizes, at an address."""

    def of_post(self, number: str) -> tuple[MediaFile, ...]:
        """The files that were uploaded to a post, in their order."""


class EmptyLibrary:
    """No file is known: texts refer to pictures by number or address alone."""

    def by_id(self, number: str) -> MediaFile | None:
        """Nothing."""
        return None

    def by_address(self, address: str) -> MediaFile | None:
        """Nothing."""
        return None

    def of_post(self, number: str) -> tuple[MediaFile, ...]:
        """Nothing."""
        return ()


def place(address: str) -> str:
    """Where a file lies among the uploads, whichever host serves it and in whichever size.

    WordPress adds ``-300x200``, ``-scaled``, ``-rotated`` or the time of an edit
    to the name of a copy.
    """
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        path = address
    within = re.split(r"/(?:uploads|files)/(?:sites/\d+/)?", path)[-1].lstrip("/")
    return re.sub(r"(?:-\d+x\d+|-scaled|-rotated|-e\d{10,13})+(?=\.\w+$)", "", within).lower()


def photo_key(number: str) -> str:
    """The key of the photo with a number."""
    return f"attachment:{number}"
