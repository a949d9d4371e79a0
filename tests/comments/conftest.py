"""What the tests of discussions share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from depesche.accounts.models import User
from depesche.comments.models import Comment, Discussion, Rule
from tests.comments import moderating as make

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
def discussion(db: None) -> Discussion:
    """A discussion beneath an article."""
    return Discussion.objects.create(
        kind="article", name="7k2mnpqrstuv", edition="en", language="en", title="The ferry", path="/en/x/", begun_at=NOW
    )


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
