"""Evidence is there for everybody who has confirmed, also for those who did before it was kept."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Consent
from tests import factories as make
from tests.subscriptions.conftest import follow, found

pytestmark = pytest.mark.django_db
fill = import_module("depesche.subscriptions.migrations.0008_consent_of_earlier_followers").fill


def test_what_was_confirmed_before_gets_what_is_known(nordkai: Story, hafen: Section) -> None:
    follower = follow(found(nordkai, "story"), at=make.NOON - timedelta(days=300))
    Consent.objects.all().delete()  # as it was then
    follow(found(hafen, "section"))
    actions.take_in(
        address="new@reader.example", subject=found(hafen, "section"), rhythm="now", hour=7, zone="UTC", at=make.NOON
    )
    for _again in range(2):
        fill(apps, None)
        [earlier, kept] = Consent.objects.order_by("kind", "pk").reverse()
        assert (earlier.kind, earlier.name, earlier.origin) == ("story", str(nordkai.pk), "earlier")
        assert (earlier.follower, earlier.agreed_at) == (follower, make.NOON - timedelta(days=300))
        assert kept.origin == "letter"


def test_it_is_told_and_no_list_brings_back_what_was_ended(nordkai: Story) -> None:
    follower = follow(found(nordkai, "story"))
    Consent.objects.all().delete()
    fill(apps, None)
    assert [one["origin"] for one in actions.told(follower)["consents"]] == ["earlier"]
    actions.end_all(follower=follower, at=make.NOON)
    said: dict[str, Any] = {"rhythm": "daily", "hour": 7, "agreed_at": make.NOON, "statement": "", "at": make.NOON}
    assert actions.bring(address=follower.address, subjects=[found(nordkai, "story")], **said) == "known"
