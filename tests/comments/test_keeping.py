"""Where there are discussions, and how they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from depesche.comments import actions
from depesche.comments.hosts import Host
from depesche.comments.models import Mode, Rules, Setting, kept


def test_where_nobody_has_said_anything_there_is_no_discussion(host: Host, now: datetime) -> None:
    Setting.objects.all().delete()
    assert kept(host, now).mode == Mode.OFF


def test_the_nearest_place_counts(host: Host, now: datetime) -> None:
    for place, mode in ((("section", "12"), "checked"), ((host.kind, host.name), "off"), ((host.kind, host.name), "")):
        actions.keep(place=place, by=None, mode=mode)
        assert kept(host, now).mode == (mode or "checked")


def test_each_thing_is_said_for_itself(host: Host, now: datetime) -> None:
    actions.keep(place=("edition", "en"), by=None, mode="open", closes_after=7)
    actions.keep(place=(host.kind, host.name), by=None, questions=True)
    found = kept(host, now)
    assert (found.mode, found.questions, found.pictures) == ("open", True, False)
    assert found.closes_at == host.published_at + timedelta(days=7)


def test_pictures_are_off_until_somebody_has_said_so(host: Host, now: datetime) -> None:
    assert not kept(host, now).pictures
    actions.keep(place=("section", "12"), by=None, pictures=True)
    assert kept(host, now).pictures
    actions.keep(place=(host.kind, host.name), by=None, pictures=False)
    assert not kept(host, now).pictures


@pytest.mark.parametrize(("days", "mode"), [(1, "closed"), (2, "open"), (0, "open")])
def test_a_discussion_closes_days_after_its_page_was_published(host: Host, now: datetime, days: int, mode: str) -> None:
    actions.keep(place=("edition", "en"), by=None, mode="open", closes_after=days)
    assert kept(host, now).mode == mode


def test_what_is_off_is_not_opened_by_the_clock(host: Host, now: datetime) -> None:
    actions.keep(place=("edition", "en"), by=None, mode="off", closes_after=1)
    assert kept(replace(host, published_at=now - timedelta(days=400)), now).mode == "off"


def test_house_rules_are_numbered_and_no_version_changes(now: datetime, db: None) -> None:
    first = actions.publish_rules(edition="en", each=[("One", "a"), ("Two", "b")], by=None, at=now)
    second = actions.publish_rules(edition="en", each=[("One", "a")], by=None, at=now, introduction="Hello.")
    assert [rule.number for rule in first.each.all()] == [1, 2]
    assert Rules.objects.in_force("en").first() == second
    assert second.version == 2
    with pytest.raises(actions.NoText):
        actions.publish_rules(edition="en", each=[("", "a")], by=None, at=now)
