"""Calls to services that the newsroom's own settings name: short, never through a redirect, errors said as such."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote

PATIENCE = 5.0  # seconds
_NEAR = frozenset(("127.0.0.1", "::1", "localhost"))
_MOST = 64 * 1024  # bytes of an answer that are read


class Refused(OSError):
    """The service answered, and did not do it."""


class Service:
    """Speaks to the service that an address of the settings names; to other machines over TLS only.

    Varnish is the exception: it knows no TLS and stands in our own network.
    """

    def __init__(self, address: SplitResult) -> None:
        self.host = address.hostname or ""
        self.user = unquote(address.username or "")
        self.secret = unquote(address.password or "")
        self.name = address.path.strip("/")
        self._port = address.port
        self._plain = address.scheme == "varnish" or self.host in _NEAR

    def call(self, method: str, path: str, headers: Mapping[str, str], body: Any = None) -> bytes:
        """Make one call; raises OSError, and Refused with what the service said."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = http.client.HTTPConnection if self._plain else http.client.HTTPSConnection
        connection = kind(self.host, self._port, timeout=PATIENCE)
        try:
            connection.request(method, path, content or None, dict(headers))
            answer = connection.getresponse()
            said = answer.read(_MOST)
        except http.client.HTTPException as error:
            raise Refused(f"{self.host} does not speak HTTP: {error}") from error
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise Refused(f"{self.host} answered {answer.status}: {said[:200].decode(errors='replace')}")
        return said
