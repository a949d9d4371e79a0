"""Editors begin, look at, try and send an issue at the desk; others do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from depesche.accounts.models import User
from depesche.newsletters import composing
from depesche.newsletters.models import Issue, Newsletter
from depesche.subscriptions import actions as subscriptions
from depesche.subscriptions.models import Letter
from tests import factories as make
from tests.newsletters.conftest import Write, follow, found, to_follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(editor: User, client: Client) -> Client:
    """The browser of somebody who may do everything."""
    client.force_login(editor)
    return client


def send_screen(issue: Issue) -> str:
    return reverse("desk_send_issue", args=[issue.pk])


@pytest.mark.parametrize("view", ["list", "add"])
def test_the_lists_and_forms_are_there(desk: Client, write: Write, view: str) -> None:
    write(("text", "<p>Viel los.</p>"))
    models: tuple[Any, ...] = (Issue, Newsletter)
    for model in models:
        answer = desk.get(reverse(model.snippet_viewset.get_url_name(view)))
        assert answer.status_code == 200


def test_an_issue_is_begun_in_the_form(desk: Client, kaipost: Newsletter) -> None:
    form = {
        "newsletter": kaipost.pk,
        "title": "Was die Woche brachte",
        "greeting": "Guten Morgen!",
        "body-count": "0",
        "also-TOTAL_FORMS": "0",
        "also-INITIAL_FORMS": "0",
        "also-MIN_NUM_FORMS": "0",
        "also-MAX_NUM_FORMS": "1000",
    }
    desk.post(reverse(Issue.snippet_viewset.get_url_name("add")), form)
    assert Issue.objects.get().title == "Was die Woche brachte"


def test_the_screen_says_how_many_get_it_and_what_would_be_left_out(
    desk: Client, kaipost: Newsletter, write: Write
) -> None:
    follow(to_follow(kaipost))
    issue = write(("story", {"story": None, "number": 3}), ("text", "<p>Viel los.</p>"))
    page = desk.get(send_screen(issue)).content.decode()
    assert "1 reader would get it now" in page
    assert "Part 1 is left out" in page


def test_a_letter_on_trial_comes_to_whoever_asks(
    desk: Client, editor: User, write: Write, run_tasks: Callable[[], None]
) -> None:
    issue = write(("text", "<p>Viel los.</p>"))
    desk.post(send_screen(issue), {"act": "trial", "send_at": ""})
    run_tasks()
    [letter] = mail.outbox
    assert letter.to == [editor.email]


def times(issue: Issue) -> dict[str, Any]:
    """When an issue is to be sent, and when it was."""
    return Issue.objects.values("send_at", "sent_at").get(pk=issue.pk)


def test_an_issue_is_sent_scheduled_and_taken_off_the_schedule(desk: Client, write: Write) -> None:
    issue = write(("text", "<p>Viel los.</p>"))
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
    desk.post(send_screen(issue), {"act": "schedule", "send_at": tomorrow.strftime("%Y-%m-%d %H:%M")})
    assert times(issue)["send_at"]
    desk.post(send_screen(issue), {"act": "give_up", "send_at": ""})
    assert times(issue)["send_at"] is None
    desk.post(send_screen(issue), {"act": "schedule", "send_at": "2020-01-01 10:00"})
    assert times(issue)["send_at"] is None
    desk.post(send_screen(issue), {"act": "send", "send_at": ""})
    assert times(issue)["sent_at"]
    assert "Sent at" in desk.get(send_screen(issue)).content.decode()


def test_what_was_sent_cannot_be_changed(desk: Client, write: Write) -> None:
    issue = write(("text", "<p>Viel los.</p>"))
    edit = reverse(Issue.snippet_viewset.get_url_name("edit"), args=[issue.pk])
    assert desk.get(edit).status_code == 200
    desk.post(send_screen(issue), {"act": "send", "send_at": ""})
    answer = desk.get(edit)
    assert (answer.status_code, answer["Location"]) == (302, send_screen(issue))


@pytest.mark.parametrize(("role", "allowed"), [("Editor", True), ("Reporter", False), ("Moderator", False)])
def test_only_editors_send(role: str, allowed: bool, client: Client, write: Write) -> None:
    user = User.objects.create_user("somebody@bote.example", "laterne-am-kai", first_name="Jan", last_name="Ohl")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    issue = write(("text", "<p>Viel los.</p>"))
    client.post(send_screen(issue), {"act": "send", "send_at": ""})
    issue.refresh_from_db()
    assert bool(issue.sent_at) is allowed


@pytest.mark.parametrize(("mode", "kind"), [("letter", "text/html"), ("text", "text/plain")])
def test_an_issue_is_seen_beforehand(mode: str, kind: str, write: Write) -> None:
    issue = write(("text", "<p>Viel los.</p>"))
    answer = issue.make_preview_request(preview_mode=mode)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert "Viel los." in answer.content.decode()


def test_what_the_desk_is_told_of_a_fault_holds_nothing_of_the_error(write: Write) -> None:
    issue = write(("unheard of", "secret"), ("text", "<p>Da.</p>"))
    faults = composing.compose(issue, at=make.NOON).faults
    assert not any("secret" in composing.in_words(fault) for fault in faults)


def test_the_number_on_the_form_is_the_number_that_is_written_to_and_then_the_screen_says_what_became_of_it(
    desk: Client, kaipost: Newsletter, write: Write, nordkai: Any, run_tasks: Callable[[], None], noon: Any
) -> None:
    follow(to_follow(kaipost), address="weekly@reader.example", rhythm="weekly")
    follow(to_follow(kaipost), found(nordkai, "story"), address="twice@reader.example")
    follow(found(nordkai, "story"), address="story@reader.example")
    follow(found(nordkai, "story"), address="daily@reader.example", rhythm="daily")
    pausing = follow(to_follow(kaipost), address="pausing@reader.example")
    subscriptions.pause(follower=pausing, at=make.NOON)
    run_tasks()
    issue = write(("text", "<p>Viel los.</p>"), also=(nordkai,))
    form = desk.get(reverse(Issue.snippet_viewset.get_url_name("edit"), args=[issue.pk])).content.decode()
    assert "3 readers would get it now" in form
    assert "3 readers would get it now" in desk.get(send_screen(issue)).content.decode()
    desk.post(send_screen(issue), {"act": "send", "send_at": ""})
    run_tasks()
    assert Letter.objects.filter(about=f"issue.{issue.pk}").count() == 3
    page = desk.get(send_screen(issue)).content.decode()
    for words in ("3 written", "3 sent", "0 waiting", "0 failed", "0 came back"):
        assert words in page
