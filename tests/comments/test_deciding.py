"""Deciding about comments: by a rule, once, and so that it can be put right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from depesche.accounts.models import User
from depesche.comments import actions, keys
from depesche.comments.models import Comment, Decision, LogEntry, NeverChanged, Report, Rule
from depesche.delivery.models import PendingPurge
from tests.comments import moderating as make
from tests.comments.moderating import NOW

pytestmark = pytest.mark.django_db
Verdict = Decision.Verdict


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def test_what_is_approved_can_be_seen(waiting: Comment, moderator: User) -> None:
    make.approve(waiting, moderator)
    assert state(waiting) == "public"
    waiting.discussion.refresh_from_db()
    assert waiting.discussion.number == 1


def test_what_is_refused_cites_a_rule_and_the_writer_is_to_be_told(
    waiting: Comment, moderator: User, rules: list[Rule]
) -> None:
    decision = make.refuse(waiting, rules[0], moderator, note="Please stay polite.")
    assert state(waiting) == "refused"
    assert (decision.rule, decision.note, decision.before) == (rules[0], "Please stay polite.", "pending")
    assert keys.moderation("en") in {key for pending in PendingPurge.objects.all() for key in pending.keys}


def test_the_database_takes_no_refusal_without_a_rule(waiting: Comment, moderator: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(comment=waiting, verdict="refused", before="pending", by=moderator, at=NOW)
    assert state(waiting) == "pending"


def test_the_second_who_decides_hears_who_was_quicker(
    waiting: Comment, moderator: User, colleague: User, rules: list[Rule]
) -> None:
    seen = actions.version(waiting)
    first = make.approve(waiting, moderator)
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.decide(comment=waiting, verdict="refused", rule=rules[0], by=colleague, at=NOW, seen=seen)
    assert overtaken.value.last == first
    assert state(waiting) == "public"


def test_what_was_kept_public_is_decided_as_well(
    waiting: Comment, moderator: User, colleague: User, rules: list[Rule]
) -> None:
    make.approve(waiting, moderator)
    seen = actions.version(Comment.objects.get(pk=waiting.pk))
    kept = make.approve(waiting, moderator)  # a report came to nothing: the state is the same as before
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.decide(comment=waiting, verdict="refused", rule=rules[0], by=colleague, at=NOW, seen=seen)
    assert overtaken.value.last == kept


def test_a_text_that_was_changed_meanwhile_is_looked_at_again(waiting: Comment, moderator: User) -> None:
    seen = actions.version(waiting)
    Comment.objects.filter(pk=waiting.pk).update(text="Something else.", edited_at=NOW)
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.decide(comment=waiting, verdict="approved", by=moderator, at=NOW, seen=seen)
    assert overtaken.value.last is None


def test_what_its_writer_has_deleted_is_not_decided_any_more(waiting: Comment, moderator: User) -> None:
    actions.set_state(comment=waiting, state=Comment.State.DELETED, at=NOW)
    with pytest.raises(actions.Overtaken):
        make.approve(waiting, moderator)


def test_nobody_decides_what_somebody_else_is_reading(waiting: Comment, moderator: User, colleague: User) -> None:
    assert actions.claim(comments=[waiting], by=moderator, at=NOW) == {}
    assert actions.claim(comments=[waiting], by=colleague, at=NOW) == {waiting.pk: moderator}
    with pytest.raises(actions.Claimed) as claimed:
        make.approve(waiting, colleague)
    assert claimed.value.by == moderator
    make.approve(waiting, moderator)


def test_a_claim_ends_by_itself(waiting: Comment, moderator: User, colleague: User) -> None:
    actions.claim(comments=[waiting], by=moderator, at=NOW)
    later = NOW + timedelta(minutes=3)
    assert actions.claim(comments=[waiting], by=colleague, at=later) == {}
    make.approve(waiting, colleague, at=later)


@pytest.mark.parametrize("before", ["pending", "public"])
def test_a_slip_is_taken_back_and_everything_is_as_before(
    waiting: Comment, moderator: User, rules: list[Rule], before: str
) -> None:
    actions.set_state(comment=waiting, state=before, at=NOW)
    decision = make.refuse(waiting, rules[0], moderator)
    seen = actions.version(Comment.objects.get(pk=waiting.pk))
    actions.undo(comment=waiting, by=moderator, at=NOW, seen=seen)
    decision.refresh_from_db()
    assert state(waiting) == before
    assert decision.undone
    seen = actions.version(Comment.objects.get(pk=waiting.pk))
    with pytest.raises(actions.CannotUndo):
        actions.undo(comment=waiting, by=moderator, at=NOW, seen=seen)


def test_what_an_appeal_was_made_against_is_not_taken_back_in_silence(
    waiting: Comment, moderator: User, reader: User, rules: list[Rule]
) -> None:
    decision = make.refuse(waiting, rules[0], moderator)
    actions.appeal(against=decision, reader=reader, text="No!", at=NOW)
    seen = actions.version(Comment.objects.get(pk=waiting.pk))
    with pytest.raises(actions.CannotUndo):
        actions.undo(comment=waiting, by=moderator, at=NOW, seen=seen)


@pytest.mark.parametrize(("verdict", "outcome"), [("approved", "unfounded"), ("refused", "founded")])
def test_a_decision_settles_the_reports(
    waiting: Comment, moderator: User, colleague: User, rules: list[Rule], verdict: str, outcome: str
) -> None:
    actions.set_state(comment=waiting, state="public", at=NOW)
    waiting.refresh_from_db()
    actions.report(comment=waiting, reader=make.somebody(), rule=rules[1], at=NOW)
    rule = rules[1] if verdict == "refused" else None
    seen = actions.version(waiting)
    actions.decide(comment=waiting, verdict=verdict, rule=rule, by=moderator, at=NOW, seen=seen)
    assert Report.objects.get().outcome == outcome
    seen = actions.version(Comment.objects.get(pk=waiting.pk))
    actions.undo(comment=waiting, by=moderator, at=NOW, seen=seen)
    assert Report.objects.get().outcome == ""


def test_everything_is_written_down(waiting: Comment, moderator: User, rules: list[Rule]) -> None:
    decision = make.refuse(waiting, rules[0], moderator)
    entry = LogEntry.objects.get()
    assert (entry.what, entry.by, entry.comment) == ("refused", moderator, waiting)
    assert entry.details == {"decision": decision.public_id}


def test_what_is_written_down_stays(waiting: Comment, moderator: User) -> None:
    make.approve(waiting, moderator)
    entry = LogEntry.objects.get()
    for change in (
        entry.save,
        entry.delete,
        LogEntry.objects.all().delete,
        lambda: LogEntry.objects.update(what="refused"),
    ):
        with pytest.raises(NeverChanged):
            change()


@pytest.mark.parametrize("statement", ["UPDATE comments_logentry SET what = 'x'", "DELETE FROM comments_logentry"])
def test_the_database_itself_keeps_what_is_written_down(waiting: Comment, moderator: User, statement: str) -> None:
    from django.db import connection

    make.approve(waiting, moderator)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LogEntry.objects.get().what == "approved"


def test_decisions_and_the_log_stay_when_accounts_go(
    waiting: Comment, moderator: User, reader: User, rules: list[Rule]
) -> None:
    make.refuse(waiting, rules[0], moderator)
    number = moderator.pk
    reader.delete()
    moderator.delete()
    decision = Decision.objects.get()
    assert decision.by is None
    assert not decision.automatic
    assert LogEntry.objects.get().by_id == number


def test_nobody_decides_about_their_own_words(waiting: Comment, moderator: User, rules: list[Rule]) -> None:
    writer = waiting.writer
    assert writer is not None
    for how in ({"verdict": "approved"}, {"verdict": "refused", "rule": rules[0]}):
        with pytest.raises(PermissionDenied):
            actions.decide(comment=waiting, by=writer, at=NOW, seen=actions.version(waiting), **how)
    refused = make.refuse(waiting, rules[0], moderator)
    with pytest.raises(PermissionDenied):
        actions.undo(comment=waiting, by=writer, at=NOW, seen=actions.version(waiting))
    appeal = actions.appeal(against=refused, reader=writer, text="No", at=NOW)
    with pytest.raises(actions.OwnDecision):
        actions.decide_appeal(appeal=appeal, outcome="reversed", by=writer, at=NOW)
    assert state(waiting) == "refused"
