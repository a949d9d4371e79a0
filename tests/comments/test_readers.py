"""What readers do about decisions: report, read the reasons, appeal; without script, and kept nowhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Appeal, Comment, Decision, Discussion, Report, Rule, Sanction
from depesche.comments.moderation import letters
from depesche.newsroom.models import Edition
from tests.comments import moderating as make
from tests.desk.conftest import browser_of
from tests.factories.fixtures import courier, noon
from tests.servers import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "courier", "host")]
__all__ = ["courier", "noon"]


@pytest.fixture
def at(noon: Any) -> Any:
    """The moment at which readers act."""
    return timezone.now()


@pytest.fixture
def public(discussion: Discussion, at: Any) -> Comment:
    """A comment that readers see."""
    return make.comment(discussion, make.somebody("Ole"), "A doubtful comment.", state="public", posted_at=at)


@pytest.fixture
def refused(waiting: Comment, rules: list[Rule], moderator: User, at: Any) -> Decision:
    """A refusal of the reader's comment."""
    return make.refuse(waiting, rules[0], moderator, at=at, note="Stay <b>polite</b>.")


def test_a_reader_reports_a_comment_by_a_rule(public: Comment, reader: User, rules: list[Rule]) -> None:
    browser, address = browser_of(reader), f"/-/comment/{public.public_id}/report/"
    page = browser.get(address)
    assert page["Cache-Control"] == "private, no-store"
    assert "2. No advertising" in page.content.decode()
    assert "Please choose" in browser.post(address, {}).content.decode()
    answer = browser.post(address, {"reason": rules[1].pk, "words": " It sells boats. "})
    assert "A moderator will look at it." in answer.content.decode()
    report = Report.objects.get()
    assert (report.rule, report.text, report.reader) == (rules[1], "It sells boats.", reader)


def test_what_is_against_the_law_is_reported_without_a_rule(public: Comment, reader: User) -> None:
    browser_of(reader).post(f"/-/comment/{public.public_id}/report/", {"reason": "illegal"})
    assert Report.objects.get().reason == "illegal"


def test_reporting_twice_is_reporting_once(public: Comment, reader: User, rules: list[Rule], at: Any) -> None:
    first = actions.report(comment=public, reader=reader, rule=rules[0], at=at)
    assert actions.report(comment=public, reader=reader, rule=rules[1], at=at) == first


def test_nobody_reports_what_readers_do_not_see_or_what_is_their_own(
    waiting: Comment, public: Comment, reader: User, at: Any
) -> None:
    assert browser_of(reader).get(f"/-/comment/{waiting.public_id}/report/").status_code == 404
    with pytest.raises(actions.NotReportable):
        actions.report(comment=waiting, reader=make.somebody(), rule=None, at=at)
    writer = public.writer
    assert writer
    with pytest.raises(actions.NotReportable):
        actions.report(comment=public, reader=writer, rule=None, at=at)


def test_reports_have_a_limit(discussion: Discussion, reader: User, at: Any) -> None:
    other = make.somebody()
    several = [make.comment(discussion, other, f"Number {n}", state="public") for n in range(21)]
    for comment in several[:20]:
        actions.report(comment=comment, reader=reader, rule=None, at=at)
    with pytest.raises(actions.TooOften):
        actions.report(comment=several[20], reader=reader, rule=None, at=at)
    actions.report(comment=several[20], reader=reader, rule=None, at=at + timedelta(days=1))


def test_whose_reports_came_to_nothing_has_fewer(
    discussion: Discussion, reader: User, moderator: User, at: Any
) -> None:
    other = make.somebody()
    several = [make.comment(discussion, other, f"Number {n}", state="public") for n in range(10)]
    for comment in several[:6]:
        actions.report(comment=comment, reader=reader, rule=None, at=at - timedelta(days=2))
    for comment in several[:6]:
        make.approve(comment, moderator)
    for comment in several[6:9]:
        actions.report(comment=comment, reader=reader, rule=None, at=at)
    with pytest.raises(actions.TooOften):
        actions.report(comment=several[9], reader=reader, rule=None, at=at)
    answer = browser_of(reader).post(f"/-/comment/{several[9].public_id}/report/", {"reason": "illegal"})
    assert answer.status_code == 422
    assert "a lot in a short time" in answer.content.decode()


def test_strangers_are_asked_to_sign_in(public: Comment, refused: Decision) -> None:
    for address in (
        f"/-/comment/{public.public_id}/report/",
        "/-/discussion/comments/",
        "/-/discussion/decisions/",
        f"/-/discussion/decisions/{refused.public_id}/",
    ):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "next=" in answer["Location"]


def test_a_commenter_reads_which_rule_and_why(refused: Decision, reader: User) -> None:
    browser = browser_of(reader)
    listed = browser.get("/-/discussion/decisions/").content.decode()
    assert f"/-/discussion/decisions/{refused.public_id}/" in listed
    page = browser.get(f"/-/discussion/decisions/{refused.public_id}/").content.decode()
    for said in ("1. No insults", "No insults, please.", "Stay &lt;b&gt;polite&lt;/b&gt;.", "The ferry is late again."):
        assert said in page


def test_a_reader_finds_all_that_they_have_written_and_nobody_elses(
    discussion: Discussion, public: Comment, waiting: Comment, reader: User, at: Any
) -> None:
    seen = make.comment(discussion, reader, "Seen by <all>.", state="public", posted_at=at, helpful=3, answers=1)
    gone = make.comment(discussion, reader, "", state="deleted", posted_at=at)
    answer = browser_of(reader).get("/-/discussion/comments/", {"edition": "en"})
    assert answer["Cache-Control"] == "private, no-store"
    page = answer.content.decode()
    for said in (
        *("Seen by &lt;all&gt;.", "3 readers found this helpful", "1 answer", f"/-/comment/{seen.public_id}/"),
        *("waits for a moderator", f"/-/comment/{waiting.public_id}/", "/-/discussion/decisions/"),
    ):
        assert said in page
    for one in (public, gone):
        assert one.public_id not in page


def test_what_one_has_written_can_be_deleted_where_the_discussion_is_off_or_the_page_is_gone(
    discussion: Discussion, reader: User, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = (make.comment(discussion, who, "Words.", state="public", posted_at=at) for who in (reader, None))
    monkeypatch.setattr("depesche.comments.hosts.host", lambda *_: None)
    browser, address = browser_of(reader), f"/-/comment/{mine.public_id}/"
    page = browser.get(address).content.decode()
    assert "not shown at present" in page
    assert f'href="{discussion.path}' not in page
    assert "/write/" not in page
    assert browser.get(f"/-/comment/{other.public_id}/").status_code == 404
    for somebody in (Client(), browser_of(make.somebody())):
        assert somebody.get(address).status_code == 404
        assert somebody.post(f"{address}delete/").status_code == 404
    assert browser.post(f"{address}delete/").status_code == 303
    mine.refresh_from_db()
    assert (mine.state, mine.text) == ("deleted", "")
    assert "You have deleted this comment." in browser.get(address).content.decode()


def test_whoever_has_written_nothing_is_told_so(reader: User) -> None:
    browser = browser_of(reader)
    assert "You have not written anything yet." in browser.get("/-/discussion/comments/").content.decode()
    assert "None of your comments was refused." in browser.get("/-/discussion/decisions/").content.decode()
    assert browser.get("/-/discussion/comments/", {"edition": "xx"}).status_code == 200, "no such edition: another one"


def test_nobody_else_reads_it(refused: Decision, moderator: User) -> None:
    for person in (make.somebody(), moderator):
        assert browser_of(person).get(f"/-/discussion/decisions/{refused.public_id}/").status_code == 404


def test_a_commenter_appeals_once(refused: Decision, reader: User) -> None:
    browser, address = browser_of(reader), f"/-/discussion/decisions/{refused.public_id}/"
    assert browser.post(address, {"words": "  "}).status_code == 422
    assert browser.post(address, {"words": "I was polite."}).status_code == 303
    browser.post(address, {"words": "Again!"})
    assert Appeal.objects.get().text == "I was polite."
    page = browser.get(address).content.decode()
    assert "Your appeal waits for a moderator." in page
    assert "<textarea" not in page


def test_an_appeal_is_possible_for_six_months(refused: Decision, reader: User, at: Any) -> None:
    assert actions.may_appeal(refused, reader, at + timedelta(days=183))
    assert not actions.may_appeal(refused, reader, at + timedelta(days=184))
    with pytest.raises(actions.NotAppealable):
        actions.appeal(against=refused, reader=reader, text="Late", at=at + timedelta(days=184))


def test_there_is_no_appeal_against_what_was_taken_back(refused: Decision, reader: User, moderator: User) -> None:
    make.approve(refused.comment, moderator)
    assert not actions.may_appeal(Decision.objects.get(pk=refused.pk), reader, make.NOW)


def test_the_database_lets_nobody_decide_about_their_own_decision(
    refused: Decision, reader: User, moderator: User, at: Any
) -> None:
    from django.db import IntegrityError, transaction

    appeal = actions.appeal(against=refused, reader=reader, text="No", at=at)
    with pytest.raises(actions.OwnDecision):
        actions.decide_appeal(appeal=appeal, outcome="upheld", by=moderator, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(decided_by=moderator, outcome="upheld", decided_at=at)


def test_a_granted_appeal_lets_readers_see_the_comment(
    refused: Decision, reader: User, colleague: User, at: Any
) -> None:
    appeal = actions.appeal(against=refused, reader=reader, text="No", at=at)
    actions.decide_appeal(appeal=appeal, outcome="reversed", by=colleague, at=at)
    assert Comment.objects.get(pk=refused.comment.pk).state == "public"


def test_a_granted_appeal_does_not_bring_back_what_its_writer_has_deleted(
    refused: Decision, reader: User, colleague: User, at: Any
) -> None:
    appeal = actions.appeal(against=refused, reader=reader, text="No", at=at)
    actions.set_state(comment=refused.comment, state="deleted", at=at)
    actions.decide_appeal(appeal=appeal, outcome="reversed", by=colleague, at=at)
    assert Comment.objects.get(pk=refused.comment.pk).state == "deleted"


def test_a_sanction_is_appealed_against_and_lifted(
    reader: User, moderator: User, colleague: User, rules: list[Rule], at: Any
) -> None:
    until = at + timedelta(days=7)
    made = actions.sanction(reader=reader, kind="suspension", rule=rules[0], by=moderator, at=at, until=until)
    browser, address = browser_of(reader), f"/-/discussion/decisions/sanctions/{made.public_id}/"
    assert "No insults" in browser.get(address).content.decode()
    browser.post(address, {"words": "It was not me."})
    actions.decide_appeal(appeal=Appeal.objects.get(), outcome="reversed", by=colleague, at=at)
    assert not Sanction.objects.in_force(reader, at).exists()
    assert "it holds no more" in browser.get(address).content.decode()


def test_a_commenter_gets_one_letter_that_says_why(refused: Decision, reader: User, at: Any) -> None:
    Discussion.objects.update(title="Buy now\r\nBcc: everybody@victim.example")
    for _time in range(2):
        letters.tell_of_refusal(refused.pk, at=at)
    [letter] = mail.outbox
    assert letter.subject == "Your comment was not published"
    assert letter.to == [reader.email]
    for said in ("house rule 1: No insults", "Stay <b>polite</b>.", f"/-/discussion/decisions/{refused.public_id}/"):
        assert said in letter.body
    assert "Bcc" not in letter.message().as_string().partition("\n\n")[0]


def test_a_slip_that_was_taken_back_reaches_nobody(refused: Decision, moderator: User, at: Any) -> None:
    comment = Comment.objects.get(pk=refused.comment.pk)
    actions.undo(comment=comment, by=moderator, at=at, seen=actions.version(comment))
    letters.tell_of_refusal(refused.pk, at=at)
    assert mail.outbox == []


def test_letters_wait_for_a_minute_and_speak_the_language_of_the_discussion(
    refused: Decision, run_tasks: Any, noon: Any
) -> None:
    Discussion.objects.update(language="de")
    run_tasks()
    assert mail.outbox == []
    noon.shift(timedelta(minutes=2))
    run_tasks()
    [letter] = mail.outbox
    assert letter.subject == "Ihr Kommentar wurde nicht veröffentlicht"


@pytest.mark.loopback
def test_while_the_mail_server_is_away_letters_wait_and_each_arrives_once(
    refused: Decision, run_tasks: Any, noon: Any
) -> None:
    nobody = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": free_port()}
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", **nobody):
        for _attempt in range(3):
            noon.shift(timedelta(minutes=5))
            run_tasks()
    assert mail.outbox == []
    noon.shift(timedelta(minutes=20))
    for _time in range(2):
        run_tasks()
    [letter] = mail.outbox
    assert letter.subject == "Your comment was not published"


def test_the_figures_count_and_name_nobody(
    courier: Edition, refused: Decision, reader: User, colleague: User, rules: list[Rule], at: Any
) -> None:
    appeal = actions.appeal(against=refused, reader=reader, text="No", at=at)
    actions.decide_appeal(appeal=appeal, outcome="reversed", by=colleague, at=at)
    until = at + timedelta(days=7)
    actions.sanction(reader=reader, kind="silence", rule=rules[1], by=colleague, at=at, until=until)
    page = Client().get("/en/moderation/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "November 2026" in text
    assert "A moderator approved 1 comment." in text
    insults = text.partition("1. No insults")[2].partition("</tr>")[0]
    assert [int(said) for said in re.findall(r"</span> (\d+)</td>", insults)] == [1, 0, 0, 1, 1]
    adverts = text.partition("2. No advertising")[2].partition("</tr>")[0]
    assert [int(said) for said in re.findall(r"</span> (\d+)</td>", adverts)] == [0, 0, 1, 0, 0]
    assert "Mira" not in text
    assert "Ada" not in text
    assert "polite" not in text


def test_an_edition_without_discussions_has_figures_of_nothing() -> None:
    assert "Nothing has been decided yet." in Client().get("/en/moderation/").content.decode()
