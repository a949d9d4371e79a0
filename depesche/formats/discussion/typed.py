"""HTML of old systems as the text that somebody would have typed here: a small Markdown.

What is left are paragraphs, lines, links, emphasis, quotes and lists.  Words
that only look like marks are kept from becoming some.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import nh3

from depesche.formats.html import soup
from depesche.formats.html.vocabulary import ordinary, takes_too_long

_BLOCKS = {
    "p", "div", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "dt", "dd", "article", "section", "header", "footer",
    "figure", "figcaption", "table", "dl", "address", "center", "form", "fieldset", "details", "summary", "hr",
}  # fmt: skip
_STRONG, _EMPHASIS = {"strong", "b", "h1", "h2", "h3", "h4", "h5", "h6"}, {"em", "i", "cite"}
_CONTAINERS = {"blockquote", "ul", "ol", "li"}
_KEPT = _BLOCKS | _STRONG | _EMPHASIS | _CONTAINERS | {"a", "br", "img", "td", "th"}
_UNSEEN = {"script", "style", "template", "noscript", "title", "iframe", "svg", "math", "object"}
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_ATTRIBUTE = re.compile(r'\b(href|src|alt)="([^"]*)"')
_DEEPEST = 5

# Marks while a paragraph is in the making: characters that no text holds, since XML and HTML forbid them.
_ON, _OFF, _LIGHT_ON, _LIGHT_OFF = "\x01", "\x02", "\x03", "\x04"
_BARE, _END = "\x05", "\x06"  # an address that becomes a link by itself
_MARKS = {_ON: "**", _OFF: "**", _LIGHT_ON: "*", _LIGHT_OFF: "*"}
_MARK = re.compile(r"[\x01-\x04]")
_ALL = "".join(_MARKS)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_SPECIAL = re.compile(
    r"""\*                                      # emphasis
      | (?<![^\W_])_ | _(?![^\W_])              # an underscore within a word is none
      | \](?=[(\[:]|\Z)                         # what would make a link of the brackets
      | <(?=[a-zA-Z/!?])
      | &(?=\#?\w+;)
      | \\(?=[!-/:-@\[-`{-~]|\Z)
    """,
    re.VERBOSE,
)
_LINE_START = re.compile(r"(\d{1,9}(?=[.)](?:\s|$))|(?=>|[-+](?:\s|$)))")


def typed(source: str) -> str:
    """The text for a piece of HTML from anywhere, or for plain text with lines."""
    source = _CONTROL.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    if takes_too_long(source) or soup.is_too_deep(source):
        source = html.escape(html.unescape(re.sub(r"<[^<>]*>", " ", source)), quote=False)
    writer = _Writer(lines_count=not re.search(r"<(?:p|br|div)\b", source, re.IGNORECASE))
    for closing, name, attributes, words in _TOKEN.findall(_normal(source)):
        if words:
            writer.words(html.unescape(words))
        else:
            writer.tag(name, dict(_ATTRIBUTE.findall(attributes)), closing=bool(closing))
    writer.end_paragraph()
    return "\n".join(writer.lines)


def _normal(source: str) -> str:
    if "<" not in source:
        return html.escape(html.unescape(source), quote=False)
    return nh3.clean(
        ordinary(source),
        tags=_KEPT,
        clean_content_tags=_UNSEEN,
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )


@dataclass(slots=True)
class _Container:
    """A quote or an item of a list that is open; ``first`` begins its first line, ``rest`` the others."""

    name: str
    first: str = ""
    rest: str = ""
    number: int = 0
    begun: bool = False


@dataclass(slots=True)
class _Writer:
    """Gathers the text of a paragraph, and paragraphs within quotes and lists."""

    lines_count: bool
    lines: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _open: list[_Container] = field(default_factory=list)
    _marks: list[str] = field(default_factory=list)
    _link: tuple[str, int] = ("", 0)

    def words(self, text: str) -> None:
        """Running text; an empty line ends a paragraph where lines count."""
        text = _CONTROL.sub("", text)
        if not self.lines_count:
            self._text.append(_escaped(text.replace("\n", " ")))
            return
        for number, part in enumerate(re.split(r"\n[^\S\n]*\n\s*", text)):
            if number:
                self.end_paragraph()
            self._text.append(_escaped(part))

    def tag(self, name: str, attributes: dict[str, str], *, closing: bool) -> None:
        """The beginning or the end of an element."""
        if name in _CONTAINERS:
            self._container(name, closing=closing)
        elif name in _BLOCKS:
            self.end_paragraph()
        elif name == "br":
            self._text.append("\n")
        elif name in ("td", "th"):
            self._text.append(" ")
        elif name == "img":
            self._picture(attributes)
        elif name == "a":
            self._anchor(html.unescape(attributes.get("href", "")), closing=closing)
        if name in _STRONG | _EMPHASIS:
            self._mark(_STRONG if name in _STRONG else _EMPHASIS, closing=closing)

    def end_paragraph(self) -> None:
        """Write down what has gathered."""
        target = self._link[0]
        self._anchor("", closing=True)
        open_marks = self._marks
        text = _addressed("".join([*self._text, *(_other(mark) for mark in reversed(open_marks))]))
        self._text = list(open_marks)
        self._anchor(target, closing=False)
        lines = [" ".join(line.split()) for line in _marked(text).split("\n")]
        lines = [_LINE_START.sub(r"\1\\", line, count=1) if _LINE_START.match(line) else line for line in lines if line]
        if lines:
            self._write(lines)

    def _write(self, lines: list[str]) -> None:
        item = self._open[-1] if self._open else None
        nested = any(each.name == "li" for each in self._open[:-1])
        follows = item is not None and item.name == "li" and not item.begun and (item.number > 1 or nested)
        prefix = "".join(each.rest if each.begun else each.first for each in self._open)
        if self.lines and not follows:
            self.lines.append("".join(each.rest for each in self._open if each.begun).rstrip())
        for line in lines:
            self.lines.append(prefix + line)
            prefix = "".join(each.rest for each in self._open)
        for each in self._open:
            each.begun = True

    def _container(self, name: str, *, closing: bool) -> None:
        self.end_paragraph()
        if closing:
            if self._open and any(each.name == name for each in self._open):
                while self._open.pop().name != name:
                    pass
            return
        container = _Container(name)
        if name == "blockquote" and self._depth() < _DEEPEST:
            container.first = container.rest = "> "
        elif name == "li":
            self._number(container)
        self._open.append(container)

    def _number(self, item: _Container) -> None:
        above = self._open[-1] if self._open else _Container("ul")
        above.number += 1
        item.number = above.number
        if self._depth() < _DEEPEST:
            item.first = f"{above.number}. " if above.name == "ol" else "- "
            item.rest = " " * len(item.first)

    def _depth(self) -> int:
        return sum(bool(each.rest) for each in self._open)

    def _mark(self, names: set[str], *, closing: bool) -> None:
        on = _ON if names is _STRONG else _LIGHT_ON
        if closing and on in self._marks:
            self._marks.remove(on)
            self._text.append(_other(on))
        elif not closing and on not in self._marks:
            self._marks.append(on)
            self._text.append(on)

    def _anchor(self, target: str, *, closing: bool) -> None:
        if not closing:
            self._link = (_safe(target), len(self._text))
            return
        (target, start), self._link = self._link, ("", 0)
        if not target:
            return
        said = _balanced(re.sub(f"[{_BARE}{_END}]", "", "".join(self._text[start:])))
        plain = re.sub(r"[\x01-\x04\\]", "", said).strip()
        if not plain:
            return
        del self._text[start:]
        if _shows(plain, target):
            self._text.append(f"{_BARE}{target}{_END}{' ' if said.endswith(' ') else ''}")
        else:
            self._text[-1:] = [_escape_last(each) for each in self._text[-1:]]
            words = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", said)
            self._text.append(f"[{words.strip()}](<{target}>){' ' if words[-1:].isspace() else ''}")

    def _picture(self, attributes: dict[str, str]) -> None:
        alt, source = html.unescape(attributes.get("alt", "")), _safe(html.unescape(attributes.get("src", "")))
        if self._link[0] or not source or alt:
            self._text.append(_escaped(alt.replace("\n", " ")))
        else:
            self._text.append(f" {_BARE}{source}{_END} ")


def _escaped(text: str) -> str:
    """Words as they must be typed to stay words; addresses stay addresses."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [_SPECIAL.sub(r"\\\g<0>", text[at : found.start()]), _BARE, _safe(found[0]), _END]
        at = found.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\g<0>", text[at:])])


def _safe(address: str) -> str:
    """An address in which nothing is taken for a mark; empty for one that is none."""
    address = "".join(address.split())
    try:
        if urlsplit(address).scheme.lower() not in ("http", "https") or not urlsplit(address).netloc:
            return ""
    except ValueError:
        return ""
    return re.sub(r"[*`<>\\\[\]]|(?<![^\W_])_|_(?![^\W_])", lambda found: f"%{ord(found[0]):02X}", address)


def _addressed(text: str) -> str:
    """Addresses as they stand where a space ends them, and as links of their own where something else follows."""

    def link(found: re.Match[str]) -> str:
        exclaimed, address, alone = found.groups()
        if not address or alone is not None:
            return exclaimed + address
        return f"{_escape_last(exclaimed)}[{address}](<{address}>)"

    return re.sub(f"(!?){_BARE}([^{_END}]*){_END}((?=[.,;:!?)]*(?:\\s|$)))?", link, text)


def _escape_last(said: str) -> str:
    """What stands before a link; an exclamation mark there would make a picture of it."""
    return f"{said[:-1]}\\!" if said.endswith("!") else said


def _balanced(said: str) -> str:
    """The words of a link without emphasis that begins or ends outside of it."""
    dropped, waiting = set[int](), list[int]()
    for place, mark in enumerate(said):
        if mark in (_ON, _LIGHT_ON):
            waiting.append(place)
        elif mark in (_OFF, _LIGHT_OFF):
            pair = next((each for each in reversed(waiting) if _other(said[each]) == mark), None)
            if pair is None:
                dropped.add(place)
            else:
                waiting.remove(pair)
    dropped |= set(waiting)
    return "".join(each for place, each in enumerate(said) if place not in dropped)


def _shows(words: str, target: str) -> bool:
    """Whether a link only shows its own address, as a whole or cut short."""
    bare = re.sub(r"^https?://", "", target).rstrip("/")
    shown = re.sub(r"^https?://", "", words).rstrip("/")
    cut = re.sub(r"(?:\.\.\.|…)$", "", shown)
    return shown == bare or (cut != shown and len(cut) > 3 and bare.startswith(cut))


def _other(mark: str) -> str:
    return {_ON: _OFF, _LIGHT_ON: _LIGHT_OFF}[mark]


def _marked(text: str) -> str:
    """Emphasis in asterisks, where these would be read as such; elsewhere the words stay without."""
    if not _MARK.search(text):
        return text
    text = re.sub(r"([\x01\x03]+)(\s+)", r"\2\1", text)
    text = re.sub(r"(?<!\s)(\s+)([\x02\x04]+)", r"\2\1", text)
    text = re.sub(r"\x02\x01|\x04\x03|\x01\x02|\x03\x04", "", text)
    dropped: set[int] = set()
    waiting: list[int] = []
    for place, mark in enumerate(text):
        if mark in (_ON, _LIGHT_ON):
            waiting.append(place)
        elif mark in (_OFF, _LIGHT_OFF):
            pairs = [each for each in waiting if _other(text[each]) == mark]
            if not pairs:
                dropped.add(place)
                continue
            waiting.remove(pairs[-1])
            if not (_opens(text, pairs[-1]) and _closes(text, place)):
                dropped |= {pairs[-1], place}
    dropped |= set(waiting)
    return "".join(_MARKS.get(each, each) for place, each in enumerate(text) if place not in dropped)


def _opens(text: str, place: int) -> bool:
    before, after = text[:place], text[place + 1 :]
    return _stands(text[place], before[-1:] + after[:1], after.lstrip(_ALL)[:1], before.rstrip(_ALL)[-1:])


def _closes(text: str, place: int) -> bool:
    before, after = text[:place], text[place + 1 :]
    return _stands(text[place], before[-1:] + after[:1], before.rstrip(_ALL)[-1:], after.lstrip(_ALL)[:1])


def _stands(mark: str, beside: str, inside: str, outside: str) -> bool:
    """Whether a mark is read as one: it hugs a word, or stands apart from what is outside."""
    if not inside or inside.isspace() or (mark in (_LIGHT_ON, _LIGHT_OFF) and set(beside) & set(_ALL)):
        return False
    return inside.isalnum() or not outside.isalnum()
