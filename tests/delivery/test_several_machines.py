"""A newsroom on several machines: what changes while Valkey is away is told before anybody trusts it again."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, transaction

from depesche.delivery import actions, outbox
from depesche.delivery.models import PendingPurge, UntoldPurge
from depesche.delivery.release import release
from depesche.delivery.remembering import until_purged
from depesche.delivery.store import _shared, namespace, store
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.interface import Unreachable
from depesche.delivery.store.register import Register
from depesche.delivery.store.valkey import Releases, ValkeyStore
from tests.faults import Road, Valkey, awaited, road

from .store.fixtures import NOW, body_of, made, sure, valkey

pytestmark = pytest.mark.loopback

__all__ = ["valkey"]


@pytest.fixture
def way(valkey: Valkey) -> Iterator[Road]:
    """The road from this machine to Valkey."""
    with road(valkey.port) as opened:
        yield opened


@pytest.fixture
def here(transactional_db: None, way: Road, settings: Any) -> Iterator[Generations]:
    """The store of this machine as the settings name it."""
    settings.VALKEY_URL = way.url
    opened = store()
    opened.get("/", now=NOW)
    assert awaited(lambda: sure(opened))
    yield opened
    opened.close()
    _shared.cache_clear()


@pytest.fixture
def there(here: Generations, valkey: Valkey, tmp_path: Path) -> Iterator[Generations]:
    """The same on another machine, which has nothing to settle."""
    pages = Releases(ValkeyStore(valkey.url, namespace()))
    opened = Generations(Register(tmp_path / "there"), pages, release())
    opened.get("/", now=NOW)
    assert awaited(lambda: sure(opened))
    yield opened
    opened.close()


def away(here: Generations, way: Road) -> None:
    way.cut()
    assert awaited(lambda: not sure(here))


def test_all_machines_of_a_newsroom_use_the_same_names_and_no_other_newsroom_does(settings: Any) -> None:
    settings.BASE_URL = "https://paper.example"
    assert namespace() == "depesche:paper.example"


@pytest.mark.parametrize("hard", [False, True])
def test_a_change_is_told_as_soon_as_valkey_is_back_and_before_a_page_is_trusted(
    here: Generations, there: Generations, way: Road, hard: bool
) -> None:
    here.put("/a/", made(here, "one", "k"))
    assert body_of(here) == body_of(there) == ("one", False)
    away(here, way)
    actions.purge("k", hard=hard)
    assert PendingPurge.objects.exists()
    way.mend()
    assert awaited(lambda: sure(here))
    assert not PendingPurge.objects.exists()
    expected = None if hard else ("one", True)
    assert body_of(here) == expected
    assert awaited(lambda: body_of(there) == expected)


def test_what_another_process_withdrew_meanwhile_is_forgotten_here(here: Generations, way: Road) -> None:
    here.put("/a/", made(here, "one", "k"))
    assert body_of(here)
    away(here, way)
    PendingPurge.objects.create(keys=["k"], hard=True)  # as a process leaves it that cannot reach Valkey either
    assert awaited(lambda: body_of(here) is None)
    assert PendingPurge.objects.exists()


def test_what_a_machine_cannot_tell_is_told_by_the_clock_of_another(here: Generations, there: Generations) -> None:
    here.put("/a/", made(here, "one", "k"))
    assert body_of(there) == ("one", False)
    PendingPurge.objects.create(keys=["k"], hard=False)
    known = actions.settle_left_over(set())
    assert PendingPurge.objects.exists()  # whoever made the change may be about to tell it
    assert actions.settle_left_over(known) == set()
    assert not PendingPurge.objects.exists()
    assert awaited(lambda: body_of(there) == ("one", True))


def test_what_a_process_has_left_that_died_is_carried_out_within_two_seconds_on_one_machine_too(
    transactional_db: None,
) -> None:
    left = PendingPurge.objects.create(keys=["k"], hard=False)
    calm = PendingPurge.objects.create(keys=["c"], hard=False, calm=True)  # waits for the end of its second
    assert actions.settle_left_over(set()) == {left.pk}
    assert actions.settle_left_over({left.pk, calm.pk}) == set()
    assert [*PendingPurge.objects.all()] == [calm]


def test_caches_in_front_are_told_at_once_even_so(
    here: Generations, way: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cache:
        told: list[list[str]] = []
        heard = threading.Event()

        def purge(self, keys: Collection[str], *, hard: bool) -> None:
            self.told.append([*keys])
            self.heard.set()

    cache = Cache()
    monkeypatch.setattr(outbox, "caches", lambda: {"one": cache})
    monkeypatch.setattr(outbox._messengers, "hurry", outbox.tell)
    away(here, way)
    actions.purge("k")
    assert cache.told == [["k"]]
    assert UntoldPurge.objects.exists()


def test_a_start_while_valkey_is_away_is_made_up_for(here: Generations, way: Road) -> None:
    here.put("/a/", made(here, "one", "everything"))
    assert actions.purge_now("everything")
    assert body_of(here) == ("one", True)
    assert not PendingPurge.objects.exists()
    away(here, way)
    assert not actions.purge_now("everything")
    number = here.noticed()
    way.mend()
    assert awaited(lambda: sure(here))
    assert here.number() > number


def test_while_the_number_cannot_be_had_nothing_is_remembered(here: Generations, way: Road) -> None:
    assert [until_purged("sections", lambda answer=answer: answer) for answer in (1, 2)] == [1, 1]  # type: ignore[misc]
    away(here, way)
    assert [until_purged("sections", lambda answer=answer: answer) for answer in (3, 4)] == [3, 4]  # type: ignore[misc]


def test_what_another_machine_purged_is_asked_for_anew(here: Generations, there: Generations) -> None:
    asked = iter(range(9))
    assert [until_purged("sections", lambda: next(asked)) for _ in range(2)] == [0, 0]
    there.purge(["k"])
    assert [until_purged("sections", lambda: next(asked)) for _ in range(2)] == [1, 1]


def test_while_the_database_is_away_as_well_nothing_is_settled(
    here: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise Error("no route to the database")

    PendingPurge.objects.create(keys=["k"], hard=False)
    with monkeypatch.context() as broken:
        broken.setattr(PendingPurge, "delete", gone)
        assert actions.settle_at_once() is False
    assert actions.settle_at_once() is True


def test_a_change_that_is_rolled_back_is_told_to_nobody(here: Generations) -> None:
    number = here.number()
    with transaction.atomic():
        actions.purge("k")
        transaction.set_rollback(True)
    assert here.number() == number


def test_a_withdrawal_that_valkey_confirms_too_late_is_told_again(here: Generations, way: Road) -> None:
    here.put("/a/", made(here, "secret", "k"))
    way.delay = 3600.0
    with pytest.raises(Unreachable):
        here.purge(["k"], hard=True)
    assert here.get("/a/", now=NOW) is None
