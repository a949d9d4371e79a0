"""What readers meet, request by request, over HTTP: ``python -m benchmarks.serving [ARTICLES]``.

Six servers hold the same articles and answer on 127.0.0.1 by turns, so that
whatever else the machine does meets all of them: nginx with the pages as files,
compressed beforehand; nginx with the copy of the site that ``depesche press
--export`` writes and its configuration; nginx with our configuration before a
newsroom that is open, reading the page store; our server with its page store,
one process, nothing in front; and a news site as Wagtail's tutorial has it
built, bare and with Django's page cache.  ``wrk`` asks with 32 connections for
a hundred articles in turn and accepts gzip.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import HOMES, Archive, environment, loaded
from benchmarks.served import ask, free_port, running
from depesche.delivery.mirror import CONFIGURATION

ROUNDS, SECONDS, CONNECTIONS, PAGES = 5, 3, 32, 100
RENDER_ROUNDS = 8

# One worker, no log, the kernel's own file cache: as quick as files can be served by one process.
_NGINX = """
{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types; default_type text/html; charset utf-8; access_log off; keepalive_requests 1000000;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    sendfile on; tcp_nopush on;
    {server}
}}
"""
_FILES = "gzip_static on; server {{ listen 127.0.0.1:{port}; root {folder}/site; index index.html; }}"
_LUA = """
local paths = {{ {paths} }}
local next_one = 0
wrk.headers["Accept-Encoding"] = "gzip"
request = function()
    next_one = next_one % #paths + 1
    return wrk.format("GET", paths[next_one])
end
"""


@dataclass
class Server:
    """One of those that are compared."""

    name: str
    port: int
    script: Path
    figures: list[float]


def main(size: int) -> None:
    """Start all, ask all by turns, print requests per second and their ratio to the files."""
    home = loaded(size)
    reference = _reference(size, home)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="depesche-bench-")))
        ours = opened.enter_context(_depesche(home))
        theirs = opened.enter_context(_wagtail(reference, cached=False))
        cached = opened.enter_context(_wagtail(reference, cached=True))
        our_paths, their_paths = _paths(home), _their_paths(reference)
        nginx = opened.enter_context(_nginx(folder, ours, our_paths))
        shipped = opened.enter_context(_nginx_before_us(folder / "before-us", home, ours, our_paths))
        copy = opened.enter_context(_nginx_with_copy(folder / "copied", home, ours))
        us, them = _script(folder / "us.lua", our_paths), _script(folder / "them.lua", their_paths)
        servers = [
            Server("files behind nginx", nginx, us, []),
            Server("our copy of the site", copy, us, []),
            Server("our nginx, same store", shipped, us, []),
            Server("our server, stored", ours, us, []),
            Server("Wagtail, page cache", cached, them, []),
            Server("Wagtail, bare", theirs, them, []),
        ]
        for path in their_paths:
            ask(cached, path)
        for _ in range(ROUNDS):
            for server in servers:
                server.figures.append(_asked(server))
        print(f"{'server':<24}{'requests/s':>12}{'ratio to files':>16}")
        for server in servers:
            ratio = statistics.median(a / b for a, b in zip(server.figures, servers[0].figures, strict=True))
            print(f"{server.name:<24}{statistics.median(server.figures):>12,.0f}{ratio:>16.3f}")
    _compare_renders(Archive(environment(home)), Archive(_reference_environment(reference), "benchmarks.reference.ask"))


def _compare_renders(ours: Archive, theirs: Archive) -> None:
    """Pages that are made anew, in one process each and without a server, by turns."""
    print(f"{'made anew':<24}{'ours/s':>12}{'Wagtail/s':>16}{'queries':>12}{'ratio':>8}")
    with ours, theirs:
        for kind in ("article", "front", "section", "story"):
            queries = f"{ours.ask(f'queries {kind}')} / {theirs.ask(f'queries {kind}')}"
            rounds = [(ours.ask(f"times {kind}"), theirs.ask(f"times {kind}")) for _ in range(RENDER_ROUNDS)]
            us, them = ([1 / statistics.median(one[side]) for one in rounds] for side in (0, 1))
            ratio = statistics.median(a / b for a, b in zip(us, them, strict=True))
            print(
                f"{kind:<24}{statistics.median(us):>12,.1f}{statistics.median(them):>16,.1f}{queries:>12}{ratio:>8.2f}"
            )


def _asked(server: Server) -> float:
    """Requests per second that were answered well."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "20s", "-s", str(server.script)]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{server.name} did not answer well:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found
    return float(found[1])


@contextmanager
def _depesche(home: Path) -> Iterator[int]:
    port = free_port()
    (home / "depesche.env").write_text("DEPESCHE_SECRET_KEY=a-key-that-serves-a-measurement-and-nothing-else\n")
    command = [sys.executable, "-m", "depesche", "--home", str(home), "serve", "--port", str(port), "--workers", "1"]
    with running(command, port, _our_environment(port)):
        yield port


@contextmanager
def _wagtail(home: Path, *, cached: bool) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--log-level", "error", "benchmarks.reference.wsgi:application"]
    with running(command, port, _reference_environment(home) | ({"CACHED": "1"} if cached else {})):
        yield port


@contextmanager
def _nginx(folder: Path, ours: int, paths: list[str]) -> Iterator[int]:
    """Plain files."""
    for path in paths:
        page = folder / "site" / path.strip("/") / "index.html"
        page.parent.mkdir(parents=True)
        page.write_bytes(ask(ours, path).body)
        page.with_name("index.html.gz").write_bytes(gzip.compress(page.read_bytes(), 6))
    port = free_port()
    with _nginx_with(folder, port, _FILES.format(folder=folder, port=port)):
        yield port


@contextmanager
def _nginx_before_us(folder: Path, home: Path, ours: int, paths: list[str]) -> Iterator[int]:
    """The configuration that ``depesche nginx`` prints; nginx reads the store and asks us for what is not fresh."""
    port = free_port()
    command = [sys.executable, "-m", "depesche", "--home", str(home), "nginx", "--listen", f"127.0.0.1:{port}"]
    written = subprocess.run(
        [*command, "--upstream", f"127.0.0.1:{ours}"],
        env=_our_environment(ours),
        capture_output=True,
        text=True,
        check=True,
    )
    folder.mkdir()
    with _nginx_with(folder, port, written.stdout):
        for path in paths:
            ask(port, path)
        yield port


@contextmanager
def _nginx_with_copy(folder: Path, home: Path, ours: int) -> Iterator[int]:
    """The whole site as files, in the way that ``depesche press --export`` writes them."""
    port, site = free_port(), folder / "site"
    folder.mkdir()
    command = [sys.executable, "-m", "depesche", "--home", str(home), "press", "--export", str(site)]
    subprocess.run(command, env=_our_environment(ours), check=True, stdout=subprocess.DEVNULL)
    written = (site / CONFIGURATION).read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    with _nginx_with(folder, port, written):
        yield port


@contextmanager
def _nginx_with(folder: Path, port: int, server: str) -> Iterator[None]:
    user = "user root;" if os.geteuid() == 0 else ""  # the account of the newsroom, whose store it reads
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, server=server, user=user))
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with running([nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)], port, dict(os.environ)):
        yield


def _our_environment(port: int) -> dict[str, str]:
    return os.environ | {
        "DEPESCHE_LOG_LEVEL": "WARNING",
        "DEPESCHE_BASE_URL": f"http://127.0.0.1:{port}",
        "DEPESCHE_FILES_FOR_NGINX": "on",
    }


def _reference(size: int, archive: Path) -> Path:
    """The home of the reference site with the articles of ``archive``, filled the first time."""
    home = HOMES / f"reference-{size}"
    if not (home / "loaded").exists():
        home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "benchmarks.reference.load", str(archive)]
        subprocess.run(command, env=_reference_environment(home), check=True)
        (home / "loaded").touch()
    return home


def _reference_environment(home: Path) -> dict[str, str]:
    return os.environ | {
        "REFERENCE_HOME": str(home.resolve()),
        "DJANGO_SETTINGS_MODULE": "benchmarks.reference.settings",
    }


def _paths(home: Path) -> list[str]:
    return _column(home / "newsroom.sqlite3", "SELECT path FROM newsroom_teaser ORDER BY path")


def _their_paths(home: Path) -> list[str]:
    sql = (
        "SELECT substr(url_path, 11) FROM wagtailcore_page JOIN reference_articlepage ON page_ptr_id = id ORDER BY slug"
    )
    return _column(home / "reference.sqlite3", sql)


def _column(database: Path, sql: str) -> list[str]:
    """A hundred of the addresses, evenly spread."""
    with sqlite3.connect(database) as rows:
        every = [path for (path,) in rows.execute(sql)]
    return every[:: max(1, len(every) // PAGES)][:PAGES]


def _script(path: Path, paths: list[str]) -> Path:
    path.write_text(_LUA.format(paths=", ".join(f'"{one}"' for one in paths)))
    return path


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000)
