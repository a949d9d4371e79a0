"""A real Varnish with the shipped configuration: what is withdrawn is gone, and what is purged is fetched anew."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from depesche.delivery.caches.varnish import Varnish
from depesche.delivery.rendering import FOR_CACHES, MOST_KEYS, for_caches
from depesche.net.services import Refused, Service
from tests.servers import PATH, Answered, Upstream, ask, free_port, running, upstream

pytestmark = pytest.mark.loopback

CONFIGURATION = Path(__file__).resolve().parents[3] / "deploy" / "varnish.vcl"
KEPT = {"Surrogate-Control": "max-age=600, stale-if-error=604800", "Cache-Control": "public, no-cache"}
TOLD = {"Cache-Tag": "article:1", "CDN-Cache-Control": "max-age=600"}


@dataclass
class Front:
    port: int
    behind: Upstream
    cache: Varnish

    def get(self, path: str = "/en/", **headers: str) -> Answered:
        return ask(self.port, path, **headers)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Varnish, somebody behind it, and our way to tell it what to purge."""
    program = shutil.which("varnishd", path=PATH)
    if program is None:
        pytest.fail("varnishd is missing; tools/system-packages test installs it")
    folder, port = tmp_path_factory.mktemp("varnish"), free_port()
    with upstream() as behind:
        text = (
            CONFIGURATION.read_text().replace('"8000"', f'"{behind.port}"').replace("interval = 2s", "interval = 0.2s")
        )
        (folder / "our.vcl").write_text(text)
        command = [
            program,
            "-F",
            "-j",
            "none",
            "-n",
            str(folder / "work"),
            "-f",
            str(folder / "our.vcl"),
            *parameters(),
        ]
        with running([*command, *parameters(), "-a", f"127.0.0.1:{port}", "-s", "malloc,16m"], port):
            yield Front(port, behind, Varnish(Service(urlsplit(f"varnish://127.0.0.1:{port}"))))


@pytest.fixture
def front(served: Front) -> Front:
    """The same with nothing kept; a page that bears the keys article:1 and everything."""
    served.cache.purge(["everything"], hard=True)
    served.behind.status, served.behind.body = 200, b"one"
    served.behind.headers = {"Surrogate-Key": "article:1 everything", **KEPT, **TOLD}
    return served


def test_a_page_is_kept_and_readers_do_not_learn_its_keys(front: Front) -> None:
    assert front.get().body == b"one"
    front.behind.body = b"two"
    answer = front.get(cookie="consent=1")
    assert answer.body == b"one"
    assert answer.headers["cache-control"] == "public, no-cache"
    assert not {"surrogate-key", "xkey", "surrogate-control", *map(str.lower, TOLD)} & answer.headers.keys()


@pytest.mark.parametrize("hard", [False, True])
def test_the_first_reader_after_a_purge_gets_the_new_page(front: Front, hard: bool) -> None:
    front.get()
    front.behind.body = b"two"
    front.cache.purge(["article:2"], hard=hard)
    assert front.get().body == b"one"
    front.cache.purge(["article:1"], hard=hard)
    assert front.get().body == b"two"


def test_many_keys_are_told_in_several_calls(front: Front) -> None:
    front.get()
    front.behind.body = b"two"
    front.cache.purge([f"article:{number}" for number in range(500)], hard=False)
    assert front.get().body == b"two"


def test_while_the_newsroom_is_away_purged_pages_are_served_and_withdrawn_ones_are_not(front: Front) -> None:
    front.get("/en/a/")
    front.behind.headers["Surrogate-Key"] = "article:7 everything"
    front.get("/en/withdrawn/")
    front.behind.status = 503
    until(lambda: sick(front))
    front.cache.purge(["article:1"], hard=False)
    front.cache.purge(["article:7"], hard=True)
    try:
        answer = front.get("/en/a/")
        assert (answer.status, answer.body) == (200, b"one")
        assert front.get("/en/withdrawn/").status == 503
    finally:
        front.behind.status = 200
        until(lambda: front.get("/en/back/").status == 200)


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/en/", {"cookie": "a=b; sessionid=abc"}), ("/desk/", {}), ("/-/seen", {}), ("/api/v1/items/", {})],
)
def test_what_is_somebodys_own_goes_by(front: Front, path: str, headers: dict[str, str]) -> None:
    for body in (b"one", b"two"):
        front.behind.body = body
        assert front.get(path, **headers).body == body


def test_what_does_not_say_that_it_may_be_kept_is_not(front: Front) -> None:
    front.behind.headers = {"Cache-Control": "public, no-cache", "Surrogate-Key": "article:1"}
    for body in (b"one", b"two"):
        front.behind.body = body
        assert front.get("/en/stale/").body == body


def test_an_old_page_that_has_not_changed_is_not_kept_either(front: Front) -> None:
    """Varnish asks for what was purged by its ETag, and keeps of the page that it has what a 304 does not say anew."""
    front.behind.headers["ETag"] = '"one"'
    front.get("/en/late/")
    front.cache.purge(["article:1"], hard=False)
    front.behind.status, front.behind.body = 304, b""
    front.behind.headers = {"ETag": '"one"', "Cache-Control": "public, no-cache", "Surrogate-Control": "no-store"}
    time.sleep(1)  # five questions whether the newsroom is well, which it is
    late = front.get("/en/late/")
    assert (late.status, late.body) == (200, b"one")
    front.behind.status, front.behind.body = 200, b"two"
    front.behind.headers = {"ETag": '"two"', "Surrogate-Key": "article:1", **KEPT}
    assert front.get("/en/late/").body == b"two"


def parameters() -> list[str]:
    """What the shipped configuration asks for."""
    [line] = re.findall(r"^#   (-p .*)$", CONFIGURATION.read_text(), flags=re.MULTILINE)
    return line.split()


@pytest.mark.parametrize(("count", "kept"), [(130, True), (MOST_KEYS, True), (MOST_KEYS + 1, False)])
def test_a_page_with_a_thousand_keys_is_kept_and_purged_by_the_last_of_them(
    front: Front, count: int, kept: bool
) -> None:
    keys = [f"headline:{number:012}" for number in range(count - 1)] + ["story:zzz"]
    front.behind.headers = {"Cache-Control": "public, no-cache", **dict(for_caches(keys, ["varnish"]))}
    assert front.get(f"/en/{count}/").body == b"one"
    front.behind.body = b"two"
    answer = front.get(f"/en/{count}/")
    assert answer.body == (b"one" if kept else b"two")
    assert not FOR_CACHES & answer.headers.keys()
    front.cache.purge(["story:zzz"], hard=True)
    assert front.get(f"/en/{count}/").body == b"two"


def test_a_call_that_is_no_purge_is_refused(front: Front) -> None:
    assert ask(front.port, "/", "PURGE").status == 400
    with pytest.raises(Refused, match="answered 400"):
        Service(urlsplit(f"varnish://127.0.0.1:{front.port}")).call("PURGE", "/", {})


def sick(front: Front) -> bool:
    """Whether Varnish has noticed: it then does not even ask."""
    before = len([one for one in front.behind.asked if "/en/new/" in one])
    front.get("/en/new/")
    return len([one for one in front.behind.asked if "/en/new/" in one]) == before


def until(condition: object) -> None:
    deadline = time.monotonic() + 20
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.1)


def test_whoever_comes_through_a_web_server_of_the_same_machine_purges_nothing(front: Front) -> None:
    front.get()
    front.behind.body = b"two"
    for header in ("xkey_purge", "xkey_softpurge"):
        named = {header: "everything", "x_forwarded_for": "203.0.113.9"}
        assert ask(front.port, "/", "PURGE", **named).status == 404
    assert front.get().body == b"one"


def test_a_picture_that_was_taken_away_is_gone(front: Front) -> None:
    picture = "/media/photos/f00/768.avif"
    front.behind.headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        **dict(for_caches(["file:f00"], ["varnish"])),
    }
    front.get(picture)
    front.behind.status, front.behind.body = 404, b"gone"
    assert front.get(picture).body == b"one"
    front.cache.purge(["file:f00"], hard=True)
    assert front.get(picture).status == 404
