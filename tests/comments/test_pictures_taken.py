"""A moderator takes a reader's picture away: by a rule, for a time, and the person is told."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, LogEntry, Rule, Sanction
from depesche.comments.moderation import examine, letters, statements
from depesche.media import actions as media
from depesche.media.models import Portrait
from tests.comments import moderating as make
from tests.comments.moderating import NOW
from tests.desk.conftest import browser_of, edition
from tests.media.conftest import noon, public
from tests.media.pictures import picture

__all__ = ["edition", "noon", "public"]

pytestmark = pytest.mark.django_db
WEEK = NOW + timedelta(days=7)


@pytest.fixture
def shown(reader: User, waiting: Comment) -> Portrait:
    """The picture of somebody who has written."""
    return media.portray(person=reader, file=ContentFile(picture()), at=NOW)


def take(reader: User, rule: Rule, by: User, **more: Any) -> Sanction:
    said: dict[str, Any] = {"kind": "picture", "at": NOW, "until": WEEK, "note": "Not your face.", **more}
    return actions.sanction(reader=reader, rule=rule, by=by, **said)


def test_the_picture_is_gone_from_its_address_and_from_the_disk(
    shown: Portrait,
    reader: User,
    rules: list[Rule],
    moderator: User,
    public: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take(reader, rules[0], moderator)
    assert Client().get(shown.address).status_code == 404
    assert not list((public / "portraits").glob("*"))
    assert [entry.what for entry in LogEntry.objects.all()] == ["picture taken"]


def test_the_person_is_told_by_which_rule_and_may_appeal(
    shown: Portrait, reader: User, rules: list[Rule], moderator: User, colleague: User
) -> None:
    made = take(reader, rules[0], moderator)
    letters.tell_of_sanction(made.pk, at=NOW)
    [letter] = mail.outbox
    assert letter.subject == "Your picture was taken away"
    for said in ("1: No insults", "Not your face.", f"/sanctions/{made.public_id}/"):
        assert said in letter.body
    appeal = actions.appeal(against=made, reader=reader, text="It is my cat.", at=NOW)
    actions.decide_appeal(appeal=appeal, outcome="reversed", by=colleague, at=NOW)
    assert actions.portray(person=reader, file=ContentFile(picture()), at=NOW).pk == reader.pk


def test_no_other_picture_is_chosen_before_the_time_is_over(
    shown: Portrait, reader: User, rules: list[Rule], moderator: User
) -> None:
    take(reader, rules[0], moderator)
    with pytest.raises(actions.Stopped):
        actions.portray(person=reader, file=ContentFile(picture()), at=WEEK - timedelta(seconds=1))
    assert not Portrait.objects.exists()
    actions.portray(person=reader, file=ContentFile(picture()), at=WEEK)
    assert Portrait.objects.exists()


def test_whoever_has_lost_a_picture_writes_as_before_and_keeps_other_sanctions(
    shown: Portrait, reader: User, rules: list[Rule], moderator: User
) -> None:
    silence = take(reader, rules[0], moderator, kind="silence")
    take(reader, rules[0], moderator)
    silence.refresh_from_db()
    assert silence.lifted_at is None
    actions.lift(sanction=silence, by=moderator, at=NOW)
    assert not Sanction.objects.forbidding(reader, NOW).exists()
    comment = make.comment(Comment.objects.get().discussion, reader, "Still here.")
    examine(comment, discussion=comment.discussion, checked=False, at=NOW)
    assert not comment.findings.filter(reason="silenced").exists()


def test_a_picture_that_is_not_there_is_not_taken(
    waiting: Comment, reader: User, rules: list[Rule], moderator: User
) -> None:
    with pytest.raises(actions.NoPicture):
        take(reader, rules[0], moderator)
    assert not Sanction.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_statement_of_reasons_speaks_of_an_image(
    shown: Portrait, reader: User, rules: list[Rule], moderator: User
) -> None:
    take(reader, rules[0], moderator)
    [said] = statements.between(NOW.date(), NOW.date())
    assert said["content_type"] == ["CONTENT_TYPE_IMAGE"]
    assert said["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]


def test_a_moderator_takes_it_away_on_the_page_of_the_person(
    shown: Portrait, reader: User, rules: list[Rule], moderator: User
) -> None:
    desk, address = browser_of(moderator), f"/desk/discussion/person/{reader.pk}/"
    assert f'href="{address}#picture"' in desk.get("/desk/discussion/").content.decode()
    page = desk.get(address).content.decode()
    assert shown.address in page
    assert "Take the picture away" in page
    assert "This field is required." in desk.post(f"{address}picture/", {"picture-days": "7"}).content.decode()
    said = {"picture-rule": rules[1].pk, "picture-days": "7", "picture-note": "An advert."}
    told = desk.post(f"{address}picture/", said, follow=True).content.decode()
    assert "The picture is removed, and the person is told." in told
    assert "Take the picture away" not in told
    assert "An advert." in told
    assert "There is no picture any more." in desk.post(f"{address}picture/", said, follow=True).content.decode()
    made = Sanction.objects.get()
    assert (made.kind, made.rule, made.by) == ("picture", rules[1], moderator)
    assert "took a person’s picture away" in desk.get("/desk/discussion/log/").content.decode()


def test_the_page_of_the_account_says_why_there_is_no_other_one(
    shown: Portrait, reader: User, rules: list[Rule], moderator: User, edition: Any, settings: Any
) -> None:
    settings.BASE_URL = "http://testserver"
    made = take(reader, rules[0], moderator, until=timezone.now() + timedelta(days=7))
    mine = browser_of(reader)
    upload = {"picture": SimpleUploadedFile("me.jpg", io.BytesIO(picture()).read())}
    for answer in (mine.get("/account/picture/"), mine.post("/account/picture/", upload)):
        assert f"/-/discussion/decisions/sanctions/{made.public_id}/" in answer.content.decode()
        assert 'type="file"' not in answer.content.decode()
    assert not Portrait.objects.exists()
