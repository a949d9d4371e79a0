"""Nothing that is not published leaves the house: not a word, not a name, not a pixel.

Every page here that a stranger must not see carries words that occur nowhere
else.  A stranger then asks for every address there is and for every address
that could be guessed, and not one answer may hold one of the words; what does
not exist and what is not public must be the same answer, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from depesche.newsroom import actions
from tests import factories as make
from tests.journeys.hidden import Secrets, hidden_addresses, newsroom

__all__ = ["newsroom"]

pytestmark = pytest.mark.django_db

_LINK = re.compile(
    r"""(?:href|src|action|content)=["']([^"'#]+)|<(?:loc|link|guid)(?: isPermaLink="\w+")?>([^<]+)|"(https?://[^"\s\\]+)\\?\""""
)
_SRCSET = re.compile(r'srcset="([^"]+)"')
_NOWHERE = "gibtesnicht"


@dataclass
class Stranger:
    """Somebody without an account who asks for everything, and remembers what came back."""

    secrets: Secrets
    client: Client = field(default_factory=Client)
    probes: int = 0
    answers: int = 0
    leaks: list[str] = field(default_factory=list)

    def ask(self, address: str, method: str = "get", **headers: str) -> Any:
        """Ask once; whatever comes back is searched for every word."""
        response = getattr(self.client, method)(address, headers=headers)
        self.probes += 1
        self.answers += response.status_code == 200
        body = b"".join(response.streaming_content) if response.streaming else response.content
        response.body = body
        told = body.decode("utf-8", "replace") + "\n".join(f"{name}: {value}" for name, value in response.items())
        for what in self.secrets.told(told, address):
            self.leaks.append(f"{method} {address} ({response.status_code}): {what}")
        return response


def test_no_stranger_finds_what_is_not_published(newsroom: Secrets, noon: Any, run_tasks: Callable[[], None]) -> None:
    stranger = Stranger(newsroom)
    found = crawl(stranger)
    for address in sorted(guesses(newsroom, found)):
        stranger.ask(address)
    for address in sorted(hidden_addresses(newsroom)):
        stranger.ask(address, "head")
        stranger.ask(address, **{"if-none-match": "*"})
        stranger.ask(address, **{"if-modified-since": "Sun, 22 Nov 2026 13:00:00 GMT"})
        stranger.ask(address, **{"x-forwarded-host": "evil.example", "x-original-url": address, "accept": "*/*"})
    print(f"\n{stranger.probes} probes, {stranger.answers} answered, {len(stranger.leaks)} canaries seen")
    actions.keep_appointments(at=make.NOON)
    run_tasks()  # what is public no more is taken off the disk by the clock and the queue, within seconds
    _search_files(stranger)
    assert stranger.leaks == []
    assert {"/de/feed.rss", "/de/hafen/feed.rss", "/de/tags/kran/feed.rss", "/de/sitemap-news.xml"} <= found
    assert len(found) >= 30
    assert stranger.probes > 2000


def test_unpublished_and_unknown_are_the_same_answer(newsroom: Secrets, noon: Any) -> None:
    stranger = Stranger(newsroom)
    for address, unknown in _twins(newsroom):
        for method in ("get", "head", "post"):
            one, other = stranger.ask(address, method), stranger.ask(unknown, method)
            assert (one.status_code, one.body) == (other.status_code, other.body), f"{method} {address}"
            assert _headers(one) == _headers(other), f"{method} {address}"
    assert stranger.leaks == []


def test_the_desk_refuses_strangers_without_a_difference(newsroom: Secrets, noon: Any) -> None:
    stranger = Stranger(newsroom)
    for path in _desk_paths():
        pks = [page.pk for page in (*newsroom.articles.values(), *newsroom.pages)]
        answers = {_outline(stranger.ask(path.format(pk=pk)), pk) for pk in (*pks, 987654)}
        assert len(answers) == 1, path
    assert stranger.leaks == []


def test_the_words_are_there_for_the_desk(newsroom: Secrets, noon: Any) -> None:
    """The tests above would prove nothing if the words were nowhere, or if the stranger could not read."""
    for state, article in newsroom.articles.items():
        content = json.dumps(article.latest_revision.content, ensure_ascii=False)
        assert all(newsroom.word(state, what) in content for what in ("title", "slug", "body", "caption", "cell"))
    assert "Verantwortlich" in Client().get("/de/impressum/").content.decode()
    assert "Hafen und Kran" in Client().get("/de/feed.rss").content.decode()


def crawl(stranger: Stranger) -> set[str]:
    """Every address that can be reached from the front door, the sitemaps and the API."""
    waiting = ["/", "/robots.txt", "/sitemap.xml", "/api/v1/items/", "/de/search/?q=hafen", "/de/archive/"]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static/", "/desk/")):
            continue
        seen.add(address)
        response = stranger.ask(address)
        text = response.body.decode("utf-8", "replace")
        waiting += [found for found in _links(address, text) if found not in seen]
        if location := response.get("Location"):
            waiting.append(_local(urljoin(address, location)))
    return seen


def guesses(secrets: Secrets, found: set[str]) -> set[str]:
    """Addresses that somebody who knows the software would try."""
    addresses = {path + query for path in found for query in _QUERIES if "?" not in path}
    addresses |= {path.rstrip("/") + suffix for path in found for suffix in _SUFFIXES if path.endswith("/")}
    addresses |= hidden_addresses(secrets)
    addresses |= {
        path + suffix for path in hidden_addresses(secrets) for suffix in ("?preview=true", "feed.rss", ".json")
    }
    for word in secrets.words:
        for asked in (word, word[:-3], f'"{word}"', f"{word}*", f"kran -{word}", word.upper()):
            addresses.add(f"/de/search/?q={quote(asked)}")
        for name in ("section", "story", "author"):
            addresses.add(f"/de/search/?q=hafen&{name}={word}")
            addresses.add(f"/api/v1/items/?edition=de&{name}={word}")
        addresses.add(f"/api/v1/items/?edition=de&tag={word}")
        addresses |= {f"/de/{word}/", f"/{word}/", f"/media/{word}.jpg", f"/media/photos/{word}/800.jpeg"}
    pks = range(1, 50)
    addresses |= {form.format(pk=pk) for form, pk in product(_BY_NUMBER, pks)}
    return addresses


_QUERIES = (
    "?preview=true",
    "?preview=1&draft=1",
    "?live=false",
    "?revision=1",
    "?format=json",
    "?before=1.1",
    "?as=admin",
)
_SUFFIXES = (
    ".json",
    "/edit/",
    "/preview/",
    "/amp/",
    "/feed/",
    "/feed.rss",
    "/print/",
    ".rss",
    "/index.html",
    "/draft/",
)
_BY_NUMBER = (
    "/?p={pk}", "/?page_id={pk}", "/api/v1/items/{pk}/", "/api/v2/pages/{pk}/", "/api/pages/{pk}/", "/pages/{pk}/",
    "/desk/pages/{pk}/edit/", "/desk/pages/{pk}/view_draft/", "/desk/pages/{pk}/edit/preview/",
    "/desk/api/main/pages/{pk}/", "/desk/images/{pk}/", "/desk/documents/{pk}/x.pdf",
    "/documents/{pk}/x.pdf", "/images/{pk}/x.jpg",
    "/desk/pages/{pk}/revisions/{pk}/view/", "/desk/pages/{pk}/history/", "/_preview/{pk}/", "/de/hafen/{pk}/",
)  # fmt: skip


def _desk_paths() -> tuple[str, ...]:
    return (
        "/desk/pages/{pk}/edit/", "/desk/pages/{pk}/view_draft/", "/desk/pages/{pk}/history/", "/desk/pages/{pk}/",
        "/desk/pages/{pk}/edit/preview/", "/desk/api/main/pages/{pk}/", "/desk/images/{pk}/",
        "/desk/documents/edit/{pk}/",
    )  # fmt: skip


def _twins(secrets: Secrets) -> Iterator[tuple[str, str]]:
    """Hidden addresses, each with one that differs only in naming nothing at all."""
    unknown = "2" * 12
    for state in ("draft", "scheduled"):
        article = secrets.articles[state]
        yield article.public_path(), f"/de/hafen/{_NOWHERE}-{unknown}/"
        yield f"/de/tags/{secrets.word(state, 'tag')}/", f"/de/tags/{_NOWHERE}/"
        yield f"/de/tags/{secrets.word(state, 'tag')}/feed.rss", f"/de/tags/{_NOWHERE}/feed.rss"
    for state in ("draft", "scheduled", "expired", "withdrawn"):
        yield f"/api/v1/items/{secrets.articles[state].public_id}/", f"/api/v1/items/{unknown}/"
    for page in secrets.pages:
        path = page.public_path()
        twin = path.replace(page.slug, _NOWHERE)
        yield from ((path, twin), (f"{path}feed.rss", f"{twin}feed.rss"))
        yield f"/api/v1/items/?edition=de&section={page.slug}", f"/api/v1/items/?edition=de&section={_NOWHERE}"
        yield f"/api/v1/items/?edition=de&story={page.slug}", f"/api/v1/items/?edition=de&story={_NOWHERE}"


def _headers(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.items() if name != "Date"}


def _outline(response: Any, pk: int) -> tuple[int, str, bytes]:
    location = response.get("Location", "").replace(str(pk), "PK")
    return response.status_code, location, response.body.replace(str(pk).encode(), b"PK")


def _links(base: str, text: str) -> Iterator[str]:
    found = [one for groups in _LINK.findall(text) for one in groups if one]
    found += [part.split()[0] for sources in _SRCSET.findall(text) for part in sources.split(",")]
    for address in found:
        if not address.startswith(("/", "?", "./", "http")):
            continue  # a meta element may say other things than addresses
        local = _local(urljoin(settings.BASE_URL + base, unescape(address)))
        if local:
            yield local


def _local(address: str) -> str:
    parts = urlsplit(address)
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.BASE_URL:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.path.startswith("/") else ""


def _search_files(stranger: Stranger) -> None:
    """What lies in public storage is public, whether or not anybody knows its name."""
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            stranger.probes += 1
            content = path.read_bytes() + str(path).encode()
            stranger.leaks += [
                f"{path}: {what}" for word, what in stranger.secrets.words.items() if word.encode() in content
            ]
