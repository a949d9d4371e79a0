"""What the tests of subscriptions share: a paper that can be followed, readers with letter boxes, and a clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from depesche.newsroom.models import Article, Author, Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Follower
from depesche.subscriptions.subjects import Place, Subject, subject
from tests import factories as make
from tests.factories.fixtures import barid, bote, courier, editor, hafen, ineke, noon, nordkai

__all__ = ["barid", "bote", "courier", "editor", "hafen", "ineke", "noon", "nordkai"]

Letters = Callable[..., list[Any]]
MIRA = "mira@reader.example"


@pytest.fixture(autouse=True)
def _letter_box(settings: Any) -> None:
    settings.BASE_URL = "http://testserver"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def letters(run_tasks: Callable[[], None]) -> Letters:
    """What has been sent to an address so far, the newest last."""

    def sent_to(address: str = MIRA) -> list[Any]:
        run_tasks()
        return [letter for letter in mail.outbox if letter.to == [address]]

    return sent_to


@pytest.fixture
def article(hafen: Section, nordkai: Story, ineke: Author, noon: Any) -> Article:
    """An article that stands in every kind of list."""
    return make.article(
        hafen, "Die Fähre fährt", stories=(nordkai,), authors=(ineke,), tags=("Kai",), text="Sie fährt."
    )


@pytest.fixture
def visitor() -> Client:
    """The browser of somebody without an account."""
    return Client()


def found(page: Any, kind: str, at: datetime = make.NOON) -> Subject:
    """A page as something to follow."""
    one = subject(Place(kind, str(page.pk)), at)
    assert one
    return one


def follow(
    *subjects: Subject, address: str = MIRA, rhythm: str = "now", at: datetime = make.NOON, **times: Any
) -> Follower:
    """Somebody who follows something and has confirmed it."""
    when = {"hour": 7, "zone": "Europe/Berlin", **times}
    for one in subjects:
        actions.take_in(address=address, subject=one, rhythm=rhythm, at=at, **when)
    follower = Follower.objects.get(address=address)
    actions.confirm(follower=follower, places=[one.place for one in subjects], at=at)
    return follower


def typed(address: str = MIRA, **more: Any) -> dict[str, Any]:
    """What somebody fills into the form."""
    return {"address": address, "rhythm": "now", "hour": "7", "zone": "Europe/Berlin", **more}


def link_in(letter: Any, part: str) -> str:
    """The path of the first link in a letter that holds this."""
    links = re.findall(r"https?://\S+", str(letter.body))
    return urlsplit(next(link for link in links if part in link)).path
