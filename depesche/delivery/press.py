"""Making a page: rendered as everybody may see it, and kept for the next reader."""

from __future__ import annotations

import logging
import sqlite3
import time
from dataclasses import dataclass
from http import HTTPStatus

from depesche.delivery.rendering import Rendered, Renderer
from depesche.delivery.store.entry import Entry
from depesche.delivery.store.interface import UNKNOWN, Held, PageStore, Unreachable

logger = logging.getLogger(__name__)
RENEWED_AFTER = 600.0  # seconds after which a page is made anew for what moves by itself: rankings, the day


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

    def __init__(self, store: PageStore, renderer: Renderer) -> None:
        self._store = store
        self._renderer = renderer

    def make(self, address: str, last: Held | None = None) -> Made | None:
        """The page, made anew unless somebody was quicker; None if each reader must ask for themselves.

        ``last`` is the stale page that is served if the newsroom is broken,
        or if readers get pages of another release than this one.
        """
        now = time.time()
        found = self._found(address, now)
        if found is not None and not found.stale and not found.behind(now):
            return Made(found.entry)
        last_good = Made(last.entry, fresh=False) if last else None
        if last and not (self._store.accepting or last.doubtful):
            return last_good
        begun, began, rendered = self._rendered(address)
        if (rendered is None or rendered.failed) and begun != self._number():
            # It was asked for in several questions, between which something was withdrawn: now all answers fit.
            begun, began, rendered = self._rendered(address)
        if rendered is None:
            return last_good
        if rendered.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return Made(last.entry if last else rendered.passing(now), kept=False, fresh=False, away=True)
        if rendered.failed:
            return last_good
        if not rendered.storable and last is not None:
            self._remove(address)
        if rendered.personal:
            return None
        took = time.perf_counter() - began
        entry = rendered.entry(begun=begun, made_at=now, stale_at=now + RENEWED_AFTER, took=took)
        if not rendered.storable:
            return Made(entry, kept=False)
        return Made(entry, fresh=self._keep(address, entry))

    def _found(self, address: str, now: float) -> Held | None:
        """The page that is stored; a store that cannot be read has none, and the page is made for those who wait."""
        try:
            return self._store.get(address, now=now)
        except (OSError, sqlite3.Error):
            return None

    def _remove(self, address: str) -> None:
        """Take a page away; while the store takes no writes it stays there as a stale one."""
        try:
            self._store.remove(address)
        except (OSError, sqlite3.Error) as failure:
            logger.warning("The page %s could not be removed from the store: %s", address, failure)

    def _rendered(self, address: str) -> tuple[int, float, Rendered | None]:
        """What the newsroom answers, with the number of the last purge and the clock before; None if it broke down."""
        begun, began = self._number(), time.perf_counter()
        try:
            return begun, began, self._renderer.render(address)
        except Exception:
            logger.exception("The page %s could not be rendered", address)
            return begun, began, None

    def _number(self) -> int:
        try:
            return self._store.number()
        except Unreachable:
            return UNKNOWN

    def _keep(self, address: str, entry: Entry) -> bool:
        """Store the page; it is not if something in it was purged while it was rendered."""
        try:
            return self._store.put(address, entry)
        except (OSError, sqlite3.Error) as failure:
            logger.warning("The page %s is kept in memory only, the store takes nothing: %s", address, failure)
            return self._store.hold(address, entry)
