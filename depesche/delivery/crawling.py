"""Finding every public address: from the map of the site on, along the links of the pages themselves."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from depesche.delivery.addresses import address_of
from depesche.delivery.store.entry import Entry

# Where a crawl begins: the map leads to all articles, the front pages to what is on no map.
START = ("/", "/robots.txt", "/sitemap.xml")
FILES = ("/static/", "/media/")
_LINK = re.compile(r"""<loc>([^<]+)</loc>|(?:href|src|poster)\s*=\s*["']?([^"'\s>]+)|srcset\s*=\s*["']([^"']+)["']""")
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


class Links:
    """What the answers of one site lead to."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url
        self._origin = urlsplit(base_url)[:2]

    def pages(self, address: str, entry: Entry) -> set[str]:
        """The addresses of the store that a page leads to; a page that has moved leads to its new place."""
        found = {address_of(unquote(parts.path), parts.query) for parts in self._parts(address, entry)}
        return {one for one in found if one is not None}

    def files(self, address: str, entry: Entry) -> set[str]:
        """The pictures, recordings, styles and typefaces that a page shows."""
        return {unquote(parts.path) for parts in self._parts(address, entry) if parts.path.startswith(FILES)}

    def _parts(self, address: str, entry: Entry) -> Iterator[SplitResult]:
        here = urljoin(self._base, address)
        for written in _written(entry):
            try:
                parts = urlsplit(urljoin(here, html.unescape(written.strip())))
            except ValueError:  # no address at all
                continue
            if parts[:2] == self._origin and parts.path:
                yield parts


def crawl(make: Callable[[str], Entry | None], links: Links) -> Iterator[tuple[str, Entry | None, int]]:
    """Every public address with its page (None: there is none for everybody), and how many are known so far."""
    known = set(START)
    waiting = deque(START)
    while waiting:
        address = waiting.popleft()
        entry = make(address)
        new = links.pages(address, entry) - known if entry else set()
        known |= new
        waiting.extend(sorted(new))
        yield address, entry, len(known)


def _written(entry: Entry) -> Iterator[str]:
    """Addresses as they stand in an answer."""
    said = dict(entry.headers)
    if "location" in said:
        yield said["location"]
    kind = said.get("content-type", "")
    if not kind.startswith(("text/html", "text/css", "application/xml")):
        return
    text = entry.bodies["identity"].decode(errors="replace")
    yield from _IN_STYLE.findall(text)
    for place, link, several in _LINK.findall(text):
        if several:
            yield from (one.split()[0] for one in several.split(",") if one.split())
        else:
            yield place or link
