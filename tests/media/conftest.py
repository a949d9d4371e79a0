"""Fixtures of the picture desk: where its files lie, people, and the time of day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import Collection

from depesche.accounts.models import User


@pytest.fixture
def noon() -> datetime:
    """When things happen."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Transactions are real ones in this test; what migrations had put into the database is put there again."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def private(house: Path) -> Path:
    """The folder of originals."""
    return house / "default"


@pytest.fixture
def public(house: Path) -> Path:
    """The folder that readers are served from."""
    return house / "public"


@pytest.fixture
def editor(db: None) -> User:
    """Somebody of the desk who may do everything."""
    return User.objects.create_superuser(email="editor@depesche.example", password="harbour light 7")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """The editor's browser."""
    client.force_login(editor)
    return client
