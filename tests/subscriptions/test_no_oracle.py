"""The form does the same work for every address: nothing that could be timed, seen or counted tells who follows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from depesche.accounts.models import User
from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from tests import factories as make
from tests.subscriptions.conftest import follow, found, typed

pytestmark = pytest.mark.django_db

KNOWN = ("confirmed", "paused", "asked", "account")
UNKNOWN = "nobody@reader.example"


@pytest.fixture
def known(nordkai: Story, hafen: Section) -> None:
    """Addresses that the newsroom knows, each in another way."""
    follow(found(nordkai, "story"), address="confirmed@reader.example")
    paused = follow(found(nordkai, "story"), address="paused@reader.example")
    actions.pause(follower=paused, at=make.NOON)
    section = found(hafen, "section")
    actions.take_in(address="asked@reader.example", subject=section, rhythm="now", hour=7, zone="UTC", at=make.NOON)
    User.objects.create_user("account@reader.example")


def work(path: str, address: str) -> dict[str, Any]:
    """What the newsroom did for an address, and what it answered; the address itself is taken out."""
    waiting = DBTaskResult.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = Client(REMOTE_ADDR="192.0.2.7").post(path, typed(address))
    shown = answer.content.decode().replace(address, "…")
    return {
        "status": answer.status_code,
        "to": answer.get("Location", ""),
        "body": re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown),
        "headers": sorted(answer.headers),
        "cookies": sorted(answer.cookies),
        "statements": [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in asked],
        "tasks": DBTaskResult.objects.count() - waiting,
    }


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_address_makes_no_more_work_than_an_unknown_one(name: str, known: None, nordkai: Story) -> None:
    path = f"/-/follow/story/{nordkai.pk}/"
    work(path, "first@reader.example")  # what is remembered from then on
    there, nowhere = (work(path, address) for address in (f"{name}@reader.example", UNKNOWN))
    assert there == nowhere
    assert (there["status"], there["tasks"]) == (303, 1)
