"""Speaking to Valkey: for a short time only, and to one run of it."""

from __future__ import annotations

from functools import partial
from hashlib import sha1
from typing import Any

import valkey
from valkey.exceptions import ConnectionError as NoConnection
from valkey.exceptions import NoScriptError

from depesche.delivery.store.valkey.address import Address

# Seconds that somebody waits for an answer.  Whoever waits is a reader.
PATIENCE = 0.5


class Server:
    """The Valkey of an address."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._kind = valkey.SSLConnection if address.secure else valkey.Connection
        self._how: dict[str, Any] = {
            "host": address.host,
            "port": address.port,
            "db": address.number,
            "username": address.user,
            "password": address.password,
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            "client_name": "depesche",
        }
        if address.secure:
            self._how["ssl_check_hostname"] = True

    def connect(self) -> tuple[Any, str]:
        """A connection, and the run of the server to which it leads."""
        connection: Any = self._kind(**self._how)
        connection.connect()
        try:
            return connection, _run_of(connection)
        except BaseException:
            connection.disconnect()
            raise

    def asking(self, run: str) -> Asking:
        """Whoever asks this run of the server and no other."""
        kind: Any = self._kind
        return Asking(
            valkey.ConnectionPool(connection_class=kind, valkey_connect_func=partial(_same, run), **self._how)
        )


class Asking:
    """Connections to one run of a server.

    What a server has lost when it starts again cannot be seen by asking it.
    But a connection does not outlive the run that it leads to, so each new one
    is asked once.
    """

    def __init__(self, connections: valkey.ConnectionPool) -> None:
        self._connections = connections
        self._valkey: Any = valkey.Valkey(connection_pool=connections)

    def script(self, text: str, keys: list[bytes], words: list[Any]) -> Any:
        """Run a script."""
        try:
            return self._valkey.evalsha(_name(text), len(keys), *keys, *words)
        except NoScriptError:
            return self._valkey.eval(text, len(keys), *keys, *words)

    def command(self, *words: Any) -> Any:
        """Do one thing, and give back what the client makes of the answer."""
        return self._valkey.execute_command(*words)

    def close(self) -> None:
        """Let go of the connections; those in use end with their use."""
        self._connections.disconnect(inuse_connections=False)


def _same(run: str, connection: Any) -> None:
    connection.on_connect()
    if _run_of(connection) != run:
        raise NoConnection("it has been started anew")


def _run_of(connection: Any) -> str:
    connection.send_command("INFO", "server", check_health=False)
    said = connection.read_response().decode()
    return next(line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("run_id:"))


_names: dict[str, str] = {}


def _name(text: str) -> str:
    """What Valkey calls a script that it knows."""
    if text not in _names:
        _names[text] = sha1(text.encode(), usedforsecurity=False).hexdigest()
    return _names[text]
