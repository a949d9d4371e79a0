"""Calls to machines that strangers name: public ones only, pinned, short, and never through a redirect."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from depesche.net import fetching, senders
from depesche.net.fetching import NotAllowed, NotReached, TooMuch, fetch, is_public
from depesche.net.sessions import Session
from tests.servers import Upstream, upstream

pytestmark = pytest.mark.loopback

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - nothing is bound
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1",
]  # fmt: skip

NOT_CALLED = [
    "http://social.example/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://localhost/", "https://localhost./", "file:///etc/passwd",
    "gopher://127.0.0.1/", "https://user:pass@social.example/", "https://social.example:22/", "https:///x",
    "https://social.example@127.0.0.1/", "ftp://social.example/", "//social.example/", "social.example",
    "https://169.254.169.254/latest/meta-data/", "https://" + "a" * 300 + ".example/",
]  # fmt: skip


@pytest.fixture
def canary() -> Iterator[Upstream]:
    """Somebody on the loopback whom nobody may call."""
    with upstream() as state:
        yield state


@pytest.mark.parametrize("address", PRIVATE)
def test_what_belongs_to_no_public_machine_is_not_called(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_machines_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", NOT_CALLED)
def test_only_public_names_over_tls_are_called(url: str) -> None:
    with pytest.raises(OSError):
        fetch("GET", url, headers={})


def test_a_name_that_also_leads_into_our_network_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, "93.184.216.34", "127.0.0.1")
    with pytest.raises(NotAllowed):
        fetch("GET", "https://rebinding.example/", headers={})


def test_the_address_that_was_looked_at_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolves_to(monkeypatch, "93.184.216.34")
    called: list[Any] = []

    def connect(where: Any, *_: Any) -> socket.socket:
        called.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached):
        fetch("GET", "https://social.example/", headers={})
    assert called == [("93.184.216.34", 443)]
    assert asked == ["social.example"]  # once: a second answer could be another


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def near(state: Upstream) -> dict[str, Any]:
    return {"headers": {}, "near": frozenset([f"127.0.0.1:{state.port}"])}


def test_what_the_settings_name_may_stand_near(canary: Upstream) -> None:
    answer = fetch("POST", f"http://127.0.0.1:{canary.port}/a?b=1", body=b"c=1", **near(canary))
    assert (answer.status, answer.body) == (200, b"from the newsroom")
    assert canary.asked == ["POST /a?b=1"]
    assert canary.heard[0][1] == b"c=1"


def test_a_redirect_is_an_answer_and_leads_nowhere(canary: Upstream) -> None:
    canary.status, canary.headers = 302, {"Location": "http://127.0.0.1/secret"}
    with Session(lambda: frozenset([f"127.0.0.1:{canary.port}"])) as session:
        answer = session.get(f"http://127.0.0.1:{canary.port}/", allow_redirects=True)
    assert answer.status_code == 302
    assert canary.asked == ["GET /"]


def test_too_long_an_answer_is_none(canary: Upstream) -> None:
    canary.body = b"x" * (fetching.MOST + 1)
    with pytest.raises(TooMuch):
        fetch("GET", f"http://127.0.0.1:{canary.port}/", **near(canary))


@pytest.mark.parametrize("drip", [b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: "])
def test_whoever_sends_a_byte_now_and_then_is_left(drip: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.5)
    with dripping(drip) as port, pytest.raises(OSError):
        fetch("GET", f"http://127.0.0.1:{port}/", headers={}, near=frozenset([f"127.0.0.1:{port}"]))


class dripping:  # noqa: N801 - reads like a function
    """A machine that begins to answer and never ends."""

    def __init__(self, first: bytes) -> None:
        self._first = first
        self._over = threading.Event()

    def __enter__(self) -> int:
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._drip, daemon=True).start()
        port: int = self._door.getsockname()[1]
        return port

    def _drip(self) -> None:
        visitor, _where = self._door.accept()
        visitor.recv(4096)
        try:
            visitor.sendall(self._first)
            while not self._over.wait(0.1):
                visitor.sendall(b"x")
        except OSError:
            self._over.set()
        visitor.close()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._door.close()


def test_libraries_get_their_own_kind_of_error() -> None:
    with Session() as session, pytest.raises(requests.ConnectionError):
        session.get("https://localhost/")


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "found"),
    [
        ("198.51.100.1", "203.0.113.9", 0, "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "192.0.2.1, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", 2, "10.0.0.1"),
    ],
)
def test_the_sender_is_whom_our_own_servers_saw(peer: str, forwarded: str, proxies: int, found: str) -> None:
    assert senders.address(peer, forwarded, proxies=proxies) == found


def test_one_subscriber_is_one_network() -> None:
    same: Callable[[str], str] = senders.network
    assert same("2001:db8:1:2:3:4:5:6") == same("2001:db8:1:2::1") != same("2001:db8:1:3::1")
    assert same("::ffff:203.0.113.9") == "203.0.113.9"
    assert same("nonsense") == ""
