"""Caches in front are told at once, told once more, and told again until they have it."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from depesche.delivery import actions, outbox
from depesche.delivery.caches import caches
from depesche.delivery.models import PendingPurge, UntoldPurge
from depesche.delivery.pausing import Pause
from depesche.delivery.store import _opened, store


class Remembering:
    """A cache that remembers what it was told, and may be away."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.told: list[tuple[list[str], bool]] = []
        self.away = False
        self.heard = threading.Event()

    def purge(self, keys: Collection[str], *, hard: bool) -> None:
        self.asked.append(time.monotonic())
        if self.away:
            raise OSError("no route to host")
        self.told.append((list(keys), hard))
        self.heard.set()


@pytest.fixture
def cache(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remembering]:
    """One cache in front; it is told when the test says so."""
    one = Remembering()
    outbox._pauses.clear()
    monkeypatch.setattr(outbox, "caches", lambda: {"one": one})
    monkeypatch.setattr(outbox._messengers, "hurry", lambda: None)
    yield one
    store().close()
    _opened.cache_clear()


class Clock:
    """Seconds that pass when a test says so."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which pauses are kept."""
    one = Clock()
    monkeypatch.setattr(time, "monotonic", one)
    return one


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
    outbox._pauses.clear()
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

    def tell(_cache: str) -> bool:
        told_by.append(threading.current_thread().name)
        return len(told_by) < 2

    monkeypatch.setattr(outbox, "tell_one", tell)
    messenger = outbox._Messenger("one")
    messenger.hurry()
    thread = messenger._thread
    assert thread
    thread.join(5)
    assert told_by == ["purges for one"] * 2
    messenger.hurry()
    assert messenger._thread
    messenger._thread.join(5)
    assert len(told_by) == 3


def test_a_cache_that_does_not_answer_keeps_no_other_from_hearing_of_a_withdrawal(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(Remembering):
        over = threading.Event()

        def purge(self, keys: Collection[str], *, hard: bool) -> None:
            self.heard.set()
            self.over.wait(20)
            raise TimeoutError

    dead, well = Hanging(), Remembering()
    monkeypatch.setattr(outbox, "caches", lambda: {"dead": dead, "well": well})
    monkeypatch.setattr(outbox, "_messengers", outbox._Messengers())
    actions.purge("a", hard=True)
    assert dead.heard.wait(10)
    assert well.heard.wait(10)
    assert well.told == [(["a"], True)]
    dead.over.set()
    for messenger in outbox._messengers._of.values():
        if thread := messenger._thread:
            thread.join(10)
    assert set(UntoldPurge.objects.values_list("cache", flat=True)) == {"dead"}


def test_a_cache_that_fails_the_second_time_is_left_to_the_clock(cache: Remembering) -> None:
    actions.purge("a")
    assert outbox.tell() is True
    cache.away = True
    later(outbox.AGAIN_AFTER)
    assert outbox.tell() is False  # or it would be asked five times a second until it is back
    assert UntoldPurge.objects.exists()
    cache.away = False
    outbox._pauses.clear()
    actions.settle_purges()
    assert not UntoldPurge.objects.exists()


def test_two_caches_of_one_machine_are_two(settings: Any) -> None:
    settings.CACHES_IN_FRONT = [
        "varnish://127.0.0.1:6081",
        "varnish://127.0.0.1:6082",
        "fastly://:TOKEN@api.fastly.com/a",
    ]
    assert set(caches()) == {*settings.CACHES_IN_FRONT[:2], "fastly://api.fastly.com/a"}


def test_a_cache_that_is_away_for_a_minute_is_asked_a_few_times_however_much_changes(
    cache: Remembering, clock: Clock, caplog: Any
) -> None:
    cache.away = True
    for second in range(60):
        for number in range(10):
            actions.purge(f"key:{second}:{number}")
            outbox.tell_one("one")
            clock.now += 0.1
        if second == 59:
            outbox.tell()  # the clock of the newsroom comes by once a minute
    assert 6 <= len(cache.asked) <= 10, "of 600 changes, a hundredth instead of each"
    gaps = [after - before for before, after in pairwise(cache.asked)]
    for gap, length in zip(gaps, (1, 2, 4, 8, 16), strict=False):
        assert 0.75 * length <= gap <= 1.25 * length + 0.11
    cache.away = False
    clock.now += 60
    outbox.tell()
    [(keys, _hard)] = cache.told
    assert len(keys) == 600, "what had been missed is told in one call"


def test_a_withdrawal_is_tried_at_once_and_does_not_shorten_the_pauses(cache: Remembering, clock: Clock) -> None:
    cache.away = True
    for _ in range(4):
        actions.purge("a")
        outbox.tell_one("one")
        clock.now += 60
    outbox.tell_one("one")
    asked = len(cache.asked)
    actions.purge("a")
    outbox.tell_one("one")
    assert len(cache.asked) == asked, "it is left alone"
    cache.away = False
    actions.purge("b", hard=True)
    outbox.tell_one("one")
    assert (["b"], True) in cache.told
    assert len(cache.asked) == asked + 2, "the withdrawal, and what had waited"


def test_whoever_is_away_is_not_called_by_everybody_at_the_same_moment(clock: Clock) -> None:
    several = [Pause() for _ in range(40)]
    for pause in several:
        pause.begin()
    assert all(pause.going_on for pause in several)
    clock.now += 0.75
    over = set()
    for _ in range(10):
        clock.now += 0.05
        over.add(sum(pause.going_on for pause in several))
    assert len(over) > 3, "they end one after the other"
    clock.now += 0.01
    assert not any(pause.going_on for pause in several)


def test_no_pause_is_so_long_that_the_clock_would_come_in_vain(clock: Clock) -> None:
    pause = Pause()
    for _ in range(20):
        pause.begin()
    clock.now += 60
    assert not pause.going_on
