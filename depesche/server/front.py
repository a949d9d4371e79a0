"""What readers meet first: the page store, and behind it the newsroom."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from http import HTTPStatus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from depesche.delivery.store.embedded import EmbeddedStore, Held
from depesche.delivery.store.entry import Entry
from depesche.server.addresses import address_of
from depesche.server.answering import HIT, PRIVATE, SHARED, send, send_hit
from depesche.server.bridge import Bridge
from depesche.server.rendering import Renderer
from depesche.server.rsgi import Channel, Scope

logger = logging.getLogger(__name__)
RENEWED_AFTER = 600.0  # seconds after which a page is made anew for what moves by itself: counters, the day
PATIENCE = 1.0  # seconds that a reader waits for a page that somebody else is rendering


@dataclass(frozen=True, slots=True)
class _Made:
    """A page made for those who wait: whether later readers may get it as well, and whether nothing in it is old."""

    entry: Entry
    kept: bool = True
    fresh: bool = True


class Front:
    """Answers from the store; what is missing or stale is rendered once, whoever asks for it meanwhile."""

    def __init__(
        self, *, store: EmbeddedStore, renderer: Renderer, bridge: Bridge, threads: ThreadPoolExecutor
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._bridge = bridge
        self._threads = threads
        self._renders: dict[str, asyncio.Task[_Made | None]] = {}

    async def __rsgi__(self, scope: Scope, channel: Channel) -> None:
        """One request."""
        # Nine of ten requests end here: nothing that could be left out may stand before it.
        if not scope.query_string:
            held = self._store.at_hand(scope.path, now=time.time())
            if held is not None and _is_ours(_host(scope)) and send_hit(held, scope, channel):
                return
        address = address_of(scope.path, scope.query_string) if scope.method in ("GET", "HEAD") else None
        if address is None or not _is_ours(_host(scope)):  # Django says what is wrong with the name
            await self._bridge.answer(scope, channel)
            return
        held = self._store.get(address, now=time.time())
        if held is not None and not held.stale:
            send(held.entry, scope, channel, state=HIT)
            return
        await self._answer_anew(address, held, scope, channel)

    async def _answer_anew(self, address: str, held: Held | None, scope: Scope, channel: Channel) -> None:
        """Answer with a new render; whoever finds one going on gets the stale page, or waits for it."""
        going_on = self._renders.get(address)
        if going_on is not None and held is not None:
            send(held.entry, scope, channel, state="hit; stale", lasting=False)
            return
        if going_on is None:
            going_on = asyncio.create_task(self._render(address, held))
            self._renders[address] = going_on
            going_on.add_done_callback(partial(self._forget, address))
        made = await asyncio.shield(going_on)
        if made is None or (not made.kept and _somebody(scope)):
            await self._bridge.answer(scope, channel)
            return
        state = "fwd=miss" if held is None else "fwd=stale"
        caching = SHARED if made.kept or made.entry.status == HTTPStatus.OK else PRIVATE
        send(made.entry, scope, channel, state=state, caching=caching, lasting=made.kept and made.fresh)

    async def _render(self, address: str, held: Held | None) -> _Made | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._renewed, address, held)

    def _forget(self, address: str, _done: object) -> None:
        self._renders.pop(address, None)

    def _renewed(self, address: str, held: Held | None) -> _Made | None:
        """The page, made anew by this process or by another; None if each reader must ask for themselves."""
        until = time.monotonic() + PATIENCE
        while True:
            with self._store.locks.trying(address) as mine:
                if mine or time.monotonic() > until:
                    return self._rendered(address, held)
            if held is not None:
                return _Made(held.entry, fresh=False)
            time.sleep(0.02)
            found = self._store.get(address, now=time.time())
            if found is not None and not found.stale:
                return _Made(found.entry)

    def _rendered(self, address: str, held: Held | None) -> _Made | None:
        found = self._store.get(address, now=time.time())
        if found is not None and not found.stale:
            return _Made(found.entry)  # somebody else was quicker
        last_good = _Made(held.entry, fresh=False) if held else None
        begun, now = self._store.number(), time.time()
        try:
            rendered = self._renderer.render(address)
        except Exception:
            logger.exception("The page %s could not be rendered", address)
            return last_good
        if rendered.failed:
            return last_good
        if not rendered.storable:
            if held is not None:
                self._store.remove(address)
            if rendered.personal:
                return None
        entry = rendered.entry(begun=begun, made_at=now, stale_at=now + RENEWED_AFTER)
        if not rendered.storable:
            return _Made(entry, kept=False)
        return _Made(entry, fresh=self._keep(address, entry))

    def _keep(self, address: str, entry: Entry) -> bool:
        """Store the page; it is not if something in it was purged while it was rendered."""
        try:
            return self._store.put(address, entry)
        except (OSError, sqlite3.Error):
            logger.warning("The page %s could not be kept in the store", address, exc_info=True)
            return False


def _host(scope: Scope) -> str:
    return scope.headers.get("host") or scope.authority or ""


def _somebody(scope: Scope) -> bool:
    """Whether the request says more than its address: what is not for everybody may be something else for them."""
    return bool(scope.query_string) or scope.headers.get("cookie") is not None


@lru_cache(256)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
