"""Requests that say two things about where they end, alone and behind the caches that we ship a configuration for.

The second request that is hidden in such a body follows a short link, which
the newsroom counts: whether it was answered is seen on the line, and whether
it came as far as the newsroom is seen in the figures.
"""

from __future__ import annotations

import base64
import re
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.test_leaks import USUAL, reversed_route, routes
from tests.servers import PATH, ask, free_port, nginx
from tests.torture.newsroom import DEPESCHE, INHERITED, Served, until
from tests.torture.test_rough_clients import behind, served, varnish

__all__ = ["behind", "served", "varnish"]

pytestmark = pytest.mark.loopback

BROWSER = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MOST_MORE = 50 * 1024  # kB by which a process may have grown
# What says that a body comes in pieces, or that to some: whoever reads it one way, and the server behind it another,
# would disagree where the next request begins.
PIECES = (
    b"Transfer-Encoding: chunked",
    b"transfer-encoding: CHUNKED",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding:\tchunked",
    b"Transfer-Encoding:\x0bchunked",
    b"Transfer-Encoding: \x00chunked",
    b'Transfer-Encoding: "chunked"',
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: chunked;q=1",
    b"Transfer-Encoding: identity, chunked",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding:\r\n chunked",
    b"X: x\nTransfer-Encoding: chunked",
    b"X: x\rTransfer-Encoding: chunked",
    b"\x20Transfer-Encoding: chunked",
)
# Lengths that are none, or two; the number itself is put in.
LENGTHS = (
    b"Content-Length: 0\r\nContent-Length: %d",
    b"Content-Length: %d\r\nContent-Length: 0",
    b"Content-Length: 0, %d",
    b"Content-Length: +%d",
    b"Content-Length: -%d",
    b"Content-Length: 0x%d",
    b"Content-Length: %d a",
    b"Content-Length: %d;0",
    b"Content-Length : %d",
    b"Content-Length:\x0b%d",
    b"Content-Length:\r\n %d",
)
LAST_PIECES = tuple(
    last + b"\r\n\r\n" for last in (b"0;a=b", b"00000000000000000000", b"0\n", b"0\r\nX: x", b"-0", b"0x0", b" 0")
)


@dataclass
class Doors:
    """Where the newsroom can be asked, and the short link that the hidden request follows."""

    ports: dict[str, int]
    code: str
    other: str
    home: Path

    @property
    def hidden(self) -> bytes:
        """The second request, as a reader of ours would send it."""
        return b"GET /k/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: %s\r\n\r\n" % (self.code.encode(), BROWSER)

    def followed(self) -> set[str]:
        """The short links that somebody followed, as the newsroom has it."""
        with closing(sqlite3.connect(self.home / "newsroom.sqlite3")) as rows:
            found = rows.execute(
                "SELECT code FROM audience_shortlink JOIN audience_count USING (kind, subject) WHERE what = 'link'"
            ).fetchall()
        return {code for (code,) in found}


@pytest.fixture(scope="module")
def doors(served: Served, varnish: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """The newsroom alone, behind Varnish and behind nginx."""
    port, folder = free_port(), tmp_path_factory.mktemp("nginx")
    words = ["nginx", "--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{served.port}"]
    command = [*DEPESCHE, "--home", str(served.home), *words]
    settings = INHERITED | {"DEPESCHE_FILES_FOR_NGINX": "on"}
    text = subprocess.run(command, env=settings, check=True, capture_output=True, text=True).stdout
    with closing(sqlite3.connect(served.home / "newsroom.sqlite3")) as rows:
        codes = rows.execute("SELECT code FROM audience_shortlink WHERE kind = 'article' LIMIT 2").fetchall()
    with nginx(folder / "nginx", text, port):
        yield Doors({"alone": served.port, "varnish": varnish, "nginx": port}, codes[0][0], codes[1][0], served.home)


def conflicts(hidden: bytes) -> Iterator[bytes]:
    """Requests that end where the hidden one begins for some, and after it for others."""
    head = b"POST /-/seen HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n\r\n"
    for said in PIECES:
        whole = b"0\r\n\r\n" + hidden
        yield head % (b"Content-Length: %d\r\n%s" % (len(whole), said)) + whole
        yield head % (b"%s\r\nContent-Length: %d" % (said, len(whole))) + whole
        inside = b"%x\r\n%s\r\n0\r\n\r\n" % (len(hidden), hidden)
        yield head % (b"Content-Length: %d\r\n%s" % (inside.index(b"\n") + 1, said)) + inside
    for length in LENGTHS:
        yield head % (length % len(hidden)) + hidden
    for last in LAST_PIECES:
        whole = last + hidden
        yield head % (b"Content-Length: %d\r\nTransfer-Encoding: chunked" % len(whole)) + whole
    yield (b"GET /de/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(hidden)) + hidden
    whole = b"0\r\n\r\n" + hidden
    yield head % (b"Transfer_Encoding: chunked\r\nContent-Length: %d" % len(whole)) + whole


def test_a_request_that_is_hidden_in_a_body_is_answered_to_nobody_and_never_reaches_the_newsroom(
    served: Served, doors: Doors
) -> None:
    workers, weight = served.workers(), heaviest(served)
    answers = {port: ask(port, "/de/counting/").body for port in doors.ports.values()}
    wrong = []
    for name, port in doors.ports.items():
        for asked in conflicts(doors.hidden):
            said = answered(port, asked)
            if b"\r\nlocation: " in said.lower():
                wrong.append(f"{name}: {asked[:160]!r} was answered {said[:400]!r}")
            assert ask(port, "/de/counting/").body == answers[port], f"{name}: somebody got another's answer"
    assert wrong == []
    assert ask(served.port, f"/k/{doors.other}", user_agent=BROWSER.decode()).status == 301
    until(lambda: doors.other in doors.followed())
    assert doors.code not in doors.followed(), "what was hidden came as far as the newsroom"
    assert served.workers() == workers
    assert heaviest(served) - weight < MOST_MORE


def test_what_addresses_bring_along_makes_no_header(served: Served, doors: Doors) -> None:
    evil = "%0d%0aX-Evil:%201"
    names = [name for name, _ in routes() if not name.startswith("media:")]
    addresses = {
        reversed_route(name, parts, {part: "a\r\nX-Evil: 1" for part in parts if isinstance(USUAL[part], str)})
        for name, parts in routes()
        if name in names
    }
    [article] = re.findall(rb'href="(/de/hafen/[^"]+-[2-9a-z]{12}/)"', ask(served.port, "/de/hafen/").body)[:1]
    moved = article.decode().replace("/de/hafen/", f"/de/hafen/{evil}")
    addresses |= {
        f"/de{evil}",
        moved,
        f"/{evil}",
        f"/account/sign-in/?next=/de/{evil}",
    }
    addresses |= {
        f"/de/search/?q={evil}",
        f"/de/archive/2026/11{evil}",
        f"/k/{evil}",
    }
    assert len(addresses) > 20
    for port in doors.ports.values():
        for address in sorted(addresses - {""}):
            said = answered(port, f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            assert re.match(rb"HTTP/1.1 [1-4]", said), (address, said[:200])
            assert b"\nx-evil" not in said.partition(b"\r\n\r\n")[0].lower(), address


def test_bodies_that_are_costly_to_read_keep_nobody_out_of_any_form(served: Served) -> None:
    workers, weight = served.workers(), heaviest(served)
    edge = b'--edge\r\nContent-Disposition: form-data; name="words"%s\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    bodies = (
        edge % b"" + b"\r\n" * 100_000 + b"YQ==" + b"\r\n--edge--\r\n",
        edge % b'; filename="a.png"' + base64.b64encode(b"a" * 200_000) + b"\r\n--edge--\r\n",
        (edge % b"" + b"=\r\n") * 1_500 + b"--edge--\r\n",
        edge % b"" + b"Y" * 200_001,
    )
    addresses = sorted({reversed_route(name, parts, {}) for name, parts in routes()} - {""})
    for address in addresses:
        for body in bodies:
            head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
            kind = "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
            said = answered(served.port, f"{head}{kind}".encode() + body)
            assert re.match(rb"HTTP/1.1 [234]", said), (address, said[:200])
    assert len(addresses) > 60
    assert served.ask("/de/").status == 200
    assert served.workers() == workers
    assert heaviest(served) - weight < MOST_MORE


@pytest.mark.parametrize(
    "way",
    [("-H", "-i", "1"), ("-B", "-i", "1", "-s", "8192"), ("-R", "-a", "5", "-b", "500"), ("-X", "-w", "8", "-y", "16")],
    ids=["headers", "bodies", "ranges", "reading"],
)
def test_while_clients_are_slow_on_purpose_others_are_answered(served: Served, way: tuple[str, ...]) -> None:
    program = shutil.which("slowhttptest", path=PATH)
    assert program, "slowhttptest is missing: run tools/system-packages test"
    workers, weight = served.workers(), heaviest(served)
    address = f"http://127.0.0.1:{served.port}/de/"
    command = [program, *way, "-c", "400", "-r", "400", "-l", "5", "-u", address]
    slow = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asked = 0
        while slow.poll() is None:
            assert served.ask("/de/").status == 200
            assert served.ask("/robots.txt").status == 200
            asked += 1
        assert asked > 5
    finally:
        slow.kill()
        slow.wait()
    assert served.workers() == workers
    assert heaviest(served) - weight < MOST_MORE


def answered(port: int, request: bytes) -> bytes:
    """Everything that comes back to these bytes, until the server hangs up or says nothing more for a moment."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        try:
            line.sendall(request)
            while piece := line.recv(65_536):
                said += piece
                line.settimeout(0.4)
        except OSError:  # hung up, or nothing more
            return said
    return said


def heaviest(served: Served) -> int:
    """Kilobytes of memory that the largest of the processes has that answer."""
    states = [Path(f"/proc/{pid}/status").read_text() for pid in served.workers()]
    return max(int(re.findall(r"VmRSS:\s+(\d+)", state)[0]) for state in states)
