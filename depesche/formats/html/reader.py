"""The walk through foreign HTML: running text gathers until a block interrupts it."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bs4 import Tag

from depesche.formats.embeds import recognise
from depesche.formats.html import soup
from depesche.formats.html.vocabulary import absolute, clean, text
from depesche.formats.newsitem import Block, Embed, Paragraph, Photo

#: Takes in one element of a kind; see ``texts`` and ``media``.
Handler: TypeAlias = Callable[["Reader", Tag], None]
#: Gives the photo for an ``img`` by its attributes, or None to take it from its address.
PhotoOf: TypeAlias = Callable[[Mapping[str, str]], Photo | None]

_DEEPEST = 100
_EXCERPT = 120
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that has no place in an article here: what it was, and how it began."""

    what: str
    excerpt: str = ""


class Reader:
    """Collects the blocks of one piece, and what it could not keep."""

    def __init__(self, *, handler_of: Callable[[Tag], Handler | None], photo_of: PhotoOf, base: str) -> None:
        self.blocks: list[Block] = []
        self.lost: list[Lost] = []
        self.photos: dict[str, Photo] = {}
        self.photo_of = photo_of
        self._handler_of = handler_of
        self._base = base
        self._run: list[str] = []
        self._paragraphs: list[str] = []
        self._depth = 0

    def read(self, root: Tag) -> None:
        """Take in a whole tree."""
        for struck in soup.every(root, "s", "strike", "del"):
            self.lose("strikethrough", struck.get_text())
        for link in soup.every(root, "a"):
            if target := soup.attribute(link, "href"):
                link["href"] = self.absolute(target)
        self.container(root)
        self.add()

    def container(self, tag: Tag, wrap: tuple[str, str] = ("", "")) -> None:
        """Take in an element that means nothing but a new paragraph."""
        self.end_paragraph()
        self.walk(tag, wrap)
        self.end_paragraph()

    def walk(self, node: Tag, wrap: tuple[str, str] = ("", "")) -> None:
        """Take in the children of an element; ``wrap`` is the inline markup that is open around them."""
        self._depth += 1
        for child in list(node.children):
            if isinstance(child, Tag):
                self.element(child, wrap)
            else:
                self._run.append(wrap[0] + soup.escaped(str(child)) + wrap[1])
        self._depth -= 1

    def element(self, tag: Tag, wrap: tuple[str, str] = ("", "")) -> None:
        """Take in one element by what it is."""
        handler = self._handler_of(tag)
        if self._depth > _DEEPEST:
            self._run.append(soup.escaped(soup.line(tag)))
        elif handler:
            handler(self, tag)
        elif tag.name not in soup.INLINE:
            self.container(tag, wrap)
        elif tag.find(lambda inner: inner.name not in soup.INLINE):
            self._split_inline(tag, wrap)
        else:
            self._run.append(wrap[0] + soup.inline(tag) + wrap[1])

    def say(self, plain: str) -> None:
        """Add plain text to the running paragraph."""
        self._run.append(soup.escaped(plain))

    def end_paragraph(self) -> None:
        """Close the running paragraph, if it says anything; an address alone may be something to embed."""
        fragment = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", clean("".join(self._run)))
        self._run.clear()
        said = text(fragment)
        if not said:
            return
        linked = re.search(r'href="([^"]*)"', fragment)
        player = recognise(said) if not linked or html.unescape(linked[1]) == said else None
        if player:
            self.add(Embed(url=player.url))
        else:
            self.paragraph(f"<p>{fragment}</p>")

    def paragraph(self, fragment: str) -> None:
        """Add finished running text; it joins the running text before it."""
        self.end_paragraph()
        self._paragraphs.append(fragment)

    def words(self, plain: str) -> None:
        """Add plain text, if there is any, as a paragraph of its own."""
        self.paragraph(clean(f"<p>{soup.escaped(plain)}</p>") if plain else "")

    def add(self, *blocks: Block) -> None:
        """Add blocks after what was read so far."""
        self.end_paragraph()
        if running := "".join(self._paragraphs):
            self.blocks.append(Paragraph(running))
        self._paragraphs.clear()
        self.blocks += blocks

    def lose(self, what: str, excerpt: str = "") -> None:
        """Name something that does not come along."""
        self.lost.append(Lost(what, " ".join(excerpt[: 4 * _EXCERPT].split())[:_EXCERPT]))

    def plain(self, tag: Tag, where: str) -> str:
        """The text of an element on one line; links in it are named as lost."""
        for link in soup.every(tag, "a"):
            if target := soup.attribute(link, "href"):
                self.lose(f"link in {where}", target)
        return soup.line(tag)

    def absolute(self, address: str) -> str:
        """An address as seen from anywhere."""
        return absolute(address, self._base)

    def _split_inline(self, tag: Tag, wrap: tuple[str, str]) -> None:
        """Keep inline markup on the text around a block that stands within it."""
        target = soup.attribute(tag, "href")
        if target and not self._is_kept_on_text(tag) and not _IMAGE_FILE.search(target):
            self.lose("link around a block", target)
        opening, closing = soup.shell(tag)
        self.walk(tag, (wrap[0] + opening, closing + wrap[1]))

    def _is_kept_on_text(self, tag: Tag) -> bool:
        """Whether some of the words within an inline element stay running text."""
        for words in tag.find_all(string=True):
            around = itertools.takewhile(lambda parent: parent is not tag, words.parents)
            if words.strip() and not any(map(self._handler_of, around)):
                return True
        return False
