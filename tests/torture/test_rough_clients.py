"""Clients that mean no good, over real connections: the server lives on, and others get their answers."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import PATH, Answered, ask, free_port, running
from tests.torture.checking import read, same
from tests.torture.newsroom import DOOR, EDITOR, Served, serving

pytestmark = pytest.mark.loopback
VCL = Path(__file__).resolve().parents[2] / "deploy" / "varnish.vcl"


@pytest.fixture(scope="module")
def behind() -> int:
    """The port at which Varnish will stand before the newsroom."""
    return free_port()


@pytest.fixture(scope="module")
def served(home: Path, behind: int) -> Iterator[Served]:
    """A newsroom that tells a Varnish what to purge."""
    settings = {"DEPESCHE_CACHES": f"varnish://127.0.0.1:{behind}"}
    with serving(home, workers=1, settings=settings) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def varnish(served: Served, behind: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real Varnish with our configuration in front of it."""
    program = shutil.which("varnishd", path=PATH)
    assert program, "varnishd is missing: run tools/system-packages test"
    folder = tmp_path_factory.mktemp("varnish")
    (folder / "our.vcl").write_text(VCL.read_text().replace('"8000"', f'"{served.port}"'))
    command = [program, "-F", "-j", "none", "-n", str(folder / "work"), "-f", str(folder / "our.vcl")]
    with running([*command, "-a", f"127.0.0.1:{behind}", "-s", "malloc,16m"], behind):
        yield behind


def test_slow_clients_and_those_who_say_nothing_keep_nobody_out(served: Served) -> None:
    before, workers = read(served), served.workers()
    with ExitStack() as opened:
        for number in range(1_500):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            if number % 3:
                line.send(b"GET /de/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " if number % 3 == 1 else b"P")
        same(before, read(served))
        assert served.ask(DOOR).status == 200
    assert served.workers() == workers


def test_ten_thousand_headers_and_half_requests_are_refused_by_a_server_that_lives_on(served: Served) -> None:
    before, workers = read(served), served.workers()
    many = b"".join(b"X-%d: a\r\n" % number for number in range(10_000))
    for rough in (
        b"GET /de/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + many + b"\r\n",
        b"GET /de/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /desk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /-/seen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"GET /de/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nSec-WebSocket-Protocol: \xff\r\nUpgrade: websocket\r\n\r\n",
        b"\x16\x03\x01\x00" * 100,
    ):
        assert not said(served.port, rough).startswith(b"HTTP/1.1 2")
    same(before, read(served))
    assert served.workers() == workers


@pytest.mark.parametrize(
    "path",
    [
        "/desk/account/x.css", "/desk/account;a.js", "/desk/account%2f..%2fstatic/a.css", "/desk/account%00.css",
        "/static/..%2fdesk/account/", "/static/../desk/account/", "/%64esk/account/", "//desk/account/",
        "/de/..%2fdesk/account/", "/desk%2faccount/", "/desk/account/?x=.css",
    ],
)  # fmt: skip
def test_what_somebody_sees_who_is_signed_in_is_given_to_nobody_else(served: Served, varnish: int, path: str) -> None:
    cookie = f"sessionid={served.session()}"
    own = ask(varnish, "/desk/account/", cookie=cookie)
    assert EDITOR.encode() in own.body
    ask(varnish, path, cookie=cookie)
    for port in (varnish, served.port):
        others: Answered = ask(port, path)
        assert EDITOR.encode() not in others.body
        assert not re.search(rb"wagtail.?admin|csrfmiddlewaretoken.*account", others.body) or others.status != 200


def said(port: int, request: bytes) -> bytes:
    """What the server answers to these bytes; nothing if it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return line.recv(200)
        except OSError:
            return b""
