"""Where the pictures of an export are found while its texts are read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from depesche.formats import jsonable
from depesche.formats.wordpress.library import place
from depesche.formats.wxr.records import Attachment


class Shelf:
    """All attachments of an export in a temporary file.

    A large archive has hundreds of thousands of them, and texts refer to
    pictures that come later in the file: memory would grow with the export.
    The file vanishes with the object.
    """

    def __init__(self, attachments: Iterable[Attachment] = ()) -> None:
        self._files = sqlite3.connect("", isolation_level=None)
        self._files.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE file (number TEXT PRIMARY KEY, parent TEXT, place TEXT, record TEXT);"
            "CREATE INDEX file_parent ON file (parent); CREATE INDEX file_place ON file (place);"
        )
        self._files.execute("BEGIN")
        for each in attachments:
            self.add(each)

    def add(self, each: Attachment) -> None:
        """Put an attachment on the shelf."""
        row = (
            each.id,
            each.parent,
            place(each.file or each.url),
            json.dumps(jsonable.encode(replace(each, comments=()))),
        )
        self._files.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", row)

    def close(self) -> None:
        """Give the temporary file back."""
        self._files.close()

    def by_id(self, number: str) -> Attachment | None:
        """The attachment of a number."""
        return next(iter(self._found("number", number)), None)

    def by_address(self, address: str) -> Attachment | None:
        """The attachment whose file, in any of its sizes, lies at an address."""
        return next(iter(self._found("place", place(address))), None)

    def of_post(self, number: str) -> tuple[Attachment, ...]:
        """The attachments that were uploaded to a post, in their order."""
        return self._found("parent", number)

    def _found(self, column: str, value: str) -> tuple[Attachment, ...]:
        rows = self._files.execute(f"SELECT record FROM file WHERE {column} = ? ORDER BY rowid", (value,))  # noqa: S608 (our own column names)
        return tuple(jsonable.decode_record(Attachment, json.loads(record)) for (record,) in rows)
