"""Real servers of the system for tests: nginx and Varnish on the loopback, and somebody behind them."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PATH = f"{os.environ['PATH']}:/usr/sbin"  # Debian puts servers where only root's PATH looks
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
PROBED = "/robots.txt"  # what the shipped configurations ask for to learn whether the newsroom is well


@dataclass
class Answered:
    """What a server answered; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answered:
    """Ask a server of the loopback; the path is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    found = Answered(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return found


@dataclass
class Upstream:
    """Somebody behind a server, who answers everything with the same text and remembers who asked."""

    port: int = 0
    body: bytes = b"from the newsroom"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)  # headers in lower case, and the body


@contextmanager
def upstream() -> Iterator[Upstream]:
    """Answer at a port of the loopback."""
    state = Upstream()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            state.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            state.asked.append(f"{self.command} {self.path}")
            # A page that is gone or has not changed says nothing about the newsroom, which is well.
            status = 200 if self.path == PROBED and state.status < 500 else state.status
            self.send_response(status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("content-length", str(len(state.body)))
            self.end_headers()
            if self.command != "HEAD" and status != 304:
                self.wfile.write(state.body)

        do_GET = do_HEAD = do_POST = do_PURGE = answer  # noqa: N815 - the names that the library looks for

        def log_message(self, *_: object) -> None:
            """Tests ask what was asked."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield state
        server.shutdown()


@contextmanager
def nginx(folder: Path, http_block: str, port: int) -> Iterator[None]:
    """A real nginx with this in its http block."""
    program = shutil.which("nginx", path=PATH)
    if program is None:
        pytest.fail("nginx is missing; tools/system-packages test installs it")
    folder.mkdir(exist_ok=True)
    user = "user root;" if os.getuid() == 0 else ""  # the folders of a test are private
    (folder / "nginx.conf").write_text(
        f"load_module {BROTLI};\n{user} daemon off; pid {folder}/pid; worker_processes 1;"
        f"error_log {folder}/error.log;\nevents {{ worker_connections 256; }}\nhttp {{\naccess_log off;\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"{http_block}\n}}\n"
    )
    with running([program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/error.log"], port):
        yield


@contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """A server process that answers at a port, as long as the context lasts."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 30
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(f"{command[0]} did not start: {process.communicate()[0].decode()}")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.communicate()


def listens(port: int) -> bool:
    """Whether somebody answers at a port of the loopback."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
