"""Calls to machines that strangers name: public addresses only, the one that was looked at, short, and once.

A reader names their Mastodon server, a provider names its own end points.  So
an address is resolved once, must be one of the public internet, and is the one
that is connected to; nothing follows a redirect; size and time are bounded.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 6.0  # seconds for all of it
MOST = 256 * 1024  # bytes of an answer

# Addresses that lead to others: what they carry is not looked at, so they are not let through (RFC 6052, 3056, 4380).
_TUNNELS = [ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class NotAllowed(OSError):
    """The address is none that we speak to."""


class NotReached(OSError):
    """No connection came about, so nothing was sent."""


class TooMuch(OSError):
    """The answer is longer than anything that we expect."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other machine said; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    near: frozenset[str] = frozenset(),
    most: int = MOST,
) -> Answer:
    """Make one call; raises OSError, and NotAllowed, NotReached or ``socket.gaierror`` if nothing was sent.

    ``near`` are hosts (with their port) that the newsroom's own settings name:
    they may stand in the own network, and speak without TLS.  ``most`` is how
    many bytes an answer may have.
    """
    parts = urlsplit(url)
    trusted = parts.netloc in near
    if parts.scheme != "https" and not (parts.scheme == "http" and trusted):
        raise NotAllowed(f"{url[:200]} does not begin with https://")
    if parts.username is not None or not parts.hostname or (parts.port not in (None, 443) and not trusted):
        raise NotAllowed(f"{url[:200]} is none that we call")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(parts.hostname, port, trusted=trusted)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(parts.hostname, port, address, tls=parts.scheme == "https")
    return _call(connection, method, path, headers, body, most)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to one machine of the public internet, and to no other."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or any(found in net for net in _TUNNELS)):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _address(host: str, port: int, *, trusted: bool) -> str:
    """The address to connect to: all that a name has must be public, or the name is not to be trusted."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except UnicodeError as fault:
        raise NotAllowed(f"{host[:100]} is no name") from fault
    if not trusted and not all(is_public(one) for one in found):
        raise NotAllowed(f"{host[:100]} does not stand in the public internet")
    return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at before, under the name that it was found by."""

    def __init__(self, host: str, port: int, address: str, *, tls: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address = address
        self._tls = tls
        if tls:
            self.default_port = 443

    def connect(self) -> None:
        """Connect to the address and nowhere else."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def reach(self) -> None:
        """Connect; raises NotReached."""
        try:
            self.connect()
        except OSError as fault:
            raise NotReached(f"{self.host}: {fault}") from fault


def _call(connection: _Pinned, method: str, path: str, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
    # Whoever sends a byte now and then would keep any time limit of a single read from ending the call.
    over = threading.Event()
    end = threading.Timer(PATIENCE, _hang_up, [connection, over])
    end.daemon = True
    end.start()
    try:
        connection.reach()
        connection.request(method, path, body or None, dict(headers) | {"Connection": "close"})
        with connection.getresponse() as answer:  # it holds the line itself once the connection is given up
            said = answer.read(most + 1)
    except (http.client.HTTPException, ValueError) as fault:
        raise OSError(f"{connection.host} does not speak HTTP: {fault}") from fault
    finally:
        end.cancel()
        connection.close()
    if len(said) > most:
        raise TooMuch(f"{connection.host} says more than {most} bytes")
    if answer.length or over.is_set():  # the connection ended before the answer did
        raise OSError(f"{connection.host} did not finish")
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, said)


def _hang_up(connection: _Pinned, over: threading.Event) -> None:
    over.set()
    if connection.sock:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself
