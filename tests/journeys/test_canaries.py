"""Nothing that is not published leaves the house: not a word, not a name, not a pixel.

Every page here that a stranger must not see carries words that occur nowhere
else.  A stranger then asks for every address there is and for every address
that could be guessed, and not one answer may hold one of the words; what does
not exist and what is not public must be the same answer, byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape, unescape
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image, PngImagePlugin

from depesche.media.models import File, Photo
from depesche.newsroom import actions
from depesche.newsroom.models import Article, ArticleStory, Author, Edition, FrontSlot, RelatedPick, Story
from tests import factories as make

pytestmark = pytest.mark.django_db

STATES = ("draft", "scheduled", "expired", "withdrawn", "edited")
_LINK = re.compile(
    r"""(?:href|src|action|content)=["']([^"'#]+)|<(?:loc|link|guid)(?: isPermaLink="\w+")?>([^<]+)|"(https?://[^"\s\\]+)\\?\""""
)
_SRCSET = re.compile(r'srcset="([^"]+)"')
_NOWHERE = "gibtesnicht"


@dataclass
class Secrets:
    """Words and bytes that must not get out, each with what it was."""

    words: dict[str, str] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    pages: list[Any] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def word(self, state: str, what: str) -> str:
        """A word that occurs nowhere else, of letters that no stemmer changes."""
        digest = hashlib.sha256(f"{state}/{what}".encode()).hexdigest()[:10]
        word = "zq" + digest.translate(str.maketrans("0123456789", "ghjkmnprtv"))
        self.words[word] = f"{what} of {state}"
        return word


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
        told = _without_echo(told, address)
        for word, what in self.secrets.words.items():
            if word in told:
                self.leaks.append(f"{method} {address} ({response.status_code}): {what}")
            elif 'class="teaser hit"' in told and word in address.lower() and "-" not in address:
                self.leaks.append(f"{method} {address} was found: {what}")
        return response


@pytest.fixture
def newsroom(bote: Edition) -> Secrets:
    """An edition with live pages, among them all that readers must not see yet, or no longer."""
    secrets = Secrets()
    hafen = make.section(bote, "Hafen")
    live_story = make.story(bote, "Streit um den Nordkai")
    live_author = make.author(bote, "Ineke Dorn")
    make.plain_page(bote, "Impressum", body=[{"type": "paragraph", "value": "<p>Verantwortlich.</p>"}])
    hidden = _hidden_pages(secrets, bote)
    for state in STATES:
        secrets.articles[state] = _article(secrets, state, hafen, hidden)
    for number in range(3):
        _live_article(secrets, number, hafen, live_story, live_author, hidden)
    for article in secrets.articles.values():
        FrontSlot.objects.create(edition=bote, article=article, rank="second", sort_order=1)
        live_story.pinned.create(article=article)
    return secrets


def test_no_stranger_finds_what_is_not_published(newsroom: Secrets, noon: Any, run_tasks: Callable[[], None]) -> None:
    stranger = Stranger(newsroom)
    found = crawl(stranger)
    for address in sorted(guesses(newsroom, found)):
        stranger.ask(address)
    for address in sorted(_hidden_addresses(newsroom)):
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
    addresses |= _hidden_addresses(secrets)
    addresses |= {
        path + suffix for path in _hidden_addresses(secrets) for suffix in ("?preview=true", "feed.rss", ".json")
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


def _hidden_pages(secrets: Secrets, edition: Edition) -> dict[str, Any]:
    """Pages around articles that are drafts, or were withdrawn."""
    pages: dict[str, Any] = {}
    for state in ("draft", "withdrawn"):
        live = state == "withdrawn"
        section = make.section(edition, secrets.word(state, "section name"), live=live)
        story = make.story(
            edition, secrets.word(state, "story name"), live=live, summary=secrets.word(state, "summary")
        )
        author = make.author(edition, secrets.word(state, "author name"), live=live, role=secrets.word(state, "role"))
        text = [{"type": "paragraph", "value": f"<p>{secrets.word(state, 'plain text')}</p>"}]
        plain = make.plain_page(edition, secrets.word(state, "plain page"), live=live, body=text)
        for page in (section, story, author, plain):
            if live:
                actions.withdraw(page=page, by=None, at=make.NOON)
            secrets.pages.append(page)
        pages |= {f"{state} story": story, f"{state} author": author, f"{state} plain": plain}
    return pages


def _article(secrets: Secrets, state: str, section: Any, hidden: dict[str, Any]) -> Article:
    """An article full of canaries in a state in which readers must not see them."""
    words = {what: secrets.word(state, what) for what in _WHATS}
    photo = _photo(secrets, state)
    recording = File.objects.create(
        title=secrets.word(state, "file title"),
        file=ContentFile(
            f"ID3{secrets.word(state, 'file content')}".encode(), name=f"{secrets.word(state, 'file name')}.mp3"
        ),
    )
    secrets.files.append(recording)
    body = [
        {"type": "paragraph", "value": f"<p>Hafen {words['body']}</p>"},
        {"type": "picture", "value": {"photo": photo.pk, "caption": words["caption"], "alt": words["alt"]}},
        {
            "type": "audio",
            "value": {"title": words["audio title"], "file": recording.pk, "transcript": words["transcript"]},
        },
        {"type": "table", "value": make.table([words["cell"]], caption=words["table"])},
    ]
    fields: dict[str, Any] = {
        "slug": words["slug"],
        "standfirst": words["standfirst"],
        "short_headline": words["short headline"],
        "kicker": words["kicker"],
        "dateline": words["dateline"],
        "body": body,
        "lead_photo": photo,
        "lead_caption": words["lead caption"],
    }
    people = (hidden["draft author"], hidden["withdrawn author"])
    more: dict[str, Any] = {
        "stories": (hidden["draft story"],),
        "authors": people,
        "names": (words["byline"],),
        "tags": (words["tag"],),
    }
    if state in ("draft", "scheduled"):
        article = make.article(section, words["title"], at=None, **fields, **more)
        if state == "scheduled":
            article.go_live_at = make.NOON + timedelta(hours=5)
            actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())
    elif state == "expired":
        article = make.article(section, words["title"], at=make.NOON - timedelta(hours=2), **fields, **more)
        article.expire_at = make.NOON - timedelta(hours=1)
        actions.publish(page=article, by=None, at=make.NOON - timedelta(hours=2), revision=article.save_revision())
    elif state == "withdrawn":
        article = make.article(section, words["title"], at=make.NOON - timedelta(hours=2), **fields, **more)
        actions.withdraw(page=article, by=None, at=make.NOON - timedelta(hours=1))
    else:
        article = make.article(section, "Harmlose Fassung", at=make.NOON - timedelta(hours=2), text="Vom Kran.")
        for name, value in {**fields, "title": words["title"]}.items():
            setattr(article, name, value)
        article.further_stories = [ArticleStory(story=hidden["draft story"])]
        article.tags.add(words["tag"])
        article.save_revision()
    found: Article = Article.objects.get(pk=article.pk)
    return found


_WHATS = (
    "title", "slug", "short headline", "kicker", "standfirst", "body", "caption", "alt", "lead caption", "dateline",
    "byline", "tag", "audio title", "transcript", "table", "cell",
)  # fmt: skip


def _live_article(
    secrets: Secrets, number: int, section: Any, story: Story, author: Author, hidden: dict[str, Any]
) -> None:
    """A live article that points to everything that is not."""
    targets = [*secrets.articles.values(), *hidden.values()]
    links = "".join(f'<a linktype="page" id="{page.pk}">dort</a> ' for page in targets)
    typed = "".join(f'<a href="{settings.BASE_URL}{page.public_path()}">hier</a> ' for page in targets)
    body = [
        {"type": "paragraph", "value": f"<p>Hafen und Kran. {links}{typed}</p>"},
        {"type": "related_box", "value": {"title": "", "articles": [a.pk for a in secrets.articles.values()]}},
    ]
    article = make.article(
        section,
        f"Offene Meldung {number}",
        at=None,
        body=body,
        stories=(hidden["withdrawn story"], story, hidden["draft story"]),
        authors=(author, ),
        tags=("Kran",),
    )  # fmt: skip
    article.related_picks = [RelatedPick(target=target) for target in secrets.articles.values()]
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision())


def _photo(secrets: Secrets, state: str) -> Photo:
    """A picture whose name, comment, rights and every pixel are canaries."""
    data = io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", secrets.word(state, "picture metadata"))
    seed = int(hashlib.sha256(state.encode()).hexdigest()[:6], 16)
    image = Image.effect_noise((64, 48), 90 + seed % 60).convert("RGB")
    image.save(data, "PNG", pnginfo=words)
    photo = Photo(
        title=secrets.word(state, "picture title"),
        file=ImageFile(io.BytesIO(data.getvalue()), name=f"{secrets.word(state, 'picture file name')}.png"),
        credit_line=f"© Bote / {secrets.word(state, 'credit')}",
        caption=secrets.word(state, "picture caption"),
        alt=secrets.word(state, "picture alt"),
    )
    photo.save()
    secrets.photos.append(photo)
    return photo


def _hidden_addresses(secrets: Secrets) -> set[str]:
    """Where the hidden things would stand if they were public."""
    addresses = {page.public_path() for page in secrets.pages}
    for state, article in secrets.articles.items():
        addresses |= {article.public_path(), f"/api/v1/items/{article.public_id}/", f"/de/hafen/x-{article.public_id}/"}
        addresses |= {f"/de/tags/{secrets.word(state, 'tag')}/"}
    for photo in secrets.photos:
        addresses |= {
            f"/media/{photo.file.name}",
            f"/desk/files/{photo.file.name}",
            f"/media/photos/{photo.uid.hex}/64.jpeg",
        }
    for file in secrets.files:
        addresses |= {f"/media/{file.file.name}", f"/desk/files/{file.file.name}", f"/media/files/{file.uid.hex}.mp3"}
    return {address for address in addresses if secrets.articles["edited"].public_id not in address}


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


def _without_echo(told: str, address: str) -> str:
    """The answer without the question: who asks for a word may be told that it was asked for, and nothing else."""
    parts = urlsplit(address)
    for asked in (address, parts.path, parts.query, *(value for _name, value in parse_qsl(parts.query))):
        for form in (asked, escape(asked), quote(asked), quote_plus(asked)):
            told = told.replace(form, "") if len(form) > 6 else told
    return told


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
