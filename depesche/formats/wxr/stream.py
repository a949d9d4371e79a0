"""The XML of an export, record by record, in a memory that does not grow with the file.

Exports come from strangers: a document type is refused before anything of it
is read, and depth, records and single tags have a largest size.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from depesche.formats.malformed import Malformed
from depesche.formats.markup import FORBIDDEN
from depesche.formats.wxr.repair import repaired

#: Elements that are records; everything else directly in the channel describes the site.
RECORDS = {"item", "wp:author", "wp:category", "wp:tag", "wp:term"}
_CHUNK = 1 << 16
_COMPRESSED = (b"\x1f\x8b", b"PK\3\4", b"PK\5\6")  # gzip, zip, an empty zip
_ONE_BYTE = ("iso8859", "cp125", "koi8")
_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_CONTINUED = bytes(range(0x80, 0xC0))
_BEYOND_DOUBT = 3
_DEEPEST = 100
_LONGEST_TAG = 1 << 20
_COST_OF_ELEMENT = 200
_KEPT_OF_TOO_LARGE = 500


@dataclass(frozen=True, slots=True)
class Dialect:
    """Whose export a file is: its outermost element, how deep its records lie, and the prefix of each namespace."""

    system: str
    root: str
    depth: int
    records: frozenset[str]
    prefixes: tuple[tuple[str, str], ...]  # a pattern of addresses, and the prefix that is usual for them

    def prefix(self, address: str) -> str | None:
        """The usual prefix for a namespace; None for one that is not known."""
        return next((prefix for pattern, prefix in self.prefixes if re.match(pattern, address)), None)


WORDPRESS = Dialect(
    system="WordPress",
    root="rss",
    depth=3,
    records=frozenset(RECORDS),
    prefixes=(
        (r"https?://wordpress\.org/export.*/excerpt", "excerpt"),
        (r"https?://wordpress\.org/export", "wp"),
        (r"http://purl\.org/rss/1\.0/modules/content/$", "content"),
        (r"http://purl\.org/dc/elements/1\.1/$", "dc"),
    ),
)


@dataclass(slots=True)
class Element:
    """One element with its text and children; ``line`` is where it began.

    Names carry the prefix that is usual for their namespace, whichever one the file chose.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    line: int = 0
    too_large: bool = False

    def text(self, name: str = "") -> str:
        """The text of the element itself, or of its first child of a name, without space around it."""
        if not name:
            return "".join(self.texts).strip()
        return next((child.text() for child in self.children if child.name == name), "")

    def all(self, name: str) -> list[Element]:
        """The children of a name."""
        return [child for child in self.children if child.name == name]

    def terms(self, domain: str) -> list[Element]:
        """The terms of one taxonomy that an item belongs to."""
        found = [term for term in self.all("category") if term.attributes.get("domain") == domain]
        return [term for term in found if term.attributes.get("nicename") or term.text()]


def elements(stream: BinaryIO, *, largest: int, dialect: Dialect = WORDPRESS) -> Iterator[Element]:
    """The elements in the channel, each as soon as it is complete.

    A record of more than ``largest`` characters comes without its long texts
    and says ``too_large``.  ``Malformed`` comes after everything that is good.
    """
    parser = _Parser(largest, dialect)
    for chunk in repaired(_decoded(stream)):
        yield from parser.feed(chunk)
    yield from parser.feed("", last=True)


def _decoded(stream: BinaryIO) -> Iterator[str]:
    """The file as text, without what XML forbids; the first chunk without space before it."""
    raw = stream.read(_CHUNK)
    if not raw.strip():
        raise Malformed("The file is empty.")
    if raw.startswith(_COMPRESSED):
        raise Malformed("This is a compressed file; unpack it first.")
    encoding = _encoding(raw)
    decoder = codecs.getincrementaldecoder(encoding)()
    line, first = 1, True
    while raw:
        if encoding.startswith(_ONE_BYTE) and _is_utf8(raw):
            why = "The file declares the encoding “%s”, but is written in UTF-8; correct its first line."
            raise Malformed(why % encoding, line=line)
        try:
            text = decoder.decode(raw)
        except UnicodeDecodeError as error:
            line += raw[: error.start].count(b"\n")
            raise Malformed("The file is not written in the encoding that it declares.", line=line) from error
        line += text.count("\n")
        text = FORBIDDEN.sub(_only_nul, text)
        yield text.lstrip("\ufeff \t\r\n") if first else text
        raw, first = stream.read(_CHUNK), False


def _is_utf8(raw: bytes) -> bool:
    """Whether this is UTF-8 beyond doubt: several letters of more than one byte, and nothing that is none.

    In an encoding of one byte a letter, such pairs do not come together by chance.
    """
    if len(_PAIR.findall(raw)) < _BEYOND_DOUBT:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw.lstrip(_CONTINUED))  # a chunk may begin or end in a letter
    except UnicodeDecodeError:
        return False
    return True


def _only_nul(found: re.Match[str]) -> str:
    """WordPress lets control characters through; a NUL means that this is no text at all."""
    return "\0" if found[0] == "\0" else ""


def _encoding(start: bytes) -> str:
    """The encoding by byte order mark or declaration, if it is one that text is written in."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", start)
    name = found[1].decode("ascii", "replace") if found else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if not re.fullmatch(r"utf-8|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp\d+|koi8-\w|shift_jis|euc_\w+|gb\w+|big5", known):
        raise Malformed(f"The file declares the encoding “{name}”, which is not known here.", line=1)
    return known


class _Parser:
    """Builds elements from what expat says, and hands out those that are complete."""

    def __init__(self, largest: int, dialect: Dialect) -> None:
        self._largest, self._dialect = largest, dialect
        self._done: deque[Element] = deque()
        self._open: list[Element] = []
        self._root = ""
        self._fed = 0
        self._size = 0
        self._record = 0  # The depth at which the record began; 0 outside of one.
        self._prefixes = [dict[str, str]()]
        self._expat = expat.ParserCreate("utf-8")
        self._expat.buffer_text = True
        self._expat.StartDoctypeDeclHandler = self._refuse_doctype
        self._expat.EntityDeclHandler = self._refuse_doctype
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters

    def feed(self, text: str, *, last: bool = False) -> Iterator[Element]:
        """Read on; yields what is complete, and only then complains."""
        complaint = None
        try:
            data = text.encode()
            self._fed += len(data)
            self._expat.Parse(data, last)
            if self._fed - self._expat.CurrentByteIndex > _LONGEST_TAG:
                complaint = Malformed("A single tag or comment is larger than any export has.", line=self._line)
        except expat.ExpatError as error:
            complaint = Malformed(self._sentence(error, last=last), line=error.lineno)
        except Malformed as error:
            complaint = error
        while self._done:
            yield self._done.popleft()
        if complaint:
            raise complaint

    @property
    def _line(self) -> int:
        return self._expat.CurrentLineNumber

    def _sentence(self, error: expat.ExpatError, *, last: bool) -> str:
        reason = expat.errors.messages[error.code]
        if last and self._root:
            return "The file ends before the export is complete; it was probably cut off on its way."
        if not self._root:
            return f"This is not an XML file ({reason})."
        return f"The XML of the file is broken here ({reason})."

    def _refuse_doctype(self, *_: object) -> None:
        raise Malformed("The file declares a document type, which no export does; it was not read.", line=self._line)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._prefixes) > _DEEPEST:
            raise Malformed(f"Elements are nested more than {_DEEPEST} deep, which no export does.", line=self._line)
        in_record = bool(self._record)
        self._prefixes.append(_declared(attributes, self._prefixes[-1], self._dialect, with_default=in_record))
        name = self._canonical(name)
        if not self._root:
            self._root = name
            if name != self._dialect.root:
                what = self._dialect.system
                raise Malformed(f"This is not an export of {what}: it begins with <{name:.40}>.", line=self._line)
        depth = len(self._prefixes) - 1
        if not self._record and (name in self._dialect.records or depth == self._dialect.depth):
            self._record, self._size = depth, 0
        if self._record:
            self._open_element(name, attributes)

    def _open_element(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, line=self._line)
        self._grow(_COST_OF_ELEMENT + sum(map(len, attributes.values())))
        if self._open and not self._open[0].too_large:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        depth = len(self._prefixes) - 1
        self._prefixes.pop()
        if self._record:
            element = self._open.pop()
            if depth == self._record:
                self._record = 0
                self._done.append(element)

    def _characters(self, text: str) -> None:
        if self._record:
            self._grow(len(text))
            if not self._open[0].too_large:
                self._open[-1].texts.append(text)

    def _grow(self, by: int) -> None:
        self._size += by
        if self._size > self._largest and self._open and not self._open[0].too_large:
            self._open[0].too_large = True
            _shorten(self._open[0])

    def _canonical(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        usual = self._prefixes[-1].get(prefix, prefix)
        return f"{usual}:{local}" if usual else local


def _declared(
    attributes: dict[str, str], known: dict[str, str], dialect: Dialect, *, with_default: bool
) -> dict[str, str]:
    """The usual prefix for each prefix in use; declarations are taken out of the attributes.

    A namespace for names without a prefix counts within records only: some
    tools put one on the whole file, whose names are those of RSS all the same.
    """
    names = [name for name in attributes if name.startswith("xmlns")]
    usual = {name.partition(":")[2]: dialect.prefix(attributes.pop(name)) for name in names}
    meant = {prefix: name for prefix, name in usual.items() if name is not None and (prefix or with_default)}
    if with_default and "" in usual and usual[""] is None:
        meant[""] = ""
    return known | meant if names else known


def _shorten(record: Element) -> None:
    """Keep of a record that is too large what says which one it is."""
    record.children = [child for child in record.children if sum(map(len, child.texts)) <= _KEPT_OF_TOO_LARGE][:20]
    for child in record.children:
        child.children = []
