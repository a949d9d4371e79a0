"""What letters say, and what mail programs are told about them."""

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
from django.core import mail
from django.utils.html import escape

from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from depesche.subscriptions import actions, links
from depesche.subscriptions.letters import in_one_line
from depesche.subscriptions.models import Announcement, Letter
from tests import factories as make
from tests.subscriptions.conftest import MIRA, Letters, follow, found

pytestmark = pytest.mark.django_db

HEADERS = {
    "Auto-Submitted", "Content-Type", "Date", "From", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
    "MIME-Version", "Message-ID", "Subject", "To",
}  # fmt: skip
EVIL = (
    "Sturm\r\nBcc: all@reader.example",
    "Sturm\nBcc: all@reader.example\n\nText",
    "Sturm\u2028Bcc: all@reader.example",
    "Sturm\u2029\x85\x0b\x0c\x1c\x1eBcc: all@reader.example",
    "=?utf-8?q?Sturm=0D=0ABcc=3A_all=40reader.example?=",
    "Sturm\n.\nMAIL FROM:<x@y.example>",
    "\u202eSturm\u200b",
    "Sturm " * 100,
    "Sturm <script>alert(1)</script> & 'co'",
)


def read(letter: Any) -> EmailMessage:
    """The letter as a mail program reads it."""
    return email.message_from_bytes(letter.message().as_bytes(linesep="\r\n"), policy=email.policy.default)


def parts(letter: Any) -> tuple[str, str]:
    """Its plain text and its HTML."""
    message = read(letter)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    return text.get_content(), html.get_content()


@pytest.fixture
def send(hafen: Section, nordkai: Story, letters: Letters, noon: Any) -> Callable[..., Any]:
    """Send an article to somebody who follows its story; the letter."""
    follow(found(nordkai, "story"))

    def sent(title: str = "Die Fähre fährt", **fields: Any) -> Any:
        make.article(hafen, title, slug="fahrt", stories=(nordkai,), tell_followers=True, **fields)
        return letters()[-1]

    return sent


def test_a_letter_says_what_mail_programs_want_to_know(send: Callable[..., Any], nordkai: Story) -> None:
    letter = send(standfirst="Nach drei Wochen legt sie wieder ab.", names=("Ineke Dorn",))
    message = read(letter)
    assert set(message.keys()) == HEADERS
    assert message["List-Id"] == f"<story.{nordkai.pk}.testserver>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://testserver/-/following/end/[^>\s]+>", message["List-Unsubscribe"].strip())
    assert message["Message-ID"] == f"<{links.of_letter(Letter.objects.get(kind='piece').public_id)}@testserver>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = parts(letter)
    for said in ("Die Fähre fährt", "Nach drei Wochen", "Ineke Dorn", "Streit um den Nordkai"):
        assert said in text
        assert said in html
    path = Article.objects.get(title="Die Fähre fährt").public_path()
    assert f"http://testserver{path}" in text
    assert f'href="http://testserver{path}"' in html


def test_a_letter_is_light_loads_nothing_and_follows_nobody(send: Callable[..., Any]) -> None:
    text, html = parts(send(standfirst="Wort " * 2_000))
    assert len(html.encode()) < 100_000
    assert len(text.encode()) < 100_000
    assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import|https?://(?!testserver)", html)
    assert "prefers-color-scheme:dark" in html

    class Links(HTMLParser):
        found: list[str] = []

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            self.found += [value for name, value in attrs if name == "href"]

    links = Links()
    links.feed(html)
    assert links.found
    assert not any("?" in link for link in links.found), "a link that says more than its page follows somebody"


@pytest.mark.parametrize("evil", EVIL)
def test_no_field_puts_a_header_into_a_letter(evil: str, send: Callable[..., Any], nordkai: Story) -> None:
    Story.objects.filter(pk=nordkai.pk).update(title=evil[:255])
    letter = send(evil[:255], standfirst=evil, names=(evil[:150],))
    raw = letter.message().as_bytes(linesep="\r\n")
    message = read(letter)
    assert set(message.keys()) == HEADERS
    assert message["To"] == MIRA
    assert letter.recipients() == [MIRA]
    head = raw.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"^(bcc|mail from)", head, re.IGNORECASE | re.MULTILINE)
    shown = str(message["Subject"])
    assert shown.isprintable()
    assert not re.search(r"[\r\n\u2028\u2029]", shown)
    _text, html = parts(letter)
    assert "<script" not in html


@pytest.mark.parametrize("evil", EVIL)
def test_a_paper_whose_name_holds_more_than_a_name_writes_one_line(
    evil: str, bote: Edition, hafen: Section, letters: Letters, noon: Any
) -> None:
    Edition.objects.filter(pk=bote.pk).update(title=evil[:255])
    actions.take_in(address=MIRA, subject=found(hafen, "section"), rhythm="now", hour=7, zone="UTC", at=make.NOON)
    [question] = letters()
    message = read(question)
    assert set(message.keys()) == HEADERS - {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}
    assert str(message["Subject"]).isprintable()


def test_words_for_a_header_stand_in_one_line() -> None:
    assert in_one_line("a\r\nb\u2028c\x00d\te") == "a b c d e"
    assert in_one_line("=?utf-8?q?x?=") == "= ?utf-8?q?x?="
    assert len(in_one_line("x" * 1_000)) == 180


def test_a_letter_of_an_arabic_paper_runs_from_right_to_left_in_its_language(
    barid: Edition, letters: Letters, noon: Any
) -> None:
    section = make.section(barid, "الميناء")
    follow(found(section, "section"))
    make.article(section, "العبارة تبحر", tell_followers=True)
    letter = letters()[-1]
    text, html = parts(letter)
    assert read(letter)["Subject"] == "العبارة تبحر"
    assert '<html lang="ar" dir="rtl">' in html
    assert "You get this letter" not in text + html


def test_one_letter_comes_to_those_who_follow_everything(
    article: Article, bote: Edition, hafen: Section, nordkai: Story, ineke: Author, letters: Letters
) -> None:
    follow(*(found(one, kind) for one, kind in ((bote, "edition"), (hafen, "section"), (nordkai, "story"))))
    follow(found(ineke, "author"))
    make.article(hafen, "Alles in einem", stories=(nordkai,), authors=(ineke,), tell_followers=True)
    sent = [letter for letter in letters() if letter.subject == "Alles in einem"]
    assert len(sent) == 1
    for name in ("Streit um den Nordkai", "Hafen", "Ineke Dorn", "Brückhavener Bote"):
        assert name in sent[0].body
    end = sent[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    from django.test import Client

    Client().post(end)
    make.article(hafen, "Danach", stories=(nordkai,), authors=(ineke,), tell_followers=True)
    assert letters()[-1].subject == "Alles in einem"


def test_nobody_gets_a_version_twice_and_everybody_the_next_one(
    hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    page = make.article(hafen, "Erste Fassung", stories=(nordkai,), tell_followers=True)
    letters()
    first = page.latest_revision
    for _again in range(3):
        newsroom.publish(page=Article.objects.get(pk=page.pk), by=None, at=make.NOON, revision=first)
        actions.announce(piece=str(page.pk), version=str(first.pk), at=make.NOON)
        for announcement in Announcement.objects.all():
            actions.write_announced(announcement=announcement, at=make.NOON)
    assert [letter.subject for letter in letters()[1:]] == ["Erste Fassung"]
    make.again(page, make.NOON + timedelta(minutes=1), title="Zweite Fassung", tell_followers=False)
    assert len(letters()) == 2
    make.again(page, make.NOON + timedelta(minutes=2), title="Dritte Fassung", tell_followers=True)
    assert [letter.subject for letter in letters()[2:]] == ["Dritte Fassung"]


def test_two_versions_in_the_outbox_come_as_one_letter(
    hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    letters()
    page = make.article(hafen, "Erste Fassung", stories=(nordkai,), tell_followers=True)
    make.again(page, make.NOON + timedelta(seconds=1), title="Zweite Fassung", tell_followers=True)
    assert [letter.subject for letter in letters()[1:]] == ["Zweite Fassung"]


def test_a_letter_about_what_was_withdrawn_meanwhile_is_not_sent(
    hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    letters()
    page = make.article(hafen, "Zu früh", stories=(nordkai,), tell_followers=True)
    [announcement] = Announcement.objects.all()
    actions.write_announced(announcement=announcement, at=make.NOON)
    newsroom.withdraw(page=Article.objects.get(pk=page.pk), by=None, at=make.NOON)
    assert len(letters()) == 1
    assert Letter.objects.get(kind="piece").state == Letter.State.DROPPED


def test_an_advertisement_says_in_its_subject_that_it_is_one(send: Callable[..., Any]) -> None:
    assert send(kind="advertisement").subject.endswith(": Die Fähre fährt")


def test_html_in_a_headline_is_text(send: Callable[..., Any]) -> None:
    title = "1 < 2 & <b>Fähre</b>"
    letter = send(title)
    text, html = parts(letter)
    assert title in text
    assert escape(title) in html
    assert letter.subject == title


def test_who_has_not_confirmed_gets_nothing_but_the_question(
    hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    actions.take_in(address=MIRA, subject=found(nordkai, "story"), rhythm="now", hour=7, zone="UTC", at=make.NOON)
    make.article(hafen, "Nicht für alle", stories=(nordkai,), tell_followers=True)
    assert len(letters()) == 1
    assert len(mail.outbox) == 1
