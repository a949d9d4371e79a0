"""Content delivery networks, as their documentation of 2026 says that they want to be told."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings

from depesche.delivery.caches.signing import signed
from depesche.delivery.keys import everything
from depesche.net.services import Refused, Service


class Fastly:
    """``fastly://:TOKEN@api.fastly.com/SERVICE``: purged by Surrogate-Key (developer.fastly.com, Purging API)."""

    NAMES: ClassVar[tuple[str, ...]] = ("surrogate-key", "surrogate-control")
    LONGEST: ClassVar[int] = 16_000  # it ignores keys behind 16,384 bytes (fastly.com, Constraints and limitations)

    def __init__(self, service: Service) -> None:
        self._service = service

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        """A soft purge keeps the pages for the time when the newsroom is away."""
        headers = {"Fastly-Key": self._service.secret, "Accept": "application/json", "Content-Type": "application/json"}
        headers |= {} if hard else {"Fastly-Soft-Purge": "1"}
        for some in _together(keys, 256):
            body = {"surrogate_keys": some}
            self._service.call("POST", f"/service/{quote(self._service.name, safe='')}/purge", headers, body)


class Cloudflare:
    """``cloudflare://:TOKEN@api.cloudflare.com/ZONE``: purged by Cache-Tag (developers.cloudflare.com, Purge cache)."""

    NAMES: ClassVar[tuple[str, ...]] = ("cache-tag",)
    LONGEST: ClassVar[int] = 16_000  # it takes 16 KB of tags (Purge cache by cache-tags)

    def __init__(self, service: Service) -> None:
        self._service = service

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        """There is no soft purge."""
        headers = {"Authorization": f"Bearer {self._service.secret}", "Content-Type": "application/json"}
        path = f"/client/v4/zones/{quote(self._service.name, safe='')}/purge_cache"
        wishes = (
            [{"purge_everything": True}] if everything() in keys else [{"tags": some} for some in _together(keys, 30)]
        )
        for wish in wishes:
            said = self._service.call("POST", path, headers, wish)
            if not json.loads(said or b"{}").get("success"):
                raise Refused(f"Cloudflare did not purge: {said[:200].decode(errors='replace')}")


class Bunny:
    """``bunny://:KEY@api.bunny.net/PULLZONE``: takes 1,024 bytes of tags, too few for a front page; so by address.

    docs.bunny.net, Purge cache and Purge URL.
    """

    NAMES: ClassVar[tuple[str, ...]] = ()
    LONGEST: ClassVar[int] = 8_000  # it does not say how long the headers of an answer may be
    MOST = 50  # addresses, each of them a call; with more, everything goes at once

    def __init__(self, service: Service) -> None:
        self._service = service

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        """There is no soft purge."""
        headers = {"AccessKey": self._service.secret, "Content-Type": "application/json"}
        paths = _paths(keys, hard=hard, most=self.MOST)
        if paths is None:
            self._service.call("POST", f"/pullzone/{quote(self._service.name, safe='')}/purgeCache", headers, {})
        for path in paths or []:
            url = quote(f"{settings.BASE_URL}{path}*", safe="")
            self._service.call("POST", f"/purge?async=false&url={url}", headers, {})


class CloudFront:
    """``cloudfront://KEY:SECRET@cloudfront.amazonaws.com/DISTRIBUTION``: knows addresses only, so we look them up.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
    """

    NAMES: ClassVar[tuple[str, ...]] = ()
    LONGEST: ClassVar[int] = 8_000  # of an answer's headers it takes 20,480 bytes in all (Quotas)
    MOST = 1000  # addresses; with more, everything is named at once, which costs one

    def __init__(self, service: Service) -> None:
        self._service = service

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        """There is no soft purge."""
        path = f"/2020-05-31/distribution/{quote(self._service.name, safe='')}/invalidation"
        found = _paths(keys, hard=hard, most=self.MOST)
        paths = ["/*"] if found is None else [f"{path}*" for path in found]
        items = "".join(f"<Path>{escape(one)}</Path>" for one in paths)
        body = (
            '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
            f"<Paths><Quantity>{len(paths)}</Quantity><Items>{items}</Items></Paths>"
            f"<CallerReference>{uuid.uuid4()}</CallerReference></InvalidationBatch>"
        ).encode()
        headers = {"content-type": "application/xml", "host": self._service.host}
        at = datetime.now(UTC)
        sent = signed("POST", path, headers, body, user=self._service.user, secret=self._service.secret, at=at)
        self._service.call("POST", path, sent, body)


def _paths(keys: Collection[str], *, hard: bool, most: int) -> list[str] | None:
    """The addresses of pages that bear one of these keys, for networks that know no keys; None: all that there are."""
    # What was purged hard is in the store no more, so its address is not known any more either.
    if hard or everything() in keys:
        return None
    from depesche.delivery.store import store

    paths = sorted({quote(address.partition("?")[0]) for address in store().addresses(keys)})
    return paths if 0 < len(paths) <= most else None


def _together(keys: Collection[str], most: int) -> Iterator[list[str]]:
    names = sorted(keys)
    for start in range(0, len(names), most):
        yield names[start : start + most]
