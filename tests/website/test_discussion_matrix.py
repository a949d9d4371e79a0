"""Who may do what with a comment, in every state that it can be in: routes × people × states, as one table."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Decision, Report, Rule, Vote
from depesche.newsroom.models import Article, Section
from depesche.website import urls
from tests import factories as make
from tests.comments import moderating
from tests.media.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "plain_checks")]

PEOPLE = ("stranger", "reader", "writer", "suspended", "banned", "moderator", "editor")
STATES = ("public", "pending", "refused", "deleted")
# What comes back: 200 it is shown, 303 it is done, 302 sign in first, 403 nobody is known, 404 it is not there, 422 no.
EACH = dict.fromkeys
READING = {  # what a comment's page and its report form answer to those who look
    "page": {"public": EACH(PEOPLE, 200), "else": {**EACH(PEOPLE, 404), "writer": 200}},
    "report": {"public": {**EACH(PEOPLE, 200), "stranger": 302}, "else": {**EACH(PEOPLE, 404), "stranger": 302}},
    "picture": {"deleted": EACH(PEOPLE, 404), "else": {**EACH(PEOPLE, 404), "writer": 200}},
}
_NOT_THERE = {**EACH(PEOPLE, 404), "writer": 422}
WRITING: dict[str, dict[str, dict[str, int]]] = {
    "edit": {
        "public": {**EACH(PEOPLE, 404), "writer": 303},
        "pending": {**EACH(PEOPLE, 404), "writer": 303},
        "else": {**EACH(PEOPLE, 404), "writer": 422},
    },
    "delete": {
        "public": {**EACH(PEOPLE, 422), "stranger": 403, "writer": 303},
        "else": {**EACH(PEOPLE, 404), "writer": 303},
    },
    "helpful": {
        "public": {**EACH(PEOPLE, 303), "stranger": 403, "writer": 422, "banned": 422},
        "else": _NOT_THERE,
    },
    "not-helpful": {
        "public": {**EACH(PEOPLE, 303), "stranger": 403},
        "else": {**EACH(PEOPLE, 404), "writer": 303},
    },
    "pin": {"public": {**EACH(PEOPLE, 422), "stranger": 403, "editor": 303}, "else": _NOT_THERE},
    "unpin": {"public": {**EACH(PEOPLE, 422), "stranger": 403, "editor": 303}, "else": _NOT_THERE},
    "pick": {"public": {**EACH(PEOPLE, 422), "stranger": 403, "editor": 303}, "else": _NOT_THERE},
    "unpick": {"public": {**EACH(PEOPLE, 422), "stranger": 403, "editor": 303}, "else": _NOT_THERE},
    "report": {
        "public": {**EACH(PEOPLE, 200), "stranger": 302, "writer": 422, "banned": 422},
        "else": {**EACH(PEOPLE, 404), "stranger": 302},
    },
}


@pytest.fixture
def kai(hafen: Section) -> Article:
    """An article with an open discussion."""
    actions.keep(place=("edition", "de"), by=None, mode="open", pictures=True)
    return make.article(hafen, "Kai gesperrt")


@pytest.fixture
def one(kai: Article) -> Comment:
    """A comment that somebody has just written, and the people around it."""
    people = {name: User.objects.create_user(f"{name}@bote.example", display_name=name) for name in PEOPLE[1:]}
    rules = moderating.house_rules("de")
    for name in ("moderator", "editor"):
        people[name].groups.add(*_groups(name))
    for name, kind in (("suspended", "suspension"), ("banned", "ban")):
        until = timezone.now() + timedelta(days=3)
        said: dict[str, Any] = {"reader": people[name], "kind": kind, "rule": rules[0], "until": until}
        actions.sanction(**said, by=people["moderator"], at=timezone.now())
    return _written(kai, people["writer"])


@pytest.mark.parametrize("state", STATES)
def test_every_route_answers_everybody_as_the_table_says(one: Comment, state: str) -> None:
    _put(one, state)
    for route, who in product(READING, PEOPLE):
        address = f"/-/comment/{one.public_id}/" + ("" if route == "page" else f"{route}/")
        assert _browser(who).get(address).status_code == _expected(READING[route], state)[who], (route, who)
    for route, who in product(WRITING, PEOPLE):
        _put(one, state)
        Report.objects.all().delete()
        Vote.objects.all().delete()
        said = {"words": "Anders.", "reason": "illegal"}
        answer = _browser(who).post(f"/-/comment/{one.public_id}/{route}/", said)
        assert answer.status_code == _expected(WRITING[route], state)[who], (route, who)
        assert (answer.status_code == 404) or answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", PEOPLE)
def test_why_a_comment_was_refused_is_told_to_its_writer_alone(one: Comment, who: str) -> None:
    by = User.objects.get(email="moderator@bote.example")
    decision = moderating.refuse(one, Rule.objects.get(number=1), by, at=timezone.now())
    address = f"/-/discussion/decisions/{decision.public_id}/"
    expected = {"writer": 200, "stranger": 302}.get(who, 404)
    assert _browser(who).get(address).status_code == expected
    assert _browser(who).post(address, {"words": "Nein."}).status_code == {200: 303}.get(expected, expected)
    assert hasattr(Decision.objects.get(pk=decision.pk), "appeal") == (who == "writer")


@pytest.mark.parametrize("who", ["suspended", "banned"])
def test_whoever_is_stopped_reads_why_and_until_when_and_loses_no_word(kai: Article, one: Comment, who: str) -> None:
    browser, address = _browser(who), f"/-/discussion/article/{kai.public_id}/write/"
    page = browser.get(address).content.decode()
    assert "<form class=" not in page
    assert "1. No insults" in page
    assert "/-/discussion/decisions/sanctions/" in page
    answer = browser.post(address, {"words": "Trotzdem!", "token": "x"})
    assert answer.status_code == 422
    assert "Trotzdem!" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_no_route_about_comments_is_left_out_of_the_table() -> None:
    ours = {str(pattern.pattern) for pattern in urls.urlpatterns if str(pattern.pattern).startswith("-/comment/")}
    routes = {route.removeprefix("-/comment/<str:public_id>/").strip("/") for route in ours}
    assert routes == {"", "edit", "report", "picture", "<str:act>"}
    from depesche.website.views import taking_part

    assert set(taking_part._ACTS) | {"edit", "report"} == set(WRITING)


def _groups(name: str) -> Any:
    from django.contrib.auth.models import Group

    return Group.objects.filter(name=name.capitalize())


def _written(kai: Article, writer: User) -> Comment:
    from depesche.comments import hosts

    host = hosts.host("article", kai.public_id, timezone.now())
    assert host
    if rules := actions.rules_to_accept(writer, "de"):
        actions.accept_rules(rules=rules, by=writer, at=timezone.now())
    shown: dict[str, Any] = {"picture": ContentFile(picture()), "shows": "Der Kai."}
    return actions.post(host=host, by=writer, words="Hallo.", token="t", at=timezone.now(), **shown)


def _put(one: Comment, state: str) -> None:
    """The comment as it was written, in one of its states."""
    Comment.objects.filter(pk=one.pk).update(text="Hallo.", html="<p>Hallo.</p>", pinned_at=None, featured_at=None)
    one.refresh_from_db()
    actions.set_state(comment=one, state=state, at=timezone.now())


def _browser(who: str) -> Client:
    client = Client()
    if who != "stranger":
        client.force_login(User.objects.get(email=f"{who}@bote.example"))
    return client


def _expected(table: dict[str, dict[str, int]], state: str) -> dict[str, int]:
    return table.get(state, table["else"])
