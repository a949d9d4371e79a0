"""Making a page: rendered as everybody may see it, and kept for the next reader."""

from __future__ import annotations

import logging
import sqlite3
import time
from dataclasses import dataclass
from http import HTTPStatus

from depesche.delivery.rendering import Rendered, Renderer
from depesche.delivery.store.embedded import EmbeddedStore, Held
from depesche.delivery.store.entry import Entry

logger = logging.getLogger(__name__)
RENEWED_AFTER = 600.0  # seconds after which a page is made anew for what moves by itself: counters, the day


@dataclass(frozen=True, slots=True)
class Made:
    """A page for those who wait: whether later readers may get it as well, and whether nothing in it is old.

    ``away``: the newsroom could not even try, because its database was away.
    """

    entry: Entry
    kept: bool = True
    fresh: bool = True
    away: bool = False


class Press:
    """Makes the pages of ``store``."""

    def __init__(self, store: EmbeddedStore, renderer: Renderer) -> None:
        self._store = store
        self._renderer = renderer

    def make(self, address: str, last: Held | None = None) -> Made | None:
        """The page, made anew unless somebody was quicker; None if each reader must ask for themselves.

        ``last`` is the stale page that is served if the newsroom is broken.
        """
        now = time.time()
        found = self._store.get(address, now=now)
        if found is not None and not found.stale:
            return Made(found.entry)
        last_good = Made(last.entry, fresh=False) if last else None
        begun, rendered = self._rendered(address)
        if (rendered is None or rendered.failed) and begun != self._store.number():
            # It was asked for in several questions, between which something was withdrawn: now all answers fit.
            begun, rendered = self._rendered(address)
        if rendered is None:
            return last_good
        if rendered.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return Made(last.entry if last else rendered.passing(now), kept=False, fresh=False, away=True)
        if rendered.failed:
            return last_good
        if not rendered.storable and last is not None:
            self._store.remove(address)
        if rendered.personal:
            return None
        entry = rendered.entry(begun=begun, made_at=now, stale_at=now + RENEWED_AFTER)
        if not rendered.storable:
            return Made(entry, kept=False)
        return Made(entry, fresh=self._keep(address, entry))

    def _rendered(self, address: str) -> tuple[int, Rendered | None]:
        """What the newsroom answers, with the number of the last purge before; None if it broke down."""
        begun = self._store.number()
        try:
            return begun, self._renderer.render(address)
        except Exception:
            logger.exception("The page %s could not be rendered", address)
            return begun, None

    def _keep(self, address: str, entry: Entry) -> bool:
        """Store the page; it is not if something in it was purged while it was rendered."""
        try:
            return self._store.put(address, entry)
        except (OSError, sqlite3.Error) as failure:
            logger.warning("The page %s is kept in memory only, the store takes nothing: %s", address, failure)
            return self._store.hold(address, entry)
