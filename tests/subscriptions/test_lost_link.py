"""Who has lost the link gets it by mail, and whoever asks for the address of another learns nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Bounce, Follower, Letter
from tests import factories as make
from tests.subscriptions.conftest import MIRA, Letters, follow, found, link_in

pytestmark = pytest.mark.django_db
PAGE = "/-/following/"


def work(address: str) -> dict[str, Any]:
    """What the newsroom did for an address, and what it answered; the address itself is taken out."""
    waiting = DBTaskResult.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = Client(REMOTE_ADDR="192.0.2.7").post(PAGE, {"address": address})
    return {
        "status": answer.status_code,
        "to": answer.get("Location", ""),
        "body": answer.content,
        "headers": sorted(answer.headers),
        "cookies": sorted(answer.cookies),
        "statements": [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in asked],
        "tasks": DBTaskResult.objects.count() - waiting,
    }


def test_the_way_leads_from_the_form_to_the_page_of_everything(
    nordkai: Story, visitor: Client, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    noon.shift(timedelta(days=40))
    number = len(letters())
    form = visitor.get(f"/-/follow/story/{nordkai.pk}/").content.decode()
    [way] = re.findall(r'href="(/-/following/[^"]*)"', form)
    page = visitor.get(way)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert '<form class="form" method="post">' in page.content.decode()
    answer = visitor.post(way, {"address": MIRA.upper()})
    assert answer.status_code == 303
    assert "Vielen Dank" in visitor.get(answer["Location"]).content.decode()
    [letter] = letters()[number:]
    assert letter.subject == "Was Sie abonniert haben – Brückhavener Bote"
    shown = visitor.get(link_in(letter, "/-/following/"))
    assert shown.status_code == 200
    assert nordkai.title in shown.content.decode()
    assert letter.alternatives[0][0].count("/-/following/") == 1


@pytest.mark.parametrize("name", ["confirmed", "paused", "asked"])
def test_a_known_address_makes_no_more_work_than_an_unknown_one(name: str, nordkai: Story, hafen: Section) -> None:
    follow(found(nordkai, "story"), address="confirmed@reader.example")
    actions.pause(follower=follow(found(nordkai, "story"), address="paused@reader.example"), at=make.NOON)
    times: dict[str, Any] = {"rhythm": "now", "hour": 7, "zone": "UTC", "at": make.NOON}
    actions.take_in(address="asked@reader.example", subject=found(hafen, "section"), **times)
    work("first@reader.example")  # what is remembered from then on
    there, nowhere = work(f"{name}@reader.example"), work("nobody@reader.example")
    assert there == nowhere
    assert (there["status"], there["tasks"]) == (303, 1)


def test_who_is_unknown_or_wants_nothing_of_us_gets_no_letter(nordkai: Story, letters: Letters, noon: Any) -> None:
    complained = follow(found(nordkai, "story"))
    actions.end_all(follower=complained, at=make.NOON)
    actions.pause(follower=complained, at=make.NOON, why=Bounce.Kind.COMPLAINT)
    number = Letter.objects.count()
    for address in (MIRA, "nobody@reader.example"):
        assert work(address)["status"] == 303
    letters()
    assert Letter.objects.count() == number
    assert not Follower.objects.at("nobody@reader.example").exists(), "an address that was typed is not kept"


def test_what_is_still_to_be_confirmed_is_asked_in_it(
    nordkai: Story, hafen: Section, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    noon.shift(timedelta(days=40))
    times: dict[str, Any] = {"rhythm": "now", "hour": 7, "zone": "UTC", "at": make.NOON + timedelta(days=38)}
    actions.take_in(address=MIRA, subject=found(hafen, "section"), **times)
    work(MIRA)
    letter = letters()[-1]
    assert hafen.title in letter.body
    assert "/-/following/confirm/" in letter.body
    assert link_in(letter, "/-/following/")


def test_a_mailbox_and_a_network_are_limited_as_with_other_typed_addresses(
    nordkai: Story, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    noon.shift(timedelta(days=40))
    number = len(letters())
    answers = [work(MIRA)["status"] for _time in range(21)]
    assert answers == [303] * 20 + [429]
    assert len(letters()) == number + 1, "one letter a day, however often it is asked for"
    other = Client(REMOTE_ADDR="192.0.2.7").post(PAGE, {"address": "other@reader.example"})
    assert other.status_code == 429, "the network has asked often enough"


@pytest.mark.parametrize("typed", ["", "nobody", "a@b@c", "a b@reader.example", "a@reader.example\nBcc: all@x.example"])
def test_what_is_no_address_is_said_kindly(typed: str, nordkai: Story) -> None:
    answer = Client().post(PAGE, {"address": typed})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_other_sites_cannot_ask_and_a_wrong_edition_is_the_first(nordkai: Story) -> None:
    assert Client().post(PAGE, {"address": MIRA}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert Client().get(f"{PAGE}?edition=nonsense").status_code == 200


def test_a_link_that_is_not_valid_leads_there(nordkai: Story) -> None:
    gone = Client().get("/-/following/nonsense/")
    assert gone.status_code == 404
    assert 'href="/-/following/"' in gone.content.decode()
