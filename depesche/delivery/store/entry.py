"""A stored page: everything of an answer that every reader gets alike."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import brotli
import zstandard

STORABLE = frozenset({200, 301, 302, 410})
# Enough for a page that is read a few times, before the next change renews it.
_BROTLI, _GZIP, _ZSTD = 5, 6, 9
_COMPRESSIBLE = ("text/", "application/json", "application/ld+json", "application/rss+xml", "application/xml")
_DIGEST = 16


class DamagedError(ValueError):
    """What was read back is not what was stored."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer.  ``begun`` is the number of the last purge before its render began; ``made_at`` is Unix time.

    ``etag`` says what the bytes are, without quotation marks: strong, the same
    wherever and whenever they are made.  ``bodies`` holds the body by content coding (RFC 9110, 8.4): ``identity``
    and, where it gets smaller, ``br``, ``zstd`` and ``gzip``.  From ``stale_at``
    (Unix time) on the page wants to be made anew although nothing was purged.
    ``took`` is how many seconds its render lasted.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    bodies: dict[str, bytes]
    etag: str
    keys: frozenset[str]
    begun: int
    made_at: float
    stale_at: float | None = None
    took: float | None = None

    @classmethod
    def of(
        cls,
        *,
        status: int,
        headers: list[tuple[str, str]],
        body: bytes,
        keys: frozenset[str],
        begun: int,
        made_at: float,
        stale_at: float | None = None,
        took: float | None = None,
    ) -> Self:
        """The entry of a fresh answer, compressed once for everybody."""
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        bodies = {"identity": body}
        if kind.startswith(_COMPRESSIBLE):
            compressed = {
                "br": brotli.compress(body, quality=_BROTLI),
                "zstd": zstandard.compress(body, _ZSTD),
                "gzip": gzip.compress(body, _GZIP, mtime=0),
            }
            bodies |= {coding: small for coding, small in compressed.items() if len(small) < len(body)}
        return cls(status, tuple(headers), bodies, _checksum(body).hex(), keys, begun, made_at, stale_at, took)

    @property
    def weight(self) -> int:
        """Bytes of memory, roughly."""
        return sum(map(len, self.bodies.values())) + 2048

    def pack(self) -> bytes:
        """The entry as bytes, with a checksum over all of them."""
        about = {
            "status": self.status,
            "headers": self.headers,
            "etag": self.etag,
            "keys": sorted(self.keys),
            "begun": self.begun,
            "made_at": self.made_at,
            "stale_at": self.stale_at,
            "took": self.took,
            "bodies": [(coding, len(body)) for coding, body in self.bodies.items()],
        }
        head = json.dumps(about).encode()
        content = b"".join((len(head).to_bytes(4, "big"), head, *self.bodies.values()))
        return _checksum(content) + content

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """What ``pack`` made; raises DamagedError."""
        content = memoryview(packed)[_DIGEST:]
        if len(packed) < _DIGEST + 4 or _checksum(content) != packed[:_DIGEST]:
            raise DamagedError("the checksum does not fit")
        start = 4 + int.from_bytes(content[:4], "big")
        about = json.loads(bytes(content[4:start]))
        bodies = {}
        for coding, length in about.pop("bodies"):
            bodies[coding] = bytes(content[start : start + length])
            start += length
        headers = tuple((name, value) for name, value in about.pop("headers"))
        try:
            return cls(headers=headers, keys=frozenset(about.pop("keys")), bodies=bodies, **about)
        except TypeError as other:
            raise DamagedError("another release stored it") from other


def _checksum(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()
