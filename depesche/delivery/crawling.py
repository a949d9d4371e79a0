"""Finding every public address: from the map of the site on, along the links of the pages themselves."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one address: its status (None: there is no page for everybody), and what its page leads to.

    ``written`` names the files that were made of it, ``missing`` says that there can be none.
    """

    address: str
    status: int | None = None
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    missing: bool = False


def crawl(
    visit: Callable[[str], Future[Visit]], start: Sequence[str] = START, *, at_once: int
) -> Iterator[tuple[Visit, int]]:
    """A visit to every address that can be found, several at once, and how many are known so far."""
    known, waiting = set(start), deque(start)
    going: set[Future[Visit]] = set()
    while waiting or going:
        while waiting and len(going) < at_once:
            going.add(visit(waiting.popleft()))
        done, going = wait(going, return_when=FIRST_COMPLETED)
        for one in done:
            found = one.result()
            new = set(found.pages) - known
            known |= new
            waiting.extend(sorted(new))
            yield found, len(known)


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
