"""What readers meet first: the page store, and behind it the newsroom."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import lru_cache, partial
from http import HTTPStatus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from depesche.delivery.addresses import address_of
from depesche.delivery.press import Made, Press
from depesche.delivery.rendering import Renderer
from depesche.delivery.store.interface import Held, PageStore
from depesche.server.answering import HIT, PRIVATE, SHARED, STALE, send, send_hit
from depesche.server.bridge import Bridge
from depesche.server.lanes import Busy, Lanes
from depesche.server.outage import Outage
from depesche.server.refusing import refuse
from depesche.server.rsgi import Channel, Scope

logger = logging.getLogger(__name__)
NOTICED_AFTER = 0.2  # seconds
AHEAD = 30  # pages that are made after a purge before anybody asks; with their pauses, a second or two
LOOKUPS = 4  # pages that are asked for at once of a store on another machine
PATIENCE = 1.0  # seconds that a reader waits for a page that somebody else is rendering
FIRST = 2.0  # ... that the one for whom it is rendered waits, if there is a last good one
LONGEST = 10.0  # ... and if there is none
MANY = 100_000  # more than ever ask for a page at the same moment
MOST_COUNTED = 10_000  # stale pages of which it is known how many ask for them
_LONGEST_HOST = 300  # characters: a name has 253 at most (RFC 1035), and what is remembered must stay small
ASIDE = "/-/"  # what is answered without the database, whether or not it is away


class Front:
    """Answers from the store; what is missing or stale is rendered once, whoever asks for it meanwhile."""

    def __init__(
        self,
        *,
        store: PageStore,
        renderer: Renderer,
        bridge: Bridge,
        lanes: Lanes,
        lists: Callable[[str], bool] = lambda _address: False,
    ) -> None:
        """Stand before a newsroom; ``lists`` says of which addresses the pages list what is new: these come first."""
        self._store = store
        self._lists = lists
        self._press = Press(store, renderer)
        self._bridge = bridge
        self._lanes = lanes
        self._outage = Outage()
        # Apart from those that render: who asks for a page that is there must not wait for one that is not.
        self._lookups = None if store.near else ThreadPoolExecutor(LOOKUPS, thread_name_prefix="lookups")
        self._looking: dict[str, asyncio.Future[Held | None]] = {}
        self._renders: dict[str, asyncio.Task[Made | None]] = {}
        self._askers: Counter[str] = Counter()  # of stale pages: how often they were asked for since
        self._ahead: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server begins."""
        self._ahead = loop.create_task(self._render_ahead())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server ends."""
        for going_on in (self._ahead, self._renewing):
            if going_on:
                going_on.cancel()
        if self._lookups:
            self._lookups.shutdown(wait=False)

    async def __rsgi__(self, scope: Scope, channel: Channel) -> None:
        """One request."""
        # Nine of ten requests end here: nothing that could be left out may stand before it.
        if not scope.query_string:
            held = self._store.at_hand(scope.path, now=time.time())
            if held is not None and _is_ours(_host(scope)) and send_hit(held, scope, channel):
                held.asked += 1
                if held.moved:
                    self._renew(scope.path, held)
                return
        address = address_of(scope.path, scope.query_string) if scope.method in ("GET", "HEAD") else None
        if address is None or not _is_ours(_host(scope)):  # Django says what is wrong with the name
            await self._ask_newsroom(scope, channel)
            return
        held = await self._found(address)
        if held is not None and not held.stale:
            send(held.entry, scope, channel, state=HIT)
            if held.moved:
                self._renew(address, held)
            return
        await self._answer_anew(address, held, scope, channel)

    async def _found(self, address: str) -> Held | None:
        """The page as the store has it; a store that cannot be read has none.

        One on another machine is asked once by all who want the page at that moment.
        """
        if self._lookups is None:
            return self._read(address)
        looking = self._looking.get(address)
        if looking is None:
            looking = asyncio.get_running_loop().run_in_executor(self._lookups, self._read, address)
            self._looking[address] = looking
            looking.add_done_callback(lambda _done: self._looking.pop(address, None))
        return await asyncio.shield(looking)

    async def _answer_anew(self, address: str, held: Held | None, scope: Scope, channel: Channel) -> None:
        """Answer with a new render; whoever finds one going on gets the stale page, or waits for it."""
        try:
            made = await self._awaited(address, held)
        except Busy:
            await self._answer_last(address, scope, channel)
            return
        if made is None or (not made.kept and not made.away and _somebody(scope)):
            await self._ask_newsroom(scope, channel)
        elif held is not None and made.entry is held.entry:
            await self._answer_last(address, scope, channel)
        else:
            state = "fwd=miss" if held is None else "fwd=stale"
            caching = SHARED if made.kept or made.entry.status == HTTPStatus.OK else PRIVATE
            send(made.entry, scope, channel, state=state, caching=caching, lasting=made.kept and made.fresh)

    async def _answer_last(self, address: str, scope: Scope, channel: Channel) -> None:
        """Answer with the last good page, unless it was withdrawn while the reader waited."""
        held = await self._found(address)
        if held is None:
            refuse(scope, channel)
        elif held.stale:
            send(held.entry, scope, channel, state=STALE, lasting=False)
        else:
            send(held.entry, scope, channel, state=HIT)

    async def _awaited(self, address: str, held: Held | None) -> Made | None:
        """The page, made anew now or already under way; raises Busy where waiting is of no use."""
        going_on = self._renders.get(address)
        good = held is not None and not held.doubtful
        if good and not self._store.accepting:  # readers get pages of another release, so there is no new one
            raise Busy
        if self._outage.away and going_on is None and not self._outage.due():
            raise Busy
        if held is not None:
            self._count(address)
        rendering = going_on or self._begin(address, held)
        if held is not None and good and (going_on or self._outage.late or held.frequented(time.time())):
            raise Busy
        alone = not going_on and not self._outage.away and (good or held is None)
        patience = PATIENCE if not alone else LONGEST if held is None else FIRST
        done, _ = await asyncio.wait({rendering}, timeout=patience)
        if not done:
            self._outage.note_late()
            raise Busy
        return rendering.result()

    async def _ask_newsroom(self, scope: Scope, channel: Channel) -> None:
        """Let the newsroom answer in the reader's name, unless it is known that it cannot."""
        asks = scope.method in ("GET", "HEAD") and self._lanes.of(scope.path) is self._lanes.readers
        if not asks or scope.path.startswith(ASIDE):
            await self._bridge.answer(scope, channel)
        elif self._outage.away and not self._outage.due():
            refuse(scope, channel)
        else:
            status = await self._bridge.answer(scope, channel)
            if status is not None:
                self._outage.note(away=status == HTTPStatus.SERVICE_UNAVAILABLE)

    async def _render_ahead(self) -> None:
        """After a purge, make the pages that readers have been reading before they ask for them again."""
        seen = self._store.noticed()
        while True:
            await asyncio.sleep(NOTICED_AFTER)
            if self._store.noticed() == seen:
                continue
            seen = self._store.noticed()
            try:
                stale = self._store.stale_at_hand(AHEAD)
            except (OSError, sqlite3.Error):
                logger.warning("The page store could not be read", exc_info=True)
                continue
            for address, held in stale:
                await self._make_ahead(address, held)

    def _renew(self, address: str, held: Held) -> None:
        """Make a page anew in which only figures have moved: behind its readers, and one at a time.

        What finds another one under way waits for its next reader: figures may cost half of one thread at most.
        """
        if self._store.accepting and held.behind(time.time()) and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._make_ahead(address, held))

    async def _make_ahead(self, address: str, held: Held) -> None:
        if address not in self._renders and not self._outage.late:
            began = time.monotonic()
            held.wanted = False  # once for each purge: what cannot be made is left to its readers
            await asyncio.wait({self._begin(address, held)})
            await asyncio.sleep(time.monotonic() - began)  # readers come first

    def _begin(self, address: str, held: Held | None) -> asyncio.Task[Made | None]:
        going_on = self._renders[address] = asyncio.create_task(self._render(address, held))
        going_on.add_done_callback(partial(self._forget, address))
        return going_on

    async def _render(self, address: str, held: Held | None) -> Made | None:
        """The page, made anew by this process or by another; None if each reader must ask for themselves."""
        until = time.monotonic() + LONGEST
        while True:
            async with self._trying(address) as mine:
                if mine:
                    return await self._make(address, held)
            if held is not None and not held.doubtful:
                return Made(held.entry, fresh=False)
            if time.monotonic() > until:
                raise Busy
            await asyncio.sleep(0.02)
            found = await self._found(address)
            if found is not None and not found.stale:
                return Made(found.entry)

    async def _make(self, address: str, held: Held | None) -> Made | None:
        # A cache in front asks once, for however many readers.  What was never stored may be anybody's invention.
        before = MANY if held is not None and (held.changed or self._lists(address)) else 0
        made = await self._lanes.readers.run(
            self._press.make, address, held, wanted=lambda: before + max(1, self._askers[address])
        )
        self._askers.pop(address, None)
        self._outage.note(away=made is not None and made.away)
        return made

    def _count(self, address: str) -> None:
        if len(self._askers) >= MOST_COUNTED:
            self._askers.clear()
        self._askers[address] += 1

    def _forget(self, address: str, done: asyncio.Task[Made | None]) -> None:
        self._renders.pop(address, None)
        if not done.cancelled():
            done.exception()  # whoever waited has heard of it

    @asynccontextmanager
    async def _trying(self, address: str) -> AsyncIterator[bool]:
        """Hold the lock of a page if nobody else does; of a store on another machine without stopping everybody."""
        lock = self._store.locks.trying(address)
        if self._lookups is None:
            with lock as mine:
                yield mine
            return
        ask = partial(asyncio.get_running_loop().run_in_executor, self._lookups)
        mine = await ask(lock.__enter__)
        try:
            yield mine
        finally:
            await asyncio.shield(ask(lock.__exit__, None, None, None))

    def _read(self, address: str) -> Held | None:
        try:
            return self._store.get(address, now=time.time())
        except (OSError, sqlite3.Error):
            logger.warning("The page store could not be read", exc_info=True)
            return None


def _host(scope: Scope) -> str:
    return scope.headers.get("host") or scope.authority or ""


def _somebody(scope: Scope) -> bool:
    """Whether the request says more than its address: what is not for everybody may be something else for them."""
    return bool(scope.query_string) or scope.headers.get("cookie") is not None


def _is_ours(host: str) -> bool:
    return len(host) <= _LONGEST_HOST and _is_allowed(host)


@lru_cache(256)
def _is_allowed(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
