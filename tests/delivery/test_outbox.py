"""Caches in front are told at once, told once more, and told again until they have it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from depesche.delivery import actions, outbox
from depesche.delivery.models import PendingPurge, UntoldPurge
from depesche.delivery.store import _opened, store


class Remembering:
    """A cache that remembers what it was told, and may be away."""

    def __init__(self) -> None:
        self.told: list[tuple[list[str], bool]] = []
        self.away = False
        self.heard = threading.Event()

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        if self.away:
            raise OSError("no route to host")
        self.told.append((list(keys), hard))
        self.heard.set()


@pytest.fixture
def cache(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remembering]:
    """One cache in front; it is told when the test says so."""
    one = Remembering()
    monkeypatch.setattr(outbox, "caches", lambda: {"one": one})
    monkeypatch.setattr(outbox._messenger, "hurry", lambda: None)
    yield one
    store().close()
    _opened.cache_clear()


def later(seconds: float) -> None:
    """Let the time pass since a cache was told."""
    for row in UntoldPurge.objects.filter(told_at__isnull=False):
        row.told_at = timezone.now() - timedelta(seconds=seconds)
        row.save()


def test_a_cache_is_told_and_told_once_more_for_what_was_on_its_way(cache: Remembering) -> None:
    actions.purge("a", "b")
    actions.purge("c", hard=True)
    assert not PendingPurge.objects.exists()
    assert outbox.tell() is True
    assert cache.told == [(["c"], True), (["a", "b"], False)]
    assert outbox.tell() is True
    assert len(cache.told) == 2  # a moment has to pass
    later(outbox.AGAIN_AFTER)
    assert outbox.tell() is False
    assert cache.told == [(["c"], True), (["a", "b"], False)] * 2
    assert not UntoldPurge.objects.exists()


def test_many_changes_are_told_together(cache: Remembering) -> None:
    for number in range(30):
        actions.purge(f"key:{number}", "everything")
    outbox.tell()
    [(keys, _hard)] = cache.told
    assert len(keys) == 31


def test_a_cache_that_is_away_is_told_by_the_clock_when_it_is_back(cache: Remembering, caplog: Any) -> None:
    cache.away = True
    actions.purge("a", hard=True)
    assert outbox.tell() is False
    assert "will be told again within a minute" in caplog.text
    cache.away = False
    actions.settle_purges()
    assert cache.told == [(["a"], True)]


def test_a_change_that_is_rolled_back_is_told_to_nobody(cache: Remembering) -> None:
    from django.db import transaction

    with transaction.atomic():
        actions.purge("a")
        transaction.set_rollback(True)
    outbox.tell()
    assert cache.told == []


def test_a_cache_that_is_in_front_no_more_is_forgotten(cache: Remembering, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.purge("a")
    assert str(UntoldPurge.objects.get()) == "one: a"
    monkeypatch.setattr(outbox, "caches", dict)
    assert outbox.tell() is False
    assert not UntoldPurge.objects.exists()
    actions.purge("b")
    assert not UntoldPurge.objects.exists()


def test_an_editor_does_not_wait_for_a_cache(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that tells is another than the one that publishes, and it ends by itself."""
    told_by: list[str] = []

    def tell() -> bool:
        told_by.append(threading.current_thread().name)
        return len(told_by) < 2

    monkeypatch.setattr(outbox, "tell", tell)
    messenger = outbox._Messenger()
    messenger.hurry()
    thread = messenger._thread
    assert thread
    thread.join(5)
    assert told_by == ["purges", "purges"]
    messenger.hurry()
    assert messenger._thread
    messenger._thread.join(5)
    assert len(told_by) == 3
