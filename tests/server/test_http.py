"""Every kind of answer as the standards of HTTP want it, asked of a linter that knows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.http import http_date
from httplint import HttpResponseLinter
from httplint.note import levels

import depesche
from depesche.media import files
from depesche.newsroom.models import Article, Story
from depesche.server.front import Front
from tests import factories as make

from .rsgi import Request, ask

RECORDING = Path(depesche.__file__).with_name("demo_newsroom") / "audio" / "nebelhorn-vorhafen.mp3"
SOUND = "files/" + "0123456789abcdef" * 2 + ".mp3"
# Complaints that are meant, each with its reason.
MEANT = {
    "CONTENT_TYPE_MISMATCH": "its library takes recordings for something else",
    "STORE_PUBLIC_UNNECESSARY": "said of media, for caches that ask for it before they keep anything",
}


def complaints(request: Request) -> list[str]:
    """What the linter has to say against an answer."""
    linter = HttpResponseLinter(start_time=make.NOON.timestamp(), no_content=request.method == "HEAD")
    linter.process_response_topline(b"HTTP/1.1", str(request.status).encode(), b"")
    fields = [*request.answered.items(), ("date", http_date(make.NOON.timestamp()))]
    linter.process_headers([(name.encode(), value.encode()) for name, value in fields])
    linter.feed_content(request.body)
    linter.finish_content(True)
    return [
        f"{type(note).__name__}: {note.summary}"
        for note in linter.notes
        if note.level in (levels.WARN, levels.BAD) and type(note).__name__ not in MEANT
    ]


@pytest.fixture
def recording() -> str:
    """The address of a recording that readers may hear."""
    files.public().save(SOUND, ContentFile(RECORDING.read_bytes()))
    return f"/media/{SOUND}"


@pytest.mark.parametrize("coding", ["", "gzip", "br", "zstd"])
def test_pages_lists_and_maps_pass(
    paper_front: Front, handful: list[Article], nordkai: Story, noon: Any, coding: str
) -> None:
    article = handful[0].public_path()
    addresses = {
        "/de/": 200, "/de/hafen/": 200, nordkai.public_path(): 200, article: 200, "/de/feed.rss": 200,
        "/sitemap.xml": 200, "/de/sitemap-news.xml": 200, "/robots.txt": 200, "/de/nothing/": 404, "/nothing/": 404,
        "/": 302, "/de": 301,
    }  # fmt: skip
    for address, status in addresses.items():
        for method in ("GET", "GET", "HEAD"):
            [request] = ask(paper_front, Request(address, method=method, accept_encoding=coding))
            assert (address, request.status) == (address, status)
            assert (address, complaints(request)) == (address, [])
            assert request.answered["cache-status"].startswith("depesche; ")
        if status == 200:
            tag = request.answered["etag"]
            [known] = ask(paper_front, Request(address, accept_encoding=coding, if_none_match=tag))
            assert (known.status, complaints(known)) == (304, [])


def test_what_is_for_one_reader_now_is_kept_by_nobody(paper_front: Front, handful: list[Article], noon: Any) -> None:
    addresses = (
        "/de/search/?q=Kai", "/api/v1/items/?edition=de", "/media/none", "/media/none/", "/-/nothing/", "/k/zzzz",
        "/static/none.css", "/desk/", "/desk/login/", "/account/sign-in/", "/account/", "/account/nothing/",
    )  # fmt: skip
    for address in addresses:
        [request] = ask(paper_front, Request(address))
        assert (address, request.answered["cache-control"]) == (address, "no-store")
        assert (address, complaints(request)) == (address, [])
    [other] = ask(paper_front, Request("/de/", method="POST"))
    assert (other.status, other.answered["cache-control"]) == (403, "no-store")


def test_recordings_pass_whole_in_parts_and_beyond_their_end(paper_front: Front, recording: str) -> None:
    [whole] = ask(paper_front, Request(recording))
    tag = whole.answered["etag"]
    [part] = ask(paper_front, Request(recording, range="bytes=10-19", if_range=tag))
    [beyond] = ask(paper_front, Request(recording, range="bytes=99999999-"))
    [other] = ask(paper_front, Request(recording, range="bytes=10-19", if_range='"other"'))
    [head] = ask(paper_front, Request(recording, method="HEAD"))
    [known] = ask(paper_front, Request(recording, if_none_match=tag))
    [none] = ask(paper_front, Request("/media/files/" + "f" * 32))
    answers = (whole, part, beyond, other, head, known, none)
    assert [one.status for one in answers] == [200, 206, 416, 200, 200, 304, 404]
    assert part.body == whole.body[10:20]
    assert part.answered["content-range"] == f"bytes 10-19/{len(whole.body)}"
    assert [complaints(one) for one in answers] == [[]] * 7


def test_only_staff_learn_how_long_it_took(paper_front: Front, client: Any) -> None:
    editor = make.editor()
    client.force_login(editor)
    session = f"sessionid={client.cookies['sessionid'].value}"
    [staff] = ask(paper_front, Request("/desk/", cookie=session))
    assert staff.answered["server-timing"].startswith("newsroom;dur=")
    for cookie in ("", "sessionid=made-up"):
        [answer] = ask(paper_front, Request("/desk/login/", cookie=cookie))
        assert answer.status == 302  # to the door
        assert "server-timing" not in answer.answered
