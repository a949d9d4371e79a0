"""What readers meet first: the page store, and behind it the newsroom."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from http import HTTPStatus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from depesche.delivery.addresses import address_of
from depesche.delivery.press import Made, Press
from depesche.delivery.rendering import Renderer
from depesche.delivery.store.embedded import Held
from depesche.delivery.store.interface import PageStore
from depesche.server.answering import HIT, PRIVATE, SHARED, send, send_hit
from depesche.server.bridge import Bridge
from depesche.server.rsgi import Channel, Scope

NOTICED_AFTER = 0.2  # seconds
AHEAD = 30  # pages that are made after a purge before anybody asks; with their pauses, a second or two
PATIENCE = 1.0  # seconds that a reader waits for a page that somebody else is rendering


class Front:
    """Answers from the store; what is missing or stale is rendered once, whoever asks for it meanwhile."""

    def __init__(self, *, store: PageStore, renderer: Renderer, bridge: Bridge, threads: ThreadPoolExecutor) -> None:
        self._store = store
        self._press = Press(store, renderer)
        self._bridge = bridge
        self._threads = threads
        self._renders: dict[str, asyncio.Task[Made | None]] = {}
        self._ahead: asyncio.Task[None] | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server begins."""
        self._ahead = loop.create_task(self._render_ahead())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server ends."""
        if self._ahead:
            self._ahead.cancel()

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
        """Answer with a new render; whoever finds one going on gets the stale page, or waits for it.

        While readers get the pages of another release, there is no new one in the place of a stale one.
        """
        going_on = self._renders.get(address)
        if held is not None and (going_on is not None or not self._store.accepting):
            send(held.entry, scope, channel, state="hit; stale", lasting=False)
            return
        made = await asyncio.shield(going_on or self._begin(address, held))
        if made is None or (not made.kept and _somebody(scope)):
            await self._bridge.answer(scope, channel)
            return
        state = "fwd=miss" if held is None else "fwd=stale"
        caching = SHARED if made.kept or made.entry.status == HTTPStatus.OK else PRIVATE
        send(made.entry, scope, channel, state=state, caching=caching, lasting=made.kept and made.fresh)

    async def _render_ahead(self) -> None:
        """After a purge, make the pages that readers have been reading before they ask for them again."""
        seen = self._store.number()
        while True:
            await asyncio.sleep(NOTICED_AFTER)
            if self._store.number() == seen:
                continue
            seen = self._store.number()
            for address, held in self._store.stale_at_hand(AHEAD):
                if address not in self._renders:
                    began = time.monotonic()
                    await asyncio.shield(self._begin(address, held))
                    await asyncio.sleep(time.monotonic() - began)  # readers come first

    def _begin(self, address: str, held: Held | None) -> asyncio.Task[Made | None]:
        going_on = self._renders[address] = asyncio.create_task(self._render(address, held))
        going_on.add_done_callback(partial(self._forget, address))
        return going_on

    async def _render(self, address: str, held: Held | None) -> Made | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._renewed, address, held)

    def _forget(self, address: str, _done: object) -> None:
        self._renders.pop(address, None)

    def _renewed(self, address: str, held: Held | None) -> Made | None:
        """The page, made anew by this process or by another; None if each reader must ask for themselves."""
        until = time.monotonic() + PATIENCE
        while True:
            with self._store.locks.trying(address) as mine:
                if mine or time.monotonic() > until:
                    return self._press.make(address, held)
            if held is not None:
                return Made(held.entry, fresh=False)
            time.sleep(0.02)
            found = self._store.get(address, now=time.time())
            if found is not None and not found.stale:
                return Made(found.entry)


def _host(scope: Scope) -> str:
    return scope.headers.get("host") or scope.authority or ""


def _somebody(scope: Scope) -> bool:
    """Whether the request says more than its address: what is not for everybody may be something else for them."""
    return bool(scope.query_string) or scope.headers.get("cookie") is not None


@lru_cache(256)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
