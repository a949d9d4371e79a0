"""What is not published is asked for at every route there is, through the server that readers meet.

The routes come from the URL conf itself: one that is added later is asked as
well, or the test says what it has to be told.  Whatever the way of asking, no
answer holds a word that nobody published, and what readers may not see is
answered like what was never there.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from depesche.audience.models import ShortLink
from depesche.delivery.rendering import Renderer
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.media.models.enclosure import FILE as ENCLOSURE
from depesche.media.models.portrait import SIDE
from depesche.newsroom import actions
from depesche.newsroom.models import Article
from depesche.server.bridge import Bridge
from depesche.server.front import Front
from depesche.server.lanes import Lanes
from tests import factories as make
from tests.journeys.hidden import Secrets, hidden_addresses, newsroom
from tests.server.conftest import in_each_thread
from tests.server.rsgi import Request, ask

__all__ = ["newsroom"]

pytestmark = pytest.mark.django_db(transaction=True)

GOAL = 5_000
AT_ONCE = 8  # as many as the server takes in without sending anybody away
# What each part of an address may be where it says nothing of a hidden thing.
USUAL: Mapping[str, Any] = {
    "code": "de", "section": "hafen", "slug": "hafen", "kind": "article", "name": "2" * 12, "public_id": "2" * 12,
    "year": 2026, "month": 11, "day": 22, "order": "oldest", "act": "helpful", "version": 1, "pk": 1,
    "provider_id": "nobody", "link": "nobody:0", "path": f"files/{'0' * 32}.mp3",
}  # fmt: skip
UNKNOWN = {"slug": "gibtesnicht", "section": "gibtesnicht", "name": "3" * 12, "public_id": "3" * 12}
WHAT_TO_DO = (
    "The route {} has a part that this test knows nothing of: {}. Say in USUAL what it may be, and in `things` what it "
    "is for something that is not published."
)


@dataclass
class Thing:
    """Something that is not published: what addresses may call it, and how nothing at all would be called there."""

    called: dict[str, Any]
    otherwise: dict[str, Any]
    alike: bool = True  # whether it has to be answered as if it had never been there


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def without(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """The same, without what was asked for and when."""
        path, _, query = address.partition("?")
        forms = sorted(
            {
                form(one)
                for one in (address, path, query.rpartition("=")[2])
                for form in (str, quote, quote_whole, escape)
            },
            key=len,
            reverse=True,
        )
        body, headers = self.body.decode("utf-8", "replace"), {k: v for k, v in self.headers.items() if k != "date"}
        for form in forms:
            if len(form) > 6:
                body = body.replace(form, "ASKED")
                headers = {name: value.replace(form, "ASKED") for name, value in headers.items()}
        for size in ("content-length", "etag"):  # they follow from the bytes, which hold what was asked for
            headers.pop(size, None)
        return self.status, headers, body.encode()


@dataclass
class Stranger:
    """Asks the server for everything, in many ways, and searches what comes back."""

    front: Front
    secrets: Secrets
    probes: int = 0
    read: int = 0
    leaks: list[str] = field(default_factory=list)

    def ask(self, addresses: Sequence[str], method: str = "GET", **headers: str) -> list[Answer]:
        """Ask for all of them in one way."""
        answers: list[Answer] = []
        for start in range(0, len(addresses), AT_ONCE):
            some = addresses[start : start + AT_ONCE]
            answers += [
                self._looked_at(one, f"{method} {headers}", got)
                for one, got in zip(some, self._patiently(some, method, headers), strict=True)
            ]
        return answers

    def _patiently(self, addresses: Sequence[str], method: str, headers: Mapping[str, Any]) -> list[Request]:
        """The answers; whoever is asked to come again because the server is busy does."""
        asked = ask(self.front, *(Request(one, method=method, **headers) for one in addresses))
        for number, address in enumerate(addresses):
            for _again in range(20):
                if asked[number].status != 503:
                    break
                [asked[number]] = ask(self.front, Request(address, method=method, **headers))
        return asked

    def _looked_at(self, address: str, how: str, got: Request) -> Answer:
        self.probes += 1
        answer = Answer(got.status, got.answered, _plain(got.answered.get("content-encoding", ""), got.body))
        assert answer.status not in (0, 500, 503), f"{how} {address}: {answer.status}"
        self.read += answer.status == 200
        told = answer.body.decode("utf-8", "replace") + json.dumps(answer.headers, ensure_ascii=False)
        self.leaks += [f"{how} {address} ({answer.status}): {what}" for what in self.secrets.told(told, address)]
        return answer


def quote_whole(text: str) -> str:
    """Text as the value of a query."""
    return quote(text, safe="")


def _plain(coding: str, body: bytes) -> bytes:
    if not body:
        return body
    return {"gzip": gzip.decompress, "br": brotli.decompress}.get(coding, bytes)(body)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty page store."""
    opened = EmbeddedStore(tmp_path / "pages-of-readers")
    yield opened
    opened.close()


@pytest.fixture
def stranger(store: EmbeddedStore, newsroom: Secrets, noon: Any) -> Iterator[Stranger]:
    """Somebody without an account before the real server."""
    application = get_wsgi_application()
    with Lanes() as lanes:
        bridge = Bridge(application, lanes=lanes, most_bytes=50_000)
        yield Stranger(
            Front(store=store, renderer=Renderer(application, settings.BASE_URL), bridge=bridge, lanes=lanes), newsroom
        )
        for lane in lanes:
            in_each_thread(lane, connections.close_all)


def test_no_way_of_asking_any_route_tells_what_is_not_published(
    stranger: Stranger, newsroom: Secrets, store: EmbeddedStore
) -> None:
    hidden = things(newsroom)
    addresses = sorted(addresses_of(hidden) | hidden_addresses(newsroom) | set(newsroom.changed))
    stranger.ask(addresses)
    stranger.ask(addresses, "HEAD")
    about = sorted(hidden_addresses(newsroom) | set(newsroom.changed))
    for headers in _WAYS:
        stranger.ask(about, **headers)
    for method in ("OPTIONS", "POST", "PURGE"):
        stranger.ask(about, method)
    stranger.ask(sorted({odd for address in about for odd in oddly(address)}))
    stranger.ask(sorted(searches(newsroom) | parts(newsroom)))
    print(f"\n{stranger.probes:,} probes of {len(routes())} routes, {stranger.read:,} answered with a page")
    assert stranger.leaks == []
    assert stranger.probes >= GOAL
    for address in store.addresses(["everything"]):
        held = store.get(address, now=0.0)
        assert held
        assert not newsroom.told(held.entry.bodies["identity"].decode("utf-8", "replace"), ""), address


def test_what_is_not_published_is_answered_like_what_was_never_there(stranger: Stranger, newsroom: Secrets) -> None:
    pairs = sorted(twins(things(newsroom)))
    asked, otherwise = [one for one, _ in pairs], [other for _, other in pairs]
    for method, headers in (("GET", {}), ("HEAD", {}), ("POST", {}), ("GET", {"if_none_match": "*"})):
        answers = zip(stranger.ask(asked, method, **headers), stranger.ask(otherwise, method, **headers), strict=True)
        for (address, other), (one, two) in zip(pairs, answers, strict=True):
            assert one.without(address) == two.without(other), f"{method} {headers} {address} and {other}"
    assert len(pairs) > 100
    assert stranger.leaks == []


def test_a_word_that_is_published_would_be_found_and_no_tag_tells_that_a_page_was_there(
    stranger: Stranger, newsroom: Secrets, store: EmbeddedStore
) -> None:
    """The tests above prove something: published, the same article is read."""
    article = newsroom.articles["draft"]
    path = article.public_path()
    assert _tag_if_published(article) != _tag_if_published(article), "who guesses the words cannot work out the tag"
    stranger.ask([path])
    assert stranger.leaks == []
    _publish(article)
    [answer] = stranger.ask([path])
    found = {leak.partition("): ")[2] for leak in stranger.leaks}
    assert {"title of draft", "body of draft", "caption of draft", "fact of draft", "cell of draft"} <= found
    tag = answer.headers["etag"]
    assert stranger.ask([path], if_none_match=tag)[0].status == 304
    stranger.leaks.clear()
    actions.withdraw(page=Article.objects.get(pk=article.pk), by=None, at=make.NOON)
    store.purge(["everything"], hard=True)  # the store of this test hears of nothing by itself
    [with_tag], [without] = stranger.ask([path], if_none_match=tag), stranger.ask([path])
    assert with_tag.status == 410
    assert with_tag.without(path) == without.without(path)
    assert stranger.leaks == []


# No compression among them: Django adds a random length to what it compresses.
_WAYS: tuple[dict[str, str], ...] = (
    {"accept_encoding": "br"},
    {"accept_encoding": "gzip"},
    {"if_none_match": "*"},
    {"if_match": '"0"'},
    {"if_modified_since": "Sun, 22 Nov 2026 13:00:00 GMT"},
    {"if_unmodified_since": "Sun, 22 Nov 1998 13:00:00 GMT"},
    {"range": "bytes=0-99"},
    {"range": "bytes=-1"},
    {"accept_language": "en"},
    {"accept_language": "ar"},
    {"accept": "application/json"},
    {"cookie": "sessionid=0; preview=1; django_language=ar"},
    {"x_requested_with": "XMLHttpRequest"},
    {"x_original_url": "/desk/", "x_http_method_override": "GET", "x_wagtail_preview": "1"},
    {"authorization": "Basic YWRtaW46YWRtaW4="},
)


def routes() -> list[tuple[str, frozenset[str]]]:
    """Each route outside of the desk by name, with the parts of its address that vary."""
    return sorted(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: Sequence[Any], namespace: str) -> Iterator[tuple[str, frozenset[str]]]:
    for one in patterns:
        if isinstance(one, URLResolver) and not str(one.pattern).startswith("desk/"):
            yield from _routes(one.url_patterns, f"{one.namespace}:" if one.namespace else namespace)
        elif isinstance(one, URLPattern) and not str(one.pattern).startswith(("desk/", "^desk/")):
            assert one.name, f"The route {one.pattern} has no name; give it one, so that this test can ask for it."
            yield f"{namespace}{one.name}", frozenset(one.pattern.regex.groupindex)


def addresses_of(hidden: Sequence[Thing]) -> set[str]:
    """Where each route would show each of these things."""
    addresses: set[str] = set()
    for name, parts_of_it in routes():
        unknown = parts_of_it - USUAL.keys()
        assert not unknown, WHAT_TO_DO.format(name, ", ".join(sorted(unknown)))
        found = {address for thing in hidden if (address := reversed_route(name, parts_of_it, thing.called))}
        assert found, WHAT_TO_DO.format(name, ", ".join(sorted(parts_of_it)))
        addresses |= found
    return addresses


def twins(hidden: Sequence[Thing]) -> set[tuple[str, str]]:
    """The same, each with the address that differs only in naming nothing at all."""
    pairs: set[tuple[str, str]] = set()
    for thing in hidden:
        if not thing.alike:
            continue
        for name, parts_of_it in routes():
            one = reversed_route(name, parts_of_it, thing.called)
            other = reversed_route(name, parts_of_it, thing.otherwise)
            if one and other and one != other:
                pairs.add((one, other))
    return pairs


def reversed_route(name: str, parts_of_it: frozenset[str], called: Mapping[str, Any]) -> str:
    words = {part: called.get(part, USUAL[part]) for part in parts_of_it}
    try:
        return reverse(name, kwargs=words)
    except NoReverseMatch:
        return ""


def things(secrets: Secrets) -> list[Thing]:
    """Everything that readers may not see, as addresses would call it."""
    found = [one for state, article in secrets.articles.items() for one in _of_article(secrets, state, article)]
    for page in secrets.pages:
        kind = type(page).__name__.lower()
        called = {"slug": page.slug, "section": page.slug, "kind": kind, "name": str(page.pk)}
        found.append(Thing(called, {**UNKNOWN, "kind": kind, "name": "987654"}))
        found.append(Thing({"code": page.slug}, {"code": "gibtesnicht"}))
        found += _of_link(kind, page.pk)
    for comment in secrets.comments:
        found.append(Thing({"public_id": comment.public_id, "name": comment.discussion.name}, {}, alike=False))
    pictures = [f"photos/{name}/64.jpeg" for photo in secrets.photos for name in (photo.uid.hex, photo.public_name)]
    files = [f"files/{name}" for file in secrets.files for name in (f"{file.uid.hex}.mp3", file.public_name)]
    nothing = {"photos": f"photos/{'0' * 32}/64.jpeg", "files": f"files/{'0' * 32}.mp3"}
    found.append(Thing({"path": f"portraits/{'0' * 32}/{SIDE}.jpeg"}, {}, alike=False))
    found.append(Thing({"path": f"enclosures/{'0' * 32}/{ENCLOSURE}"}, {}, alike=False))
    found += [Thing({"path": path}, {"path": nothing[path.partition("/")[0]]}) for path in (*pictures, *files)]
    return found


def _of_article(secrets: Secrets, state: str, article: Article) -> Iterator[Thing]:
    called = {"slug": article.slug, "public_id": article.public_id, "name": article.public_id}
    # What was published once and is no more says so (410), and the live version of a changed one is read.
    never = state in ("draft", "scheduled")
    yield Thing(called, {"slug": "gibtesnicht", "public_id": "3" * 12, "name": "3" * 12}, alike=never)
    yield Thing({"slug": secrets.word(state, "slug")}, {"slug": "gibtesnicht"})
    yield Thing({"slug": secrets.word(state, "tag")}, {"slug": "gibtesnicht"})
    if state != "edited":
        yield from _of_link("article", article.public_id)


def _of_link(kind: str, subject: Any) -> Iterator[Thing]:
    for link in ShortLink.objects.of(kind, subject):
        yield Thing({"code": link.code}, {"code": "0" * len(link.code)})


def oddly(address: str) -> Iterator[str]:
    """The same address, spelt as servers sometimes understand it too."""
    path, _, query = address.partition("?")
    last = path.rstrip("/")
    yield from (f"/{path}", f"{path}/", f"{path}.", f"{path}./", f"/.{path}", f"/x/..{path}", last, f"{last}%2f")
    yield from (f"{last};a=b/", f"{last}%00/", f"{path}%20", f"{last}.json", f"{last}/index.html", path.upper())
    yield from (quote(path, safe=""), f"/%{ord(path[1]):02x}{path[2:]}", path.replace("/", "\\"))
    yield from (f"{path}?preview=true", f"{path}?revision=1&format=json", f"{path}feed.rss", f"{path}?{query}&draft=1")


def searches(secrets: Secrets) -> set[str]:
    """The words themselves, whole, in parts and with what search pages take for signs."""
    forms = ('"{}"', "{}*", "{} OR hafen", "hafen AND {}", "-hafen {}", "title:{}", "({})", "{}~", "%{}%", "{} {}")
    addresses = set()
    for number, word in enumerate(secrets.words):
        form = forms[number % len(forms)]
        for asked in (word, word[: 4 + number % 6], form.format(word, word[2:])):
            addresses.add(f"/de/search/?q={quote(asked)}")
        addresses |= {f"/en/search/?q={word}", f"/api/v1/items/?edition=de&tag={word}", f"/-/seen?article:{word}"}
        addresses.add(f"/de/search/?q=hafen&{('section', 'story', 'author')[number % 3]}={word}")
    return addresses


def parts(secrets: Secrets) -> set[str]:
    """Lists from just beneath the place where a hidden article would stand."""
    lists = ("/de/", "/de/hafen/", "/de/tags/kran/", "/de/stories/streit-um-den-nordkai/", "/de/authors/ineke-dorn/")
    at = int(make.NOON.timestamp())
    return {
        f"{path}?before={moment}.{article.pk + 1}"
        for path in lists
        for article in secrets.articles.values()
        for moment in (at, at - 7_200, at + 18_000, at + 18_001)
    }


def _publish(article: Article) -> None:
    page = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    page.go_live_at = page.expire_at = None
    actions.publish(page=page, by=None, at=make.NOON, revision=page.save_revision())


def _tag_if_published(article: Article) -> str:
    """The tag that the page would bear if it were published now, found out and taken back."""
    with transaction.atomic():
        _publish(article)
        page = Article.objects.get(pk=article.pk)
        rendered = Renderer(get_wsgi_application(), settings.BASE_URL).render(page.public_path())
        assert rendered.status == 200
        transaction.set_rollback(True)
    return rendered.passing(0.0).etag
