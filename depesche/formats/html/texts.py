"""Headings, lists, quotes, tables and everything else that consists of words."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString

from depesche.formats.embeds import recognise
from depesche.formats.html import soup
from depesche.formats.html.reader import Handler, Reader
from depesche.formats.html.vocabulary import TAGS, clean, text
from depesche.formats.newsitem import Embed, PullOut, Quote, Subhead, Table

_LONG_FORM = 1000


def heading(reader: Reader, tag: Tag) -> None:
    """A heading of any level; pictures within it follow it."""
    pulled = soup.pull(tag)
    if said := reader.plain(tag, "a heading"):
        reader.add(Subhead(said))
    _follow(reader, pulled)


def listing(reader: Reader, tag: Tag) -> None:
    """A list in the running text; pictures and tables within it follow it."""
    reader.end_paragraph()
    pulled = soup.pull(tag, *soup.MEDIA, "table", "pre")
    _put(reader, tag)
    _follow(reader, pulled)


def quote(reader: Reader, tag: Tag) -> None:
    """Quoted words: with a speaker they stand apart, without they stay in the text."""
    if soup.classes(tag) & _SOCIAL and _social(reader, tag):
        return
    pulled = soup.pull(tag, *soup.MEDIA, "table", "pre")
    speaker = _speaker(tag)
    if speaker:
        speaker.extract()
        name = reader.plain(speaker, "a quote")
        reader.add(Quote(text=_words(reader, tag), speaker=name))
    elif "wp-block-pullquote" in soup.classes(tag):
        reader.add(PullOut(_words(reader, tag)))
    else:
        reader.end_paragraph()
        _put(reader, tag)
    _follow(reader, pulled)


def table(reader: Reader, tag: Tag, caption: str = "") -> None:
    """A table of plain cells; one that only arranges a page is taken apart."""
    rows = [row for row in soup.every(tag, "tr") if soup.first(row, "td", "th")]
    if tag.find("table") or sum(len(soup.every(row, "td", "th")) for row in rows) < 2:
        reader.container(tag)
        return
    pulled = soup.pull(tag)
    captions = [*(reader.plain(own, "a caption") for own in soup.pull(tag, "caption")), caption]
    header_row = rows[0] if not soup.first(rows[0], "td") or rows[0].find_parent("thead") else None
    header = _cells(reader, header_row) if header_row else ()
    body = [row for row in rows if row is not header_row]
    names_rows = bool(body) and all(_first_cell(row).name == "th" for row in body)
    reader.add(
        Table(
            rows=tuple(_cells(reader, row) for row in body),
            header=header,
            caption=" ".join(filter(None, captions)),
            row_header=names_rows,
        )
    )
    _follow(reader, pulled)


def preformatted(reader: Reader, tag: Tag) -> None:
    """Lines that must stay as they are: code as code, verse as lines of text."""
    is_code = bool(tag.find("code")) or not soup.classes(tag) & {"wp-block-verse", "wp-block-preformatted"}
    if is_code:
        lines = _kept_lines(tag.get_text())
        reader.paragraph(clean(f"<p><code>{lines}</code></p>") if lines.strip() else "")
        return
    for string in tag.find_all(string=True):
        for n, part in enumerate(str(string).split("\n")):
            if n:
                string.insert_before(Tag(name="br", can_be_empty_element=True))
            string.insert_before(NavigableString(_indented(part) if n else part))
        string.extract()
    reader.container(tag)


def term(reader: Reader, tag: Tag) -> None:
    """What is explained in a list of terms, or what opens when it is touched."""
    reader.container(tag, ("<strong>", "</strong>"))


def form(reader: Reader, tag: Tag) -> None:
    """A form does not come along, unless somebody wrapped a whole page into it."""
    controls = soup.pull(tag, *_CONTROLS)
    said = soup.line(tag) if len(tag.get_text()) < _LONG_FORM else ""
    if said or not tag.get_text(strip=True):
        reader.lose("form", said or ", ".join(control.name for control in controls))
    else:
        reader.container(tag)


def drop(reader: Reader, tag: Tag) -> None:
    """Something that cannot be in an article."""
    if tag.name != "noscript" or tag.get_text(strip=True):
        reader.lose(_DROPPED.get(tag.name, tag.name), soup.attribute(tag, "src") or tag.get_text())


def rule(reader: Reader, _tag: Tag) -> None:
    """A line between paragraphs has no block; where it parted two thoughts the desk may want a subhead."""
    reader.lose("line between paragraphs")
    reader.end_paragraph()


def _follow(reader: Reader, pulled: list[Tag]) -> None:
    for each in pulled:
        reader.element(each)


def _put(reader: Reader, tag: Tag) -> None:
    """Add a list or quotation as running text; blocks within it become its paragraphs."""
    for inner in tag.find_all(lambda t: t.name not in TAGS and t.name not in soup.INLINE):
        inner.insert_before(" ")
        inner.insert_after(" ")
        if inner.find(lambda t: t.name not in soup.INLINE):
            inner.unwrap()
        else:
            inner.name = "p"
    fragment = clean(soup.inline(tag))
    if text(fragment):
        reader.paragraph(fragment)


def _words(reader: Reader, tag: Tag) -> str:
    for link in soup.every(tag, "a"):
        reader.lose("link in a quote", soup.attribute(link, "href"))
    return "\n".join(soup.lines(tag))


def _speaker(tag: Tag) -> Tag | None:
    """The element that names who speaks: it comes last, and something is said before it."""
    named = tag.find_all(["cite", "footer", "figcaption"])
    if not named:
        return None
    last = (
        named[-1]
        if not named[-1].find_parent(["footer", "figcaption"])
        else named[-1].find_parent(["footer", "figcaption"])
    )
    said = tag.get_text()
    whole = "".join(said.split())
    name = "".join(last.get_text().split()) if last else ""
    return last if name and whole.endswith(name) and whole != name else None


def _social(reader: Reader, tag: Tag) -> bool:
    """A post of a network: its words stay as the title of the embed."""
    links = [soup.attribute(link, "href") for link in soup.every(tag, "a")]
    for address in [soup.attribute(tag, "data-instgrm-permalink", "cite", "data-url"), *reversed(links)]:
        if player := recognise(address):
            reader.add(Embed(url=player.url, title=soup.line(tag)))
            return True
    return False


def _cells(reader: Reader, row: Tag) -> tuple[str, ...]:
    cells = []
    for cell in soup.every(row, "td", "th"):
        cells.append(reader.plain(cell, "a table"))
        span = soup.attribute(cell, "colspan")
        cells += [""] * (min(int(span), 50) - 1 if span.isascii() and span.isdigit() else 0)
    return tuple(cells)


def _first_cell(row: Tag) -> Tag:
    return soup.every(row, "td", "th")[0]


def _kept_lines(said: str) -> str:
    """Lines with their indentation, which HTML would swallow."""
    return "<br>".join(soup.escaped(_indented(line.rstrip())) for line in said.strip("\n").split("\n"))


def _indented(line: str) -> str:
    return re.sub(r"^ +|\t| {2,}", lambda spaces: "\u00a0" * len(spaces[0].expandtabs(4)), line)


_SOCIAL = {"twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "mastodon-embed", "reddit-embed"}
_NAMES = ("cite", "footer", "figcaption")
_CONTROLS = ("input", "select", "textarea", "button")
_DROPPED = {"svg": "drawing (SVG)", "select": "form control", "textarea": "form control", "input": "form control"}
_UNWANTED = ("script", "style", "template", "noscript", "svg", "select", "textarea", "input", "title")

BY_NAME: dict[str, Handler] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("ul", "ol", "menu"), listing),
    **dict.fromkeys(("dt", "summary", "legend"), term),
    **dict.fromkeys(_UNWANTED, drop),
    "blockquote": quote,
    "table": table,
    "pre": preformatted,
    "form": form,
    "hr": rule,
}
