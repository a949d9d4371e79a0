"""Comments that come in no useful order, put by page in a temporary file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from depesche.formats import jsonable
from depesche.formats.discussion import Comment, Thread

Talk = tuple[Thread, list[Comment]]


class Shelf:
    """Threads and their comments, however many; the file vanishes with the object."""

    def __init__(self) -> None:
        self.name = ""  # of the site that they come from
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE thread (key TEXT PRIMARY KEY, record TEXT);"
            "CREATE TABLE comment (number INTEGER PRIMARY KEY, thread TEXT, record TEXT);"
        )
        self._file.execute("BEGIN")

    def add_thread(self, thread: Thread) -> None:
        """Put a page on the shelf."""
        self._file.execute("INSERT OR REPLACE INTO thread VALUES (?, ?)", (thread.key, _written(thread)))

    def add(self, thread: str, comment: Comment) -> None:
        """Put a comment on the shelf, with the key of its page."""
        self._file.execute("INSERT INTO comment (thread, record) VALUES (?, ?)", (thread, _written(comment)))

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()

    def __len__(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM comment").fetchone()[0])

    def talks(self) -> Iterator[Talk]:
        """Each page with its comments in the order in which they came."""
        self._file.execute("CREATE INDEX IF NOT EXISTS comment_thread ON comment (thread)")
        rows = self._file.execute(
            "SELECT comment.thread, thread.record, comment.record FROM comment"
            " LEFT JOIN thread ON thread.key = comment.thread ORDER BY comment.thread, comment.number"
        )
        for key, group in groupby(rows, key=lambda row: row[0]):
            each = list(group)
            thread = jsonable.decode_record(Thread, json.loads(each[0][1])) if each[0][1] else Thread(key=key)
            yield thread, [jsonable.decode_record(Comment, json.loads(record)) for _key, _thread, record in each]


def _written(record: Thread | Comment) -> str:
    return json.dumps(jsonable.encode(record))
