"""A small newsroom: an edition with a section, a story and an author, its people, and their browsers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from depesche.accounts import roles
from depesche.accounts.models import User
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from tests.media.conftest import noon


@pytest.fixture
def edition(db: None, noon: datetime) -> Edition:
    """An edition that readers can see."""
    return actions.open_edition(code="en", name="Gazette", language="en", time_zone="Europe/London", by=None, at=noon)


@pytest.fixture
def section(edition: Edition, noon: datetime) -> Section:
    """A section that readers can see."""
    return _page(Section(title="Port", slug="port"), edition, noon)


@pytest.fixture
def story(edition: Edition, noon: datetime) -> Story:
    """A running story."""
    return _page(Story(title="The new breakwater", slug="breakwater"), edition, noon)


@pytest.fixture
def author(edition: Edition, editor: User, noon: datetime) -> Author:
    """The editor's own author page."""
    return _page(Author(title="Ineke Dorn", slug="ineke-dorn", user=editor), edition, noon)


@pytest.fixture
def draft(section: Section) -> Article:
    """An article that nobody has published yet."""
    return a_draft(section)


@pytest.fixture
def live(section: Section, noon: datetime) -> Article:
    """An article that readers can see."""
    return _page(Article(title="Crane falls into the dock", slug="crane"), section, noon)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes a member of the staff in a role."""

    def make(role: str, name: str = "", **fields: Any) -> User:
        first = name or role
        user = User.objects.create_user(
            f"{first.lower().replace(' ', '.')}@depesche.example", "harbour light 7", first_name=first, **fields
        )
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def editor(person: Callable[..., User]) -> User:
    """Somebody who publishes."""
    return person(roles.EDITOR, "Ineke")


@pytest.fixture
def colleague(person: Callable[..., User]) -> User:
    """Another one who publishes."""
    return person(roles.EDITOR, "Jonas")


@pytest.fixture
def reporter(person: Callable[..., User]) -> User:
    """Somebody who writes and may not publish."""
    return person(roles.REPORTER, "Rosa")


@pytest.fixture
def desk(editor: User) -> Client:
    """The editor's browser."""
    return browser_of(editor)


def browser_of(user: User) -> Client:
    """A browser in which ``user`` has signed in."""
    client = Client()
    client.force_login(user)
    return client


def a_draft(section: Section, title: str = "Breakwater will cost more than planned", **fields: Any) -> Article:
    """A draft in a section."""
    article = Article(title=title, **{"slug": f"article-{Article.objects.count()}", **fields})
    return actions.add_page(page=article, under=section, by=fields.get("owner"), publish_at=None).specific


def _page(page: Any, under: Any, at: datetime) -> Any:
    return actions.add_page(page=page, under=under, by=None, publish_at=at)
