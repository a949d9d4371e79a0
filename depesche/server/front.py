"""What readers meet first: the page store, and behind it the newsroom."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from depesche.delivery.store.embedded import EmbeddedStore, Held
from depesche.delivery.store.entry import Entry
from depesche.server.addresses import address_of
from depesche.server.answering import send
from depesche.server.bridge import Bridge
from depesche.server.rendering import Renderer, failed, storable
from depesche.server.rsgi import Channel, Scope

logger = logging.getLogger(__name__)
RENEWED_AFTER = 600.0  # seconds after which a page is made anew for what moves by itself: counters, the day
PATIENCE = 1.0  # seconds that a reader waits for a page that somebody else is rendering


class Front:
    """Answers from the store; what is missing or stale is rendered once, whoever asks for it meanwhile."""

    def __init__(
        self, *, store: EmbeddedStore, renderer: Renderer, bridge: Bridge, threads: ThreadPoolExecutor
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._bridge = bridge
        self._threads = threads
        self._renders: dict[str, asyncio.Task[Entry | None]] = {}

    async def __rsgi__(self, scope: Scope, channel: Channel) -> None:
        """One request."""
        address = address_of(scope.path, scope.query_string) if scope.method in ("GET", "HEAD") else None
        if address is not None and not _is_ours(scope.headers.get("host") or scope.authority or ""):
            address = None  # Django says what is wrong with the name
        if address is None:
            await self._bridge.answer(scope, channel)
            return
        held = self._store.get(address, now=time.time())
        if held is not None and not held.stale:
            send(held.entry, scope, channel, state="hit")
            return
        await self._answer_anew(address, held, scope, channel)

    async def _answer_anew(self, address: str, held: Held | None, scope: Scope, channel: Channel) -> None:
        """Answer with a new render; whoever finds one going on gets the stale page, or waits for it."""
        going_on = self._renders.get(address)
        if going_on is not None and held is not None:
            send(held.entry, scope, channel, state="hit; stale")
            return
        if going_on is None:
            going_on = asyncio.create_task(self._render(address, held))
            self._renders[address] = going_on
            going_on.add_done_callback(partial(self._forget, address))
        entry = await asyncio.shield(going_on)
        if entry is not None:
            send(entry, scope, channel, state="fwd=miss" if held is None else "fwd=stale")
        else:
            await self._bridge.answer(scope, channel)

    async def _render(self, address: str, held: Held | None) -> Entry | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._renewed, address, held)

    def _forget(self, address: str, _done: object) -> None:
        self._renders.pop(address, None)

    def _renewed(self, address: str, held: Held | None) -> Entry | None:
        """The page, made anew by this process or by another; None if it is none that is stored."""
        until = time.monotonic() + PATIENCE
        while True:
            with self._store.locks.trying(address) as mine:
                if mine or time.monotonic() > until:
                    return self._rendered(address, held)
            if held is not None:
                return held.entry
            time.sleep(0.02)
            found = self._store.get(address, now=time.time())
            if found is not None and not found.stale:
                return found.entry

    def _rendered(self, address: str, held: Held | None) -> Entry | None:
        found = self._store.get(address, now=time.time())
        if found is not None and not found.stale:
            return found.entry  # somebody else was quicker
        begun, now = self._store.number(), time.time()
        try:
            rendered = self._renderer.render(address)
        except Exception:
            logger.exception("The page %s could not be rendered", address)
            return held.entry if held else None
        if failed(rendered):
            return held.entry if held else None
        if not storable(rendered):
            if held is not None:
                self._store.remove(address)
            return None
        entry = Entry.of(
            status=rendered.status,
            headers=rendered.headers,
            body=rendered.body,
            keys=rendered.keys,
            begun=begun,
            made_at=now,
            stale_at=now + RENEWED_AFTER,
        )
        try:
            self._store.put(address, entry)
        except (OSError, sqlite3.Error):
            logger.warning("The page %s could not be kept in the store", address, exc_info=True)
        return entry


@lru_cache(256)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
