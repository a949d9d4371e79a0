"""What a start, a verdict and a way back make of the release that runs; and what the desk and the caches hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as all_settings
from django.test import Client

from depesche import settings as module
from depesche.delivery import actions, deploys
from depesche.delivery.models import PendingPurge, UntoldPurge
from depesche.delivery.release import NOT_SHOWN, SHOWN, Release, release
from depesche.delivery.store import _opened, store
from depesche.delivery.store.generations import Generations
from depesche.delivery.store.register import Fault, State
from tests import factories as make

from .store.fixtures import NOW, page

FAULT = Fault("/a/", "error", {"error": "ValueError: x"})


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    yield
    _opened.cache_clear()


@pytest.fixture
def pages(transactional_db: None) -> Generations:
    """The store as the first release leaves it, with a page."""
    opened = store()
    opened.put("/a/", page("old", "a", "everything", begun=opened.number()))
    return opened


@pytest.fixture
def upgraded(pages: Generations, settings: Any) -> State:
    """The newsroom is started with another release."""
    settings.PUBLISHER = "Another"
    assert deploys.begin()
    return store().register.read()


def got(address: str = "/a/") -> tuple[str, bool] | None:
    held = store().get(address, now=NOW)
    return (held.entry.bodies["identity"].decode(), held.stale) if held else None


def test_each_setting_is_one_that_pages_show_or_one_that_they_do_not() -> None:
    names = {f"DEPESCHE_{name}" for name in (*SHOWN, *NOT_SHOWN)}
    said = {
        "CACHES_IN_FRONT": "CACHES",
        "DEFAULT_LANGUAGE": "LANGUAGE",
    }  # these are called otherwise in the environment
    assert {name if name[9:] not in said else f"DEPESCHE_{said[name[9:]]}" for name in names} == module.KNOWN
    assert all(hasattr(all_settings, name) for name in SHOWN)
    assert set(SHOWN).isdisjoint(NOT_SHOWN)


@pytest.mark.parametrize(("name", "value"), [("BASE_URL", "https://x.example"), ("PUBLISHER", "x"), ("THEME", "x")])
def test_a_setting_that_pages_show_makes_another_release(settings: Any, name: str, value: str) -> None:
    before = release()
    setattr(settings, name, value)
    assert release().digest != before.digest


def test_an_address_of_a_cache_is_no_part_of_a_release_and_its_kind_is(settings: Any) -> None:
    settings.CACHES_IN_FRONT = ["fastly://:secret@api.fastly.com/a"]
    first = release()
    settings.CACHES_IN_FRONT = ["fastly://:other@api.fastly.com/b"]
    assert release() == first
    settings.CACHES_IN_FRONT = ["varnish://127.0.0.1:6081"]
    assert release() != first


def test_the_same_release_has_nothing_to_be_tried_and_keeps_its_pages(pages: Generations) -> None:
    assert deploys.begin() is False
    assert got() == ("old", False)


def test_a_release_with_which_nothing_can_get_worse_is_accepted_at_once(transactional_db: None, settings: Any) -> None:
    store()
    settings.PUBLISHER = "Another"
    assert deploys.begin() is False
    assert store().accepting
    assert store().register.read().before is None


def test_another_release_waits_until_it_is_decided(upgraded: State) -> None:
    assert (store().accepting, upgraded.trying) == (False, True)
    assert actions.waiting_release() is None
    deploys.decide(())
    assert (store().accepting, got()) == (True, ("old", True))


def test_a_bad_one_goes_on_waiting_and_is_tried_again_at_the_next_start(upgraded: State) -> None:
    deploys.decide((FAULT,))
    assert store().accepting is False
    found, faults = actions.waiting_release() or (None, [])
    assert (found, faults) == (release(), ["/a/ cannot be made: ValueError: x"])
    assert deploys.begin() is True
    assert store().register.read().faults == ()


def test_a_verdict_that_comes_too_late_changes_nothing(upgraded: State) -> None:
    deploys.accept()
    deploys.decide((FAULT,))
    assert store().accepting


def test_a_verdict_on_another_release_changes_nothing(upgraded: State, settings: Any) -> None:
    settings.PUBLISHER = "A third"
    deploys.decide(())
    assert store().register.read() == upgraded


def test_what_is_not_there_cannot_be_accepted_or_gone_back_to(pages: Generations) -> None:
    with pytest.raises(deploys.NothingWaits):
        deploys.accept()
    with pytest.raises(deploys.NothingBefore):
        deploys.go_back()


def test_after_going_back_a_restart_of_what_was_left_stays_back_and_the_old_release_goes_on(
    upgraded: State, settings: Any
) -> None:
    deploys.accept()
    deploys.go_back()
    assert deploys.begin() is False
    assert (store().accepting, got()) == (False, ("old", False))
    assert actions.waiting_release() == (release(), [])
    settings.PUBLISHER = ""
    assert deploys.begin() is False
    assert (store().accepting, got()) == (True, ("old", False))
    assert store().register.read().waiting is None


def test_the_release_before_needs_no_trial(upgraded: State, settings: Any) -> None:
    deploys.accept()
    settings.PUBLISHER = ""
    assert deploys.begin() is False
    assert (store().accepting, got()) == (True, ("old", False))


def test_going_back_settles_what_is_noted_first(upgraded: State) -> None:
    deploys.accept()
    PendingPurge.objects.create(keys=["a"], hard=True)
    deploys.go_back()
    assert got() is None


def test_caches_in_front_are_told_on_the_way_back_only(
    upgraded: State, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depesche.delivery.outbox._messengers.hurry", lambda: None)
    monkeypatch.setattr("depesche.delivery.outbox.caches", lambda: {"varnish://127.0.0.1": None})
    deploys.accept()
    assert not UntoldPurge.objects.exists()
    deploys.go_back()
    assert [row.keys for row in UntoldPurge.objects.all()] == [["everything"]]


def test_a_machine_that_was_started_anew_may_have_files_that_were_taken_away(
    pages: Generations, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for files, stale in ((False, False), (True, True)):
        deploys.begin()
        settings.FILES_FOR_NGINX = files
        monkeypatch.setattr(deploys, "_boot", lambda files=files: f"another {files}")
        deploys.begin()
        assert got() == ("old", stale)


def test_a_database_that_is_older_than_the_pages_makes_them_stale(pages: Generations) -> None:
    actions.purge("something else")
    assert deploys.begin() is False
    assert got() == ("old", False)
    store().register.told += 100
    deploys.begin()
    assert got() == ("old", True)
    number = store().number()
    deploys.begin()
    assert store().number() == number


def test_a_release_says_what_it_is() -> None:
    said = str(Release("0123456789abcdef", "1.2", "broadsheet", "https://paper.example"))
    assert said == "1.2 (broadsheet, https://paper.example, 01234567)"


def test_the_desk_says_that_pages_wait_and_tells_administrators_why(upgraded: State, client: Client) -> None:
    client.force_login(make.editor())
    assert "Pages wait for a release" not in client.get("/desk/").content.decode()
    deploys.decide((replace(FAULT, details={"error": "<b>"}),))
    shown = client.get("/desk/").content.decode()
    assert "Pages wait for a release" in shown
    assert "/a/ cannot be made: &lt;b&gt;" in shown
    deploys.accept()
    assert "Pages wait for a release" not in client.get("/desk/").content.decode()
