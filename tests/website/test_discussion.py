"""Discussions as readers see them and take part in them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment
from depesche.newsroom.models import Article, Section
from tests import factories as make
from tests.website.pages import main_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def kai(hafen: Section) -> Article:
    """An article with a discussion."""
    actions.keep(place=("edition", "de"), by=None, mode="open")
    return make.article(hafen, "Kai gesperrt", text="<p>Der Kai bleibt zu.</p><p>Bis Ostern.</p>")


@pytest.fixture
def mira() -> User:
    """A reader who takes part."""
    return User.objects.create_user("mira@reader.example", display_name="Mira")


@pytest.fixture
def as_mira(mira: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(mira)
    return client


def form_of(client: Client, article: Article, to: str = "") -> dict[str, str]:
    page = client.get(f"/-/discussion/article/{article.public_id}/write/", {"to": to} if to else {})
    source = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', source))


def send(client: Client, article: Article, words: str, **said: str) -> Any:
    form = form_of(client, article, said.get("to", ""))
    return client.post(f"/-/discussion/article/{article.public_id}/write/", {**form, "words": words, **said})


def test_a_comment_stands_beneath_its_article(kai: Article, as_mira: Client, client: Client) -> None:
    answer = send(as_mira, kai, "Danke *sehr*.")
    assert answer.status_code == 303
    [comment] = Comment.objects.all()
    assert answer["Location"] == f"/-/comment/{comment.public_id}/"
    assert "Danke <em>sehr</em>." in as_mira.get(answer["Location"]).content.decode()
    page = main_of(client.get(kai.public_path()))
    assert "Danke <em>sehr</em>." in page
    assert "<bdi>Mira</bdi>" in page
