"""Fixtures of the picture desk: a house of its own for files, people, and the time of day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.storage import storages
from django.test import Client
from wagtail.models import Collection

from depesche import wiring
from depesche.accounts.models import User


@pytest.fixture
def noon() -> datetime:
    """When things happen."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Private and public storage of this test alone; fields keep their storage, so it moves in place."""
    for name in ("default", "public"):
        storage: Any = storages[name]
        monkeypatch.setattr(storage, "_location", str(tmp_path / name))
        how = (storage._constructor_args[0], storage._constructor_args[1] | {"location": str(tmp_path / name)})
        monkeypatch.setattr(storage, "_constructor_args", how)
        for cached in ("base_location", "location"):
            monkeypatch.setitem(storage.__dict__, cached, str(tmp_path / name))
    caches["renditions" if "renditions" in caches.settings else "default"].clear()  # it knows other tests' files
    return tmp_path


@pytest.fixture(autouse=True)
def wired() -> None:
    """Tasks follow events as in a running newsroom."""
    wiring.connect()


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
