"""Fixtures that several parts of the tests share; a conftest.py names the ones it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from depesche.accounts.models import User
from depesche.newsroom.models import Author, Edition, Section, Story
from tests import factories as make


@pytest.fixture
def bote(db: None) -> Edition:
    """The German edition."""
    return make.edition("de")


@pytest.fixture
def courier(db: None) -> Edition:
    """The English edition."""
    return make.edition("en")


@pytest.fixture
def barid(db: None) -> Edition:
    """The Arabic edition."""
    return make.edition("ar")


@pytest.fixture
def hafen(bote: Edition) -> Section:
    """A section of the German edition."""
    return make.section(bote, "Hafen")


@pytest.fixture
def nordkai(bote: Edition) -> Story:
    """A running story of the German edition."""
    return make.story(bote, "Streit um den Nordkai")


@pytest.fixture
def ineke(bote: Edition) -> Author:
    """An author of the German edition."""
    return make.author(bote, "Ineke Dorn")


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who may do everything at the desk."""
    return make.editor()


@pytest.fixture
def count_queries() -> Callable[[Callable[[], Any]], int]:
    """How many queries a call makes, the second time it is called."""

    def count(call: Callable[[], Any]) -> int:
        call()
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture
def noon() -> Iterator[Any]:
    """It is noon of the day on which everything in the tests is published, and one second."""
    import time_machine

    with time_machine.travel(make.NOON.replace(second=1), tick=False) as travel:
        yield travel


@pytest.fixture
def plain_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let comments wait where the newsroom wants to read them first, and for nothing that checks may find."""
    from depesche.comments import moderation
    from depesche.comments.moderation.checks import Standing

    monkeypatch.setattr(moderation, "CHECKS", (Standing(),))
