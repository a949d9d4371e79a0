"""What changes many times a second is purged at once, and then once a second; nothing is forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import transaction

from depesche.delivery import actions, calming, outbox
from depesche.delivery.models import Calm, PendingPurge
from depesche.delivery.store import _opened, store
from depesche.delivery.store.generations import Generations

from .store.fixtures import page


@pytest.fixture
def pages(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Generations]:
    """A store with one page; what waits is carried out when the test says so."""
    monkeypatch.setattr(actions._calmer, "_thread", threading.current_thread())  # somebody waits already
    opened = store()
    opened.put("/a/", page("a", "talk:a"))
    yield opened
    opened.close()
    _opened.cache_clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time as the purges see it."""
    now = [1000.0]
    monkeypatch.setattr("depesche.delivery.actions.time.time", lambda: now[0])
    return now


def test_the_first_change_takes_effect_at_once_and_those_of_a_second_together(
    pages: Generations, clock: list[float]
) -> None:
    before = pages.number()
    for _ in range(5):
        actions.purge("talk:a", calm=True)
        actions.settle_calm()
        clock[0] += 0.1
    assert pages.number() == before + 1
    assert PendingPurge.objects.count() == 4
    clock[0] += 0.6
    assert actions.settle_calm() is False
    assert pages.number() == before + 2
    assert not PendingPurge.objects.exists()


def test_a_storm_is_one_purge_a_second(pages: Generations, clock: list[float]) -> None:
    before = pages.number()
    for _ in range(150):
        actions.purge("talk:a", calm=True)
        actions.settle_calm()
        clock[0] += 0.02
    assert pages.number() == before + 3


def test_whoever_is_second_in_claiming_a_second_waits(pages: Generations) -> None:
    assert calming._claim("talk:a", 10.0)
    assert not calming._claim("talk:a", 10.9)
    assert calming._claim("talk:a", 11.0)


def test_discussions_do_not_wait_for_each_other(pages: Generations, clock: list[float]) -> None:
    for key in ("talk:a", "talk:a", "talk:b"):
        actions.purge(key, calm=True)
        actions.settle_calm()
    assert [row.keys for row in PendingPurge.objects.all()] == [["talk:a"]]


def test_a_clock_that_was_set_back_holds_nothing_up(pages: Generations, clock: list[float]) -> None:
    for clock[0] in (5000.0, 10.0):
        actions.purge("talk:a", calm=True)
        assert actions.settle_calm() is False


def test_a_withdrawal_waits_for_nothing(pages: Generations) -> None:
    actions.purge("talk:a", calm=True)
    actions.settle_calm()
    with transaction.atomic():
        actions.purge("talk:a", calm=True)
        actions.purge("talk:a", hard=True)
    assert pages.get("/a/", now=time.time()) is None
    with pytest.raises(ValueError, match="withdrawal"):
        actions.purge("talk:a", hard=True, calm=True)


def test_what_a_process_that_died_has_left_is_carried_out_by_the_clock(pages: Generations) -> None:
    for _ in range(2):
        actions.purge("talk:a", calm=True)
    before = pages.number()
    actions.settle_calm()
    assert pages.number() == before + 1
    assert not PendingPurge.objects.exists()


def test_a_full_disk_leaves_the_note(
    pages: Generations, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Generations, "purge", full)
        actions.purge("talk:a", calm=True)
        actions.settle_calm()
    assert "could not be told" in caplog.text
    assert [row.keys for row in PendingPurge.objects.all()] == [["talk:a"]]
    assert actions.settle_purges() == 1


def test_caches_in_front_are_told_once_of_many(pages: Generations, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr(outbox, "note", lambda keys, *, hard: told.append(keys))
    for _ in range(20):
        actions.purge("talk:a", calm=True)
    actions.settle_calm()
    assert told == [["talk:a"]]


def test_pauses_are_forgotten(pages: Generations, clock: list[float]) -> None:
    actions.purge("talk:a", calm=True)
    actions.settle_calm()
    assert str(Calm.objects.get()) == "talk:a"
    clock[0] += 120
    actions.settle_purges()
    assert not Calm.objects.exists()


def test_a_thread_waits_for_the_end_of_the_second_and_ends(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calming, "PAUSE", 0.05)
    before = store().number()
    for _ in range(3):
        actions.purge("talk:a", calm=True)
    while (thread := actions._calmer._thread) is not None:
        thread.join(10)
    assert not PendingPurge.objects.exists()
    assert before + 2 <= store().number() <= before + 3
    store().close()
    _opened.cache_clear()
