"""Pages of which the sitemap learns from the apps above: told by whoever owns them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from depesche.formats.sitemap import Page
from depesche.newsroom.models import Edition

# ``find`` names the pages that readers may see, and marks what purges the map that holds them.
Find = Callable[[Edition, datetime], Iterator[Page]]

_FINDERS: dict[str, Find] = {}


def register(owner: str, find: Find) -> None:
    """Say who knows about more pages of an edition."""
    _FINDERS[owner] = find


def pages(edition: Edition, at: datetime) -> Iterator[Page]:
    """All of them, those of each owner together."""
    for find in _FINDERS.values():
        yield from find(edition, at)
