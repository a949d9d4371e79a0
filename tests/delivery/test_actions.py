"""Purging: at the commit, once a transaction, and never forgotten."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from depesche.delivery import actions
from depesche.delivery.models import PendingPurge
from depesche.delivery.store import _opened, store
from depesche.delivery.store.embedded import EmbeddedStore
from depesche.delivery.store.interface import PageStore

from .store.fixtures import page


@pytest.fixture(autouse=True)
def pages(transactional_db: None) -> Iterator[PageStore]:
    opened = store()
    for name in "abc":
        opened.put(f"/{name}/", page(name, f"key:{name}", begun=opened.number()))
    yield opened
    opened.close()
    _opened.cache_clear()


def stale(name: str) -> bool | None:
    held = store().get(f"/{name}/", now=time.time())
    return held.stale if held else None


def test_a_change_takes_effect_when_it_is_committed() -> None:
    with transaction.atomic():
        actions.purge("key:a")
        assert stale("a") is False
    assert stale("a") is True
    assert stale("b") is False
    assert not PendingPurge.objects.exists()


def test_a_change_that_is_rolled_back_was_none() -> None:
    with transaction.atomic():
        actions.purge("key:a")
        transaction.set_rollback(True)
    assert stale("a") is False


def test_many_changes_of_one_transaction_are_one_purge(pages: PageStore) -> None:
    before = pages.number()
    with transaction.atomic():
        for name in ("a", "b", "a"):
            actions.purge(f"key:{name}")
        actions.purge("key:c", hard=True)
        assert PendingPurge.objects.count() == 2
    assert pages.number() == before + 2
    assert [stale(name) for name in "abc"] == [True, True, None]


def test_what_a_full_disk_left_undone_is_done_by_the_clock(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def full(*_: Any, **__: Any) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedStore, "purge", full)
        actions.purge("key:a")
        assert actions.settle_purges() == 0
    assert "could not be told" in caplog.text
    assert stale("a") is False
    assert actions.settle_purges() == 1
    assert stale("a") is True
    assert not PendingPurge.objects.exists()


def test_nothing_is_purged_by_no_key(pages: PageStore) -> None:
    before = pages.number()
    actions.purge()
    assert pages.number() == before
    assert str(PendingPurge(keys=["a", "b"], hard=False)) == "a b"


def test_figures_that_move_make_nothing_stale_and_leave_no_note() -> None:
    with transaction.atomic():
        actions.move("key:a")
        assert not moved("a")
        assert not PendingPurge.objects.exists()
    assert [moved(name) for name in "ab"] == [True, False]
    assert stale("a") is False
    with transaction.atomic():
        actions.move("key:b")
        transaction.set_rollback(True)
    assert not moved("b")


def moved(name: str) -> bool:
    held = store().get(f"/{name}/", now=time.time())
    return held is not None and held.moved
