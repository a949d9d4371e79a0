"""Sanctions: by a rule, with an end, and what they keep somebody from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, LogEntry, Rule, Sanction
from depesche.comments.moderation import letters
from tests.comments import moderating as make
from tests.comments.moderating import NOW
from tests.desk.conftest import browser_of

pytestmark = pytest.mark.django_db
WEEK = NOW + timedelta(days=7)


def sanction(reader: User, rules: list[Rule], by: User, kind: str = "suspension", until: Any = WEEK) -> Sanction:
    return actions.sanction(reader=reader, kind=kind, rule=rules[0], by=by, at=NOW, until=until, note="Enough.")


@pytest.mark.parametrize(("kind", "forbids"), [("silence", False), ("suspension", True), ("ban", True)])
def test_who_may_write_until_when(reader: User, rules: list[Rule], moderator: User, kind: str, forbids: bool) -> None:
    sanction(reader, rules, moderator, kind)
    for at, holds in ((NOW, True), (WEEK - timedelta(seconds=1), True), (WEEK, False)):
        assert Sanction.objects.in_force(reader, at).exists() is holds
        assert Sanction.objects.forbidding(reader, at).exists() is (holds and forbids)
    assert not Sanction.objects.in_force(make.somebody(), NOW).exists()


@pytest.mark.parametrize("kind", ["silence", "suspension"])
def test_only_a_ban_may_be_without_end(reader: User, rules: list[Rule], moderator: User, kind: str) -> None:
    with pytest.raises(actions.NeedsAnEnd):
        sanction(reader, rules, moderator, kind, until=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(reader=reader, kind=kind, edition="en", rule=rules[0], by=moderator, at=NOW)
    sanction(reader, rules, moderator, "ban", until=None)
    assert Sanction.objects.forbidding(reader, NOW + timedelta(days=9999)).exists()


def test_an_end_lies_ahead(reader: User, rules: list[Rule], moderator: User) -> None:
    with pytest.raises(actions.NeedsAnEnd):
        sanction(reader, rules, moderator, until=NOW)


def test_a_new_one_takes_the_place_of_the_old(reader: User, rules: list[Rule], moderator: User) -> None:
    first = sanction(reader, rules, moderator, "silence")
    second = sanction(reader, rules, moderator, "ban", until=None)
    first.refresh_from_db()
    assert first.lifted_at == NOW
    assert list(Sanction.objects.in_force(reader, NOW)) == [second]


def test_a_ban_signs_out_everywhere_and_nobody_else(reader: User, rules: list[Rule], moderator: User) -> None:
    other = make.somebody()
    banned, bystander = browser_of(reader), browser_of(other)
    again = browser_of(reader)
    for browser, owner in ((banned, reader), (again, reader), (bystander, other)):  # as the door notes who came in
        UserSession.objects.create(user=owner, session_key=browser.session.session_key, ip="127.0.0.1", user_agent="")
    sanction(reader, rules, moderator, "suspension")
    assert Session.objects.count() == 3
    sanction(reader, rules, moderator, "ban")
    assert Session.objects.count() == 1
    for browser, status in ((banned, 302), (again, 302), (bystander, 404)):
        assert browser.get("/-/discussion/decisions/").status_code == status
    reader.refresh_from_db()
    assert reader.is_active  # who comes back may read, appeal and take everything along


def test_a_banned_person_reports_nothing(waiting: Comment, rules: list[Rule], moderator: User) -> None:
    person = make.somebody()
    sanction(person, rules, moderator, "ban")
    actions.set_state(comment=waiting, state="public", at=NOW)
    with pytest.raises(actions.Stopped):
        actions.report(comment=waiting, reader=person, rule=rules[0], at=NOW)


def test_nobody_sanctions_moderators(colleague: User, rules: list[Rule], moderator: User) -> None:
    with pytest.raises(actions.OneOfUs):
        sanction(colleague, rules, moderator)


def test_lifting_twice_is_lifting_once(reader: User, rules: list[Rule], moderator: User, colleague: User) -> None:
    made = sanction(reader, rules, moderator)
    for by in (colleague, moderator):
        actions.lift(sanction=made, by=by, at=NOW)
    made.refresh_from_db()
    assert made.lifted_by == colleague
    assert [entry.what for entry in LogEntry.objects.order_by("pk")] == ["sanctioned", "lifted"]


def test_the_person_is_told_once(reader: User, rules: list[Rule], moderator: User) -> None:
    made = sanction(reader, rules, moderator)
    for _time in range(2):
        letters.tell_of_sanction(made.pk, at=NOW)
    [letter] = mail.outbox
    assert letter.subject == "You cannot take part as before"
    for said in (
        "2026-12-03 12:00 UTC",
        "No insults",
        "Enough.",
        f"/-/discussion/decisions/sanctions/{made.public_id}/",
    ):
        assert said in letter.body


def test_a_letter_that_could_not_be_sent_is_sent_later(
    reader: User, rules: list[Rule], moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sanction(reader, rules, moderator)

    def broken(*_said: Any) -> None:
        raise OSError("The mail server is away.")

    with monkeypatch.context() as patch:
        patch.setattr(letters, "send_mail", broken)
        with pytest.raises(OSError):
            letters.tell_of_sanction(made.pk, at=NOW)
    letters.tell_of_sanction(made.pk, at=NOW)
    assert len(mail.outbox) == 1


def test_the_outcome_of_an_appeal_is_told(reader: User, rules: list[Rule], moderator: User, colleague: User) -> None:
    appeal = actions.appeal(against=sanction(reader, rules, moderator), reader=reader, text="No!", at=NOW)
    letters.tell_of_appeal(appeal.pk, at=NOW)
    assert mail.outbox == []
    actions.decide_appeal(appeal=appeal, outcome="upheld", by=colleague, at=NOW, note="We read it again.")
    letters.tell_of_appeal(appeal.pk, at=NOW)
    assert "We read it again." in mail.outbox[0].body
