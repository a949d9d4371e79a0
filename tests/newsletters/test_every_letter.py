"""What holds of every letter to followers, of whichever kind: its weight, its text, its links and its headers."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest

from depesche.newsletters import actions as newsletters
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Article, Author, Edition, Section, Story, Teaser
from depesche.subscriptions.models import Follower, Following
from tests import factories as make
from tests.newsletters.conftest import SERVED, Write
from tests.subscriptions.test_letters import EVIL, HEADERS
from tools.letters.kinds import written

pytestmark = pytest.mark.django_db

KINDS = ("question", "known", "now", "daily", "weekly", "newsletter", "trial")
HEAVIEST = 100_000  # bytes; a little above, mail programs cut a letter off
PAID = {"title": "Winternächte", "text": "Mit Frühstück.", "address": "https://kurhaus.example/", "client": "Kurhaus"}
Letters = Callable[[], dict[str, EmailMessage]]


def _bytes(message: Any) -> bytes:
    """A letter as it travels."""
    return bytes(message.message().as_bytes(linesep="\r\n"))


@pytest.fixture
def every(
    bote: Edition, hafen: Section, nordkai: Story, ineke: Author, kaipost: Newsletter, write: Write, noon: Any
) -> Letters:
    """A letter of each kind as mail programs read it, of an edition in which much has happened."""
    Story.objects.filter(pk=nordkai.pk).update(summary="Seit Mittwoch ist der Kai gesperrt. " * 40)
    for number in range(60):
        at = make.NOON - timedelta(hours=number)
        fields: dict[str, Any] = {"standfirst": "Nach drei Wochen legt sie wieder ab. " * 30, "authors": (ineke,)}
        make.article(hafen, f"Meldung {number} vom Kai", at=at, stories=(nordkai,) if number % 2 else (), **fields)
    newest = Article.objects.order_by("-first_published_at").values_list("pk", flat=True)
    issue = write(
        ("text", "<p>Viel los &amp; mehr. <a href='https://other.example/?a=1'>Dort</a></p>"),
        ("articles", {"title": "Auch", "articles": list(newest[:20])}),
        ("story", {"story": nordkai.pk, "number": 5}),
        ("advertisement", PAID),
    )
    newsletters.send(issue=issue, at=make.NOON)

    def made() -> dict[str, EmailMessage]:
        return {
            kind: email.message_from_bytes(_bytes(message), policy=email.policy.default)
            for kind, message in written(Edition.objects.get(pk=bote.pk), make.NOON + timedelta(minutes=5))
        }

    return made


class Page(HTMLParser):
    """What of a letter in HTML could fetch something or lead somewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.fetching: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            elif name in ("src", "srcset", "background", "poster", "data", "action", "ping"):
                self.fetching.append(value or "")


def said(message: EmailMessage, kind: str) -> str:
    """A part of a letter."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_every_letter_is_light_and_says_all_of_it_in_plain_text(every: Letters) -> None:
    letters = every()
    assert tuple(letters) == KINDS
    for kind, message in letters.items():
        assert len(bytes(message)) < HEAVIEST, kind
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        text = said(message, "plain")
        assert not re.search(
            r"<[a-z/!]|&(amp|lt|gt|quot|nbsp|#\d+);|\{[{%]|\n{4,}|[ \t]\n(?!\n)", text.replace("-- \n", "")
        ), kind
        page = Page(said(message, "html"))
        for link in page.links:
            if link != f"{SERVED}/":  # the name of the paper, which leads to its front page
                assert re.search(rf"(^|\s){re.escape(link)}(\s|$)", text, re.MULTILINE) or "other.example" in link, (
                    kind,
                    link,
                )


def test_no_letter_fetches_anything_and_every_link_is_plain(every: Letters) -> None:
    for kind, message in every().items():
        html = said(message, "html")
        page = Page(html)
        assert page.fetching == [], kind
        assert not page.tags & {"img", "script", "link", "iframe", "object", "embed", "form", "video", "audio", "svg"}
        assert not re.search(r"url\(|@import|@font-face", html)
        ours = [link for link in page.links if link not in ("https://other.example/?a=1", PAID["address"])]
        assert ours, kind
        assert all(link.startswith(f"{SERVED}/") and "?" not in link for link in ours), "an editor’s own are as typed"
        pages = {link for link in ours if "/-/" not in link}
        personal = {link for link in ours if "/-/" in link}
        assert all(re.match(rf"{SERVED}/-/following/(confirm|manage|end)?", link) for link in personal)
        assert not any(re.search(r"mira|reader|utm|[?&#]", link) for link in pages), "nobody is known by what they open"


def test_every_letter_is_of_one_column_for_both_schemes_in_the_language_of_its_paper(every: Letters) -> None:
    for kind, message in every().items():
        html = said(message, "html")
        assert '<html lang="de" dir="ltr">' in html, kind
        assert "prefers-color-scheme:dark" in html
        assert html.count("<table") == html.count('<table role="presentation"')


@pytest.mark.parametrize("evil", EVIL)
def test_no_field_of_any_letter_gets_into_its_headers_but_as_words(
    evil: str,
    every: Letters,
    bote: Edition,
    hafen: Section,
    nordkai: Story,
    ineke: Author,
    kaipost: Newsletter,
    settings: Any,
) -> None:
    short = evil[:60]
    settings.PUBLISHER = evil
    for model, pk in ((Edition, bote.pk), (Section, hafen.pk), (Story, nordkai.pk), (Author, ineke.pk)):
        model.objects.filter(pk=pk).update(title=evil[:255], draft_title=evil[:255])
    Newsletter.objects.update(title=short, description=evil)
    Issue.objects.update(title=short, greeting=evil)
    Teaser.objects.update(headline=evil[:255], standfirst=evil, byline=short)
    Following.objects.update(title=evil[:255])
    for kind, message in every().items():
        assert set(message.keys()) <= HEADERS, kind
        assert {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"} <= set(message.keys()) | (
            {"Message-ID"} if kind == "trial" else set()
        )
        assert all(len(message.get_all(name, [])) == 1 for name in ("To", "From", "Subject"))
        assert message["To"] == "mira+de@reader.example"
        assert message["From"] == settings.DEFAULT_FROM_EMAIL
        assert str(message["Subject"]).isprintable()
        head = bytes(message).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        assert not re.search(rb"^(bcc|mail from)", head, re.IGNORECASE | re.MULTILINE)
        if message["List-Id"]:
            assert re.fullmatch(r"<[a-z]+(\.[0-9-]+)?\.testserver>", message["List-Id"]), kind
            assert re.fullmatch(r"<http://testserver/-/following/end/[\w:~.-]+/>", message["List-Unsubscribe"].strip())
        assert "<script" not in said(message, "html")


def test_whatever_stands_in_the_database_under_an_address_no_letter_has_a_second_header(every: Letters) -> None:
    from django.core.mail import BadHeaderError

    every()
    follower = Follower.objects.get()
    for evil in (
        "mira@reader.example\r\nBcc: all@reader.example",
        "mira@reader.example\nX: y",
        "mira@x.example, all@x.example",
    ):
        Follower.objects.filter(pk=follower.pk).update(address=evil)
        letter = follower.letters.first()
        from depesche.subscriptions import letters

        message = letters.compose(letter, at=make.NOON) if letter else None
        assert message
        if "," in evil:
            assert message.recipients() == [evil]
        else:
            with pytest.raises(BadHeaderError):
                message.message()
