"""Rendering a page for everybody: the request of a stranger who sends nothing but an address."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from depesche.delivery.caches import KINDS
from depesche.delivery.calling import Application, call, path_info
from depesche.delivery.collecting import collecting
from depesche.delivery.keys import everything
from depesche.delivery.store.entry import STORABLE, Entry

_ANEW = frozenset(("cache-control", "content-length", "date", "etag", "expires", "surrogate-key", "vary"))
KEPT_IN_FRONT = "max-age=600, stale-if-error=604800"  # a purge comes earlier; our own pages are renewed as often
# What only caches of our own have a use for.
FOR_CACHES = frozenset(("surrogate-key", "surrogate-control", "cache-tag", "cdn-cache-control", "cache-groups"))
MOST_KEYS = 1000  # Cloudflare takes no more, and a page with as many is no page for a cache
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer of the application and the surrogate keys of what stands in it.

    ``personal`` says that another reader might get another answer: it sets a
    cookie, or depends on more of the request than the address.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    keys: frozenset[str]
    personal: bool

    @property
    def failed(self) -> bool:
        """Whether the answer is our own fault and no page at all."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def storable(self) -> bool:
        """Whether the answer is a page that every reader may get: it says its keys, and nothing of one visitor."""
        return self.status in STORABLE and bool(self.keys) and not self.personal

    def entry(self, *, begun: int, made_at: float, stale_at: float, took: float | None = None) -> Entry:
        """The answer as the page store keeps it."""
        return Entry.of(
            status=self.status,
            headers=self.headers,
            body=self.body,
            keys=self.keys,
            begun=begun,
            made_at=made_at,
            stale_at=stale_at,
            took=took,
        )

    def passing(self, now: float) -> Entry:
        """The answer for those who wait for it and nobody else."""
        return self.entry(begun=0, made_at=now, stale_at=now)


class Renderer:
    """Asks the application for pages, always as the same stranger at the newsroom's own address."""

    def __init__(self, application: Application, base_url: str, *, announce: Collection[str] = ()) -> None:
        base = urlsplit(base_url)
        self._announce = announce  # kinds of caches in front; without one, keys are no use to anybody
        self._application = application
        self._request = {
            "SERVER_NAME": base.hostname or "localhost",
            "SERVER_PORT": str(base.port or (443 if base.scheme == "https" else 80)),
            "HTTP_HOST": base.netloc,
            "wsgi.url_scheme": base.scheme,
        }

    def render(self, address: str) -> Rendered:
        """The page at an address of the store; raises what the application raises."""
        path, _, query = address.partition("?")
        with collecting() as marks:
            answer = call(self._application, self._request | {"PATH_INFO": path_info(path), "QUERY_STRING": query})
            with closing(answer):
                body = b"".join(answer.pieces)
        said = dict(answer.headers)
        named = {*marks, *said.get("surrogate-key", "").split()}
        keys = frozenset((everything(), *named)) if named else frozenset[str]()
        headers = [(name, value) for name, value in answer.headers if name not in _ANEW]
        return Rendered(
            answer.status,
            headers + for_caches(keys, self._announce) if self._announce and keys else headers,
            body,
            keys,
            personal="set-cookie" in said or _depends(said.get("vary", "")),
        )


def for_caches(keys: Collection[str], kinds: Collection[str]) -> Headers:
    """What tells caches of ours how long to keep a page, and by which names it will be purged.

    Each kind reads other headers; CDN-Cache-Control (RFC 9213) and
    Cache-Groups (RFC 9875) are for all.  A page with more keys than one of
    them takes is for none: what no purge would find may not be kept.
    """
    names, caches = sorted(keys), [KINDS[kind] for kind in kinds]
    if len(names) > MOST_KEYS or len(" ".join(names)) > min(cache.LONGEST for cache in caches):
        return []
    written = {
        "surrogate-key": " ".join(names),
        "surrogate-control": KEPT_IN_FRONT,
        "cache-tag": ",".join(names),
        "cdn-cache-control": KEPT_IN_FRONT,
        "cache-groups": ", ".join(map(_string, names)),
    }
    wanted = {"cdn-cache-control", "cache-groups", *(name for cache in caches for name in cache.NAMES)}
    return [(name, value) for name, value in written.items() if name in wanted]


def _string(text: str) -> str:
    """Text as a String of a structured field (RFC 9651, 3.3.3)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _depends(vary: str) -> bool:
    """Whether an answer depends on more than its address and the codings that a browser reads."""
    return not {name.strip().lower() for name in vary.split(",")} <= {"", "accept-encoding"}


def renderer() -> Renderer:
    """Renders what strangers see of the newsroom of this process."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from depesche.delivery.caches import kinds

    return Renderer(get_wsgi_application(), settings.BASE_URL, announce=kinds())
