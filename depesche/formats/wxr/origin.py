"""What the records of one export have in common, and what earlier ones said of later ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from depesche.formats.wordpress import Library
from depesche.formats.wxr import php
from depesche.formats.wxr.records import Site


@dataclass(slots=True)
class Origin:
    """The site with its authors and terms; these are few, however large the export."""

    site: Site
    library: Library
    #: Names of authors by their login.
    names: dict[str, str] = field(default_factory=dict)
    #: Slugs of categories by their number, for plug-ins that name a main one.
    categories: dict[str, str] = field(default_factory=dict)
    #: Numbers of posts by language for each group of translations (Polylang).
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    def know_term(self, taxonomy: str, number: str, slug: str, description: str) -> None:
        """Remember what pieces will refer to."""
        if taxonomy == "category" and number:
            self.categories[number] = slug
        if taxonomy == "post_translations":
            self.translations[slug] = {
                language: str(post) for language, post in php.mapping(description).items() if isinstance(post, int)
            }

    def term_key(self, taxonomy: str, slug: str) -> str:
        """The key of a term; tags are called so whatever the version calls them."""
        kind = {"post_tag": "tag"}.get(taxonomy, taxonomy)
        return f"{kind}:{self.readable(slug)}"

    def absolute(self, address: str) -> str:
        """An address of the old site as seen from anywhere; empty for what is none."""
        try:
            full = urljoin(self.site.url, address) if address else ""
            urlsplit(full)
        except ValueError:
            return ""
        return full if re.match(r"https?://[^/\s]+", full) else ""

    def query_address(self, name: str, number: str) -> str:
        """The address that every post has besides its readable one, such as ``/?p=12``."""
        base = self.site.url.rstrip("/")
        return f"{base}/?{name}={number}" if base.startswith("http") and number else ""

    def readable(self, slug: str) -> str:
        """A slug in its own script, which WordPress stores percent-encoded."""
        return unquote(slug.strip())
