"""What the tests of discussions share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from depesche.accounts.models import User
from depesche.comments import actions, hosts
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Discussion, Rule
from tests.comments import moderating as make
from tests.factories.fixtures import count_queries, plain_checks

__all__ = ["count_queries", "plain_checks"]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which things happen in these tests."""
    return NOW


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who takes part."""
    return User.objects.create_user("mira@reader.example", display_name="Mira")


@pytest.fixture
def jonte(db: None) -> User:
    """Somebody else who does."""
    return User.objects.create_user("jonte@reader.example", display_name="Jonte P.")


@pytest.fixture
def boss(db: None) -> User:
    """Somebody of the newsroom who may do everything."""
    return User.objects.create_superuser("alma@paper.example", first_name="Alma", last_name="Thiessen")


@pytest.fixture
def discussion(db: None) -> Discussion:
    """A discussion beneath an article."""
    return Discussion.objects.create(
        kind="article", name="7k2mnpqrstuv", edition="en", language="en", title="The ferry", path="/en/x/", begun_at=NOW
    )


@pytest.fixture
def host(db: None, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A page with an open discussion."""
    page = Host(
        kind="article",
        name="7k2mnpqrstuv",
        path="/en/x/",
        title="The ferry",
        edition="en",
        language="en",
        published_at=NOW - timedelta(days=1),
        above=(("section", "12"), ("edition", "en")),
        paragraphs=("The ferry sails again.", "It had been laid up."),
        version="1",
    )
    monkeypatch.setitem(hosts._FINDERS, "article", lambda name, at: page if name == page.name else None)
    actions.keep(place=("edition", "en"), by=None, mode="open")
    return page


@pytest.fixture
def post(host: Host, reader: User, plain_checks: None) -> Callable[..., Comment]:
    """Write a comment; what is not said is as usual."""
    number = iter(range(10_000))

    def write(words: str = "Thank you.", **more: Any) -> Comment:
        said = {"host": host, "by": reader, "token": f"form-{next(number)}", "at": NOW, **more}
        if isinstance(said.get("to"), Comment):
            said["to"] = said["to"].public_id
        return actions.post(words=words, **said)

    return write


@pytest.fixture
def moderator(db: None) -> User:
    """Somebody who moderates."""
    return make.moderator("Ada")


@pytest.fixture
def colleague(db: None) -> User:
    """Another one who does."""
    return make.moderator("Ben")


@pytest.fixture
def rules(db: None) -> list[Rule]:
    """Three house rules of the English edition."""
    return make.house_rules("en")


@pytest.fixture
def waiting(discussion: Discussion, reader: User) -> Comment:
    """A comment that waits for a moderator."""
    return make.comment(discussion, reader)
