"""Discussions out of the JSON document that ``dump`` writes, one record at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from depesche.formats import jsonable
from depesche.formats.discussion.records import Comment, Record, Thread
from depesche.formats.discussion.writing import FORMAT, VERSION
from depesche.formats.malformed import Malformed

#: The largest record, in characters.
LARGEST = 2_000_000
_CHUNK = 1 << 16


def load(stream: BinaryIO, *, largest: int = LARGEST) -> Iterator[Record]:
    """Each page and then its comments; what is laid out in another way than ``dump`` does is read as well.

    ``Malformed`` says in one sentence why the rest of a broken file was not
    read; everything before it is good.
    """
    text = _Text(stream, largest)
    head: dict[str, Any] = {}
    for name in text.members():
        if name == "discussions":
            _check(head, text)
            for _ in text.each():
                yield from _discussion(text)
        else:
            head[name] = text.value()
    _check(head, text)


def _check(head: dict[str, Any], text: _Text) -> None:
    if head.get("format") != FORMAT:
        text.fail(f"This is no file of discussions: its “format” is not “{FORMAT}”, or stands behind them.")
    if head.get("version") != VERSION:
        text.fail(f"The file is of version {head.get('version')!r:.20}; this Depesche reads version {VERSION}.")


def _discussion(text: _Text) -> Iterator[Record]:
    said: dict[str, Any] = {}
    for name in text.members():
        if name != "comments":
            said[name] = text.value()
            continue
        yield _record(Thread, said, text)
        for _ in text.each():
            yield _record(Comment, text.value(), text)
        said = {}
    if said:
        text.fail("What is said of a page stands before its “comments”, and there must be some, if only an empty list.")


def _record(kind: Any, value: object, text: _Text) -> Any:
    try:
        return jsonable.decode_record(kind, value)
    except Malformed as fault:
        text.fail(str(fault))


class _Text:
    """The text of a JSON file, of which only a piece is in memory."""

    def __init__(self, stream: BinaryIO, largest: int) -> None:
        self._stream, self._largest = stream, largest
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._buffer, self._at, self._line, self._over = "", 0, 1, False

    def members(self) -> Iterator[str]:
        """The names in an object; the caller takes the value of each."""
        for _ in self._inside("{", "}"):
            name = self.value()
            if not isinstance(name, str) or self._next() != ":":
                self.fail("The JSON of the file is broken here: the name of a value is missing.")
            self._at += 1
            yield name

    def each(self) -> Iterator[None]:
        """The places in a list; the caller takes the value at each."""
        return self._inside("[", "]")

    def value(self) -> Any:
        """The value that stands here, whole."""
        self._next()
        while True:
            try:
                value, end = json.JSONDecoder().raw_decode(self._buffer, self._at)
                size, whole = end - self._at, end < len(self._buffer)
                if whole or not self._read():  # a number at the end of what is in memory may go on
                    self._pass(self._at + size)
                    return value
            except ValueError as fault:
                if not self._read():
                    self.fail(f"The JSON of the file is broken here ({str(fault).partition(':')[0]}).")
            except RecursionError:
                self.fail("Values are nested so deep that only an attack can mean it.")

    def fail(self, sentence: str) -> NoReturn:
        """Say what is wrong, and where."""
        raise Malformed(sentence, line=self._line)

    def _inside(self, opening: str, closing: str) -> Iterator[None]:
        if self._next() != opening:
            self.fail(f"The JSON of the file is broken here: “{opening}” is missing.")
        self._at += 1
        if self._next() == closing:
            self._at += 1
            return
        while True:
            yield
            found = self._next()
            self._at += 1
            if found == closing:
                return
            if found != ",":
                self.fail("The file ends too early, or its JSON is broken here.")

    def _next(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            rest = self._buffer[self._at : self._at + 1]
            if rest and not rest.isspace():
                return rest
            if rest:
                self._pass(self._at + 1)
            elif not self._read():
                return ""

    def _pass(self, end: int) -> None:
        self._line += self._buffer.count("\n", self._at, end)
        self._at = end

    def _read(self) -> bool:
        """Read on; False at the end of the file."""
        self._buffer, self._at = self._buffer[self._at :], 0
        if len(self._buffer) > self._largest:
            self.fail(f"A record is larger than {self._largest:,} characters.")
        raw = b"" if self._over else self._stream.read(max(_CHUNK, len(self._buffer)))
        self._over = not raw
        try:
            self._buffer += self._decode(raw, final=not raw)
        except UnicodeDecodeError:
            self.fail("The file is not written in UTF-8.")
        return bool(raw)
