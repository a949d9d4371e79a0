"""What stands on a page, for tests that look at it as a reader does."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

_TEASER = re.compile(
    r'<article class="teaser (?P<rank>[^"]*)"[^>]*>(?P<inside>.*?)</article>'
    r'|<li><time[^>]*>[^<]*</time> <a href="(?P<ticker>[^"]*)">',
    re.DOTALL,
)
_PUBLIC_ID = re.compile(r"-([2-9a-hjkmnp-z]{12})/")


def articles_on(response: Any) -> list[str]:
    """The public ids of the articles that stand on a page, in order."""
    return re.findall(r'<a href="/[^"]*-([2-9a-hjkmnp-z]{12})/"', main_of(response))


def ranks_on(response: Any) -> dict[str, list[str]]:
    """The public ids by the rank that they stand in, in order; the ticker is one of the ranks."""
    found: dict[str, list[str]] = {}
    for match in _TEASER.finditer(main_of(response)):
        rank = match["rank"].split()[0] if match["rank"] else "ticker"
        public_id = _PUBLIC_ID.search(match["inside"] or match["ticker"])
        assert public_id
        found.setdefault(rank, []).append(public_id[1])
    return found


def teasers_of(response: Any, public_id: str) -> list[str]:
    """The source of everything that names an article in the main part of a page: teasers and lines of the ticker."""
    source = main_of(response)
    return [one for one in re.findall(r"<article.*?</article>|<li>.*?</li>", source, re.DOTALL) if public_id in one]


def main_of(response: Any) -> str:
    """The source of the main part of a page."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def text_of(response: Any) -> str:
    """The source of a page as people read it: without entities."""
    return unescape(response.content.decode())


def json_ld_of(page: str) -> Any:
    """The data for search engines in the source of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def metas_of(response: Any) -> dict[str, str]:
    """The page's descriptions of itself: ``og:title`` and the like."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', response.content.decode())
    return {name: unescape(words) for name, words in found}
