"""A newsroom in which almost nothing is published, and words that occur nowhere else in everything that is not."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image, PngImagePlugin

from depesche.accounts.models import User
from depesche.comments import actions as comments
from depesche.comments import hosts
from depesche.comments.models import Comment
from depesche.delivery import actions as delivery
from depesche.media.models import File, Photo
from depesche.newsroom import actions
from depesche.newsroom.models import Article, ArticleStory, Author, Edition, FrontSlot, RelatedPick, Story
from tests import factories as make

STATES = ("draft", "scheduled", "expired", "withdrawn", "edited")
WHATS = (
    "title", "slug", "short headline", "kicker", "standfirst", "body", "caption", "alt", "lead caption", "lead alt",
    "dateline", "byline", "tag", "audio title", "audio credit", "transcript", "table", "cell", "subhead", "quote",
    "speaker", "speaker's role", "box title", "fact", "pull-out", "embed", "gallery", "gallery caption",
    "related title", "seo title", "seo description",
)  # fmt: skip
_WORD = re.compile("zq[a-z]{10}", re.IGNORECASE)


@dataclass
class Secrets:
    """Words and bytes that must not get out, each with what it was."""

    words: dict[str, str] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    pages: list[Any] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def word(self, state: str, what: str) -> str:
        """A word that occurs nowhere else, of letters that no stemmer changes."""
        digest = hashlib.sha256(f"{state}/{what}".encode()).hexdigest()[:10]
        word = "zq" + digest.translate(str.maketrans("0123456789", "ghjkmnprtv"))
        self.words[word] = f"{what} of {state}"
        return word

    def told(self, answer: str, address: str) -> list[str]:
        """What an answer tells of them to whoever asked for the address."""
        if not _WORD.search(answer):
            return []
        found = {word.lower() for word in _WORD.findall(without_echo(answer, address))} & self.words.keys()
        if 'class="teaser hit"' in answer and "-" not in address:
            found |= {word.lower() for word in _WORD.findall(address)} & self.words.keys()
        return [self.words[word] for word in sorted(found)]


def without_echo(told: str, address: str) -> str:
    """The answer without the question: who asks for a word may be told that it was asked for, and nothing else."""
    parts = urlsplit(address)
    for asked in (address, parts.path, parts.query, *(value for _name, value in parse_qsl(parts.query))):
        for form in (asked, escape(asked), quote(asked), quote_plus(asked)):
            told = told.replace(form, "") if len(form) > 6 else told
    return told


@pytest.fixture
def newsroom(bote: Edition, plain_checks: None, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """An edition with live pages, among them all that readers must not see yet, or no longer."""
    # A thread of its own would lock tables of a database in memory, and no page is stored yet.
    monkeypatch.setattr(delivery._calmer, "hurry", lambda: None)
    secrets = Secrets()
    comments.keep(place=("edition", "de"), by=None, mode="open")
    hafen = make.section(bote, "Hafen")
    live_story = make.story(bote, "Streit um den Nordkai")
    live_author = make.author(bote, "Ineke Dorn")
    make.plain_page(bote, "Impressum", body=[{"type": "paragraph", "value": "<p>Verantwortlich.</p>"}])
    hidden = _hidden_pages(secrets, bote)
    for state in STATES:
        secrets.articles[state] = _article(secrets, state, hafen, hidden)
    live = [_live_article(secrets, number, hafen, live_story, live_author, hidden) for number in range(3)]
    _unread(secrets, live[0])
    _elsewhere(secrets, live[0])
    _changed_pages(secrets, bote)
    for article in secrets.articles.values():
        FrontSlot.objects.create(edition=bote, article=article, rank="second", sort_order=1)
        live_story.pinned.create(article=article)
    return secrets


def hidden_addresses(secrets: Secrets) -> set[str]:
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
    words = {what: secrets.word(state, what) for what in WHATS}
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
            "value": {
                "title": words["audio title"],
                "file": recording.pk,
                "transcript": words["transcript"],
                "credit": words["audio credit"],
            },
        },
        {"type": "table", "value": make.table([words["cell"]], caption=words["table"])},
        *_further_blocks(words, photo),
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
        "lead_alt": words["lead alt"],
        "seo_title": words["seo title"],
        "search_description": words["seo description"],
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
        _talk(secrets, state, article)
    elif state == "withdrawn":
        article = make.article(section, words["title"], at=make.NOON - timedelta(hours=2), **fields, **more)
        _talk(secrets, state, article)
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


def _further_blocks(words: dict[str, str], photo: Photo) -> list[dict[str, Any]]:
    """One block of each kind that is left, each word of it a canary."""
    picture = {"photo": photo.pk, "caption": words["gallery caption"], "alt": ""}
    quote = {"text": words["quote"], "speaker": words["speaker"], "role": words["speaker's role"]}
    video = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    return [
        {"type": "subhead", "value": words["subhead"]},
        {"type": "quote", "value": quote},
        {"type": "key_facts", "value": {"title": words["box title"], "facts": [words["fact"]]}},
        {"type": "pull_out", "value": words["pull-out"]},
        {"type": "embed", "value": {"url": video, "title": words["embed"]}},
        {"type": "gallery", "value": {"title": words["gallery"], "pictures": [picture, picture]}},
        {"type": "related_box", "value": {"title": words["related title"], "articles": []}},
    ]


def _live_article(
    secrets: Secrets, number: int, section: Any, story: Story, author: Author, hidden: dict[str, Any]
) -> Article:
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
    return article


def _talk(secrets: Secrets, state: str, article: Article) -> None:
    """A comment and an answer beneath an article while readers may see it; both may be read then."""
    at = make.NOON - timedelta(minutes=90)
    host = hosts.host("article", article.public_id, at)
    assert host
    to = ""
    for what in ("comment", "answer"):
        by = User.objects.create_user(f"{what}@{state}.example", display_name=secrets.word(state, f"name of {what}"))
        comment = comments.post(host=host, by=by, words=secrets.word(state, what), token=what, at=at, to=to)
        comments.set_state(comment=comment, state="public", at=at)
        secrets.comments.append(comment)
        to = comment.public_id


def _unread(secrets: Secrets, article: Article) -> None:
    """Comments beneath a live article that readers do not see: one waits, one was refused, one was deleted."""
    at = make.NOON - timedelta(seconds=30)
    host = hosts.host("article", article.public_id, make.NOON)
    assert host
    for state in ("pending", "refused", "deleted"):
        by = User.objects.create_user(f"{state}@reader.example", display_name=secrets.word(state, "name"))
        comment = comments.post(host=host, by=by, words=secrets.word(state, "comment"), token=state, at=make.NOON)
        if state == "deleted":
            comments.delete(comment=comment, by=by, at=make.NOON)
        else:
            comments.set_state(comment=comment, state=state, at=at)
        secrets.comments.append(comment)


def _changed_pages(secrets: Secrets, edition: Edition) -> None:
    """Live pages around articles, each with a newer version that nobody has published."""
    _changed(secrets, edition, "title", "tagline", "place")
    _changed(secrets, make.section(edition, "Stadt"), "title", "slug", "description")
    _changed(secrets, make.story(edition, "Wohnen am Deich"), "title", "slug", "summary", "places", "people")
    _changed(secrets, make.author(edition, "Tom Okafor"), "title", "slug", "role", "biography")
    _changed(secrets, make.plain_page(edition, "Kontakt"), "title", "slug", "standfirst")


def _changed(secrets: Secrets, page: Any, *fields: str) -> None:
    live = page.public_path()
    for name in fields:
        setattr(page, name, secrets.word(f"changed {type(page).__name__.lower()}", name))
    page.save_revision()
    secrets.changed.append(live)


def _elsewhere(secrets: Secrets, live: Article) -> None:
    """A draft in another edition that is the translation of a live article."""
    section = make.section(make.edition("en"), "Harbour")
    title = secrets.word("translation", "title")
    draft = make.article(section, title, at=None, text=secrets.word("translation", "body"))
    draft.translation_key = live.translation_key
    draft.save_revision()
    draft.save()
    secrets.pages.append(draft)


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
