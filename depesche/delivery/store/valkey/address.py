"""What the setting says about where Valkey is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

PORT = 6379


class NoAddress(ValueError):
    """The setting names no Valkey."""


@dataclass(frozen=True, slots=True)
class Address:
    """``valkey://USER:PASSWORD@HOST:PORT/NUMBER``, or ``valkeys://`` over TLS; all but the host may be left out."""

    host: str
    port: int = PORT
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    number: int = 0
    secure: bool = False

    @classmethod
    def read(cls, written: str) -> Self:
        """What an address means; raises NoAddress, which does not repeat the password."""
        try:
            parts = urlsplit(written)
            host, port, number = parts.hostname, parts.port, parts.path.strip("/")
        except ValueError:
            raise NoAddress("it cannot be read") from None
        if parts.scheme not in ("valkey", "valkeys") or not host or port == 0 or parts.query or parts.fragment:
            raise NoAddress("it is not of the form valkey://user:password@host:6379/0")
        if number and not (number.isascii() and number.isdigit()):
            raise NoAddress("the number of the database is none")
        return cls(
            host,
            port or PORT,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            int(number or 0),
            parts.scheme == "valkeys",
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.number}"
