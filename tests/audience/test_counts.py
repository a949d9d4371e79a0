"""Counting: each reader once, only what is public, and no more than the caps allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from depesche.audience import actions, subjects
from depesche.audience.actions import View
from depesche.audience.actions.counts import MOST_HOSTS, MOST_PER_NETWORK
from depesche.audience.models import Count, Origin, Period, Quota, Salt, ShortLink, Visit
from depesche.audience.subjects import Place
from depesche.delivery import actions as delivery
from depesche.delivery.store.generations import Generations
from tests.factories import NOON

pytestmark = pytest.mark.django_db

ACTS = frozenset({"share", "r01234567"})


@pytest.fixture(autouse=True)
def things() -> Iterator[set[str]]:
    """The names of the things that readers may see; a test takes some away or adds some."""
    public = {"quay", "crane"}
    subjects.register("thing", lambda names, at: {name: Place(f"/{name}/", name) for name in public & set(names)})
    yield public
    subjects._FINDERS.pop("thing")


def view(reader: Any = 1, subject: str = "quay", *, after: timedelta = timedelta(), **fields: Any) -> View:
    """Reader number ``reader`` looks at a thing; each has a network of their own."""
    made = {"what": "view", "visitor": f"{reader}-{subject}", "network": f"n{reader}-{subject}", **fields}
    return View(kind="thing", subject=subject, at=NOON + after, **made)


def count(*views: View, at: datetime = NOON) -> int:
    return actions.count(views=views, at=at)


def total(subject: str = "quay") -> int:
    return int(Count.objects.total("thing", subject))


def test_a_view_counts_in_its_hour_its_day_and_in_all() -> None:
    count(view(1), view(2, after=timedelta(hours=1)), view(3, after=timedelta(days=1)))
    numbers = Count.objects.filter(subject="quay").order_by("period", "at").values_list("period", "at", "number")
    assert [(period, f"{at:%d %H}", number) for period, at, number in numbers] == [
        ("d", "22 00", 2),
        ("d", "23 00", 1),
        ("h", "22 12", 1),
        ("h", "22 13", 1),
        ("h", "23 12", 1),
        ("t", "01 00", 3),
    ]


def test_a_reader_who_comes_back_within_half_an_hour_counts_once() -> None:
    assert count(view(), view(after=timedelta(minutes=1)), view(2)) == 2
    assert count(view(after=timedelta(minutes=29, seconds=59))) == 0
    assert count(view(subject="crane")) == 1
    assert count(view(after=timedelta(minutes=30))) == 1
    assert (total(), total("crane")) == (3, 1)


def test_views_that_are_handed_in_again_count_once() -> None:
    views = [view(reader) for reader in range(50)]
    assert count(*views) == 50
    assert count(*views, at=NOON + timedelta(minutes=5)) == 0
    assert total() == 50


def test_what_is_not_public_leaves_no_row(things: set[str]) -> None:
    things.remove("crane")
    forged = [view(number, f"forged{number}") for number in range(2_000)]
    strange = [View("never", "quay", "view", NOON, "v", "n")]
    assert count(*forged, *strange, view(subject="crane")) == 0
    assert [model.objects.count() for model in (Count, Visit, Quota, Origin)] == [0, 0, 0, 0]


def test_one_network_moves_a_count_by_no_more_than_its_cap_in_a_day() -> None:
    for start in range(0, 1_000, 250):
        count(*(view(f"forged{number}", network="one") for number in range(start, start + 250)))
    assert total() == MOST_PER_NETWORK
    assert Visit.objects.count() <= 250, "what is over the cap is not even remembered"
    count(view("reader", network="another"), view("forged", subject="crane", network="one-crane"))
    assert (total(), total("crane")) == (MOST_PER_NETWORK + 1, 1)


def test_where_a_reader_came_from_counts_once_whatever_else_they_do() -> None:
    count(view("reader", host="forum.example"), view("reader", what="link", host="forum.example"))
    assert [*Origin.objects.values_list("host", "number")] == [("forum.example", 1)]


def test_hosts_are_told_apart_up_to_a_bound() -> None:
    hosts = [f"site{number}.example" for number in range(MOST_HOSTS + 20)]
    count(*(view(number, host=host) for number, host in enumerate(hosts)))
    count(view("again", host=hosts[0]), view("more", host="late.example"))
    numbers = dict(Origin.objects.values_list("host", "number"))
    assert numbers[hosts[0]] == 2
    assert numbers[Origin.OTHER] == 21
    assert len(numbers) == MOST_HOSTS + 1
    assert sum(numbers.values()) == total()


def test_most_read_ranks_the_last_hours_and_days(things: set[str]) -> None:
    things.add("old")
    count(view(1), view(2), view(1, "crane"))
    count(*(view(number, "old", after=-timedelta(days=2)) for number in range(5)))
    most = Count.objects.most_read
    assert most("thing", hours=24, at=NOON) == [("quay", 2), ("crane", 1)]
    assert most("thing", hours=168, at=NOON) == [("old", 5), ("quay", 2), ("crane", 1)]
    assert most("thing", hours=168, at=NOON, among=["crane", "none"]) == [("crane", 1)]
    assert most("thing", hours=24, at=NOON + timedelta(days=1)) == []
    assert Count.objects.curve("thing", "old", period=Period.DAY, since=NOON - timedelta(days=9)) == [
        (Period.DAY.start(NOON - timedelta(days=2)), 5)
    ]


def test_links_know_how_often_their_subject_was_read() -> None:
    actions.link_for(kind="thing", subject="quay", at=NOON)
    count(view(1), view(2), view(3, what="link"))
    assert ShortLink.objects.of("thing", "quay").with_views().get().views == 2
    assert Count.objects.total("thing", "quay", "link") == 1


def test_what_was_needed_to_count_once_is_thrown_away() -> None:
    first = actions.salt_of(day=NOON.date())
    count(view())
    actions.forget_readers(at=NOON + timedelta(minutes=29))
    assert Visit.objects.count() == 1
    actions.forget_readers(at=NOON + timedelta(minutes=30))
    assert Visit.objects.count() == 0
    assert actions.salt_of(day=NOON.date()) == first
    actions.forget_readers(at=NOON + timedelta(hours=12))
    assert (Salt.objects.count(), Quota.objects.count(), total()) == (0, 0, 1)
    assert actions.salt_of(day=NOON.date()) != first
    assert len(first) == 32


def test_hours_are_forgotten_after_two_months_and_days_are_not() -> None:
    count(view())
    actions.forget_readers(at=NOON + timedelta(days=61))
    assert set(Count.objects.values_list("period", flat=True)) == {"d", "t"}


def test_the_figures_of_what_was_counted_have_moved_and_no_others(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, things: set[str]
) -> None:
    things.update({"rail", "mast", "buoy"})
    subjects.register("thing", lambda names, at: {name: Place(f"/{name}/", name, ACTS) for name in things & set(names)})
    told: list[set[str]] = []
    monkeypatch.setattr(delivery, "_tell_moved", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        useful = view(3, "mast", what="r01234567")
        count(view(1), view(2), view(1, "crane"), useful, view(4, "rail", what="share"), view(5, "buoy", what="link"))
    assert [sorted(keys) for keys in told] == [["figures:thing.crane", "figures:thing.mast", "figures:thing.quay"]]
    with django_capture_on_commit_callbacks(execute=True):
        count(view(1, after=timedelta(minutes=1)), view(6, "invented"))
    assert len(told) == 1, "nobody was counted"


def test_a_page_store_that_takes_nothing_costs_no_view(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def full(*_keys: Any, **_how: Any) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr(Generations, "move", full)
    with django_capture_on_commit_callbacks(execute=True):
        count(view())
    assert total() == 1
