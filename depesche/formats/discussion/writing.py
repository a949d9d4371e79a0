"""Discussions as one JSON document, written as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from depesche.formats import jsonable
from depesche.formats.discussion.records import Record, Thread

FORMAT, VERSION = "depesche-discussions", 1


def dump(records: Iterable[Record], *, source: str = "") -> Iterator[str]:
    """The document in pieces: each page and each comment stands on a line of its own.

    ``source`` is the address of the newsroom that they come from.
    """
    head = json.dumps({"format": FORMAT, "version": VERSION, "source": source}, ensure_ascii=False)
    yield f'{head[:-1]}, "discussions": ['
    within, first = False, True
    for record in records:
        line = json.dumps(jsonable.encode(record), ensure_ascii=False)
        if isinstance(record, Thread):
            yield f'{_END if within else ""}{"," if within else ""}\n{line[:-1]}, "comments": ['
            within, first = True, True
        else:
            yield f"{'' if first else ','}\n{line}"
            first = False
    yield f"{_END if within else ''}\n]}}\n"


_END = "\n]}"
