"""What discussions tell a person of what they keep, and what becomes of it when the account goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from depesche.accounts import holdings
from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Appeal, Comment, Decision, Report, Rule
from tests.comments import moderating as make
from tests.comments.moderating import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(waiting: Comment, moderator: User, rules: list[Rule]) -> User:
    """Somebody whose comment was refused, who appealed, was silenced, and has reported another."""
    person = waiting.writer
    assert person
    decision = make.refuse(waiting, rules[0], moderator, note="Please stay polite.")
    actions.appeal(against=decision, reader=person, text="I only quoted the mayor.", at=NOW)
    other = make.comment(waiting.discussion, make.somebody("Kay"), "Buy here.", state="public")
    actions.report(comment=other, reader=person, rule=rules[1], text="He is my neighbour.", at=NOW)
    until = NOW + timedelta(days=1)
    actions.sanction(reader=person, kind="silence", rule=rules[0], by=moderator, at=NOW, until=until)
    return person


def test_everything_that_is_kept_of_a_person_is_told_to_them(story: User) -> None:
    told = holdings.export(story.pk)["comments"]
    [decision], [sanction], [report] = (told[name] for name in ("decisions_about_comments", "sanctions", "reported"))
    assert (decision["decision"], decision["note"]) == ("refused", "Please stay polite.")
    assert decision["appeal"]["text"] == "I only quoted the mayor."
    assert (sanction["kind"], sanction["appeal"]) == ("silence", None)
    assert (report["text"], report["outcome"]) == ("He is my neighbour.", None)


@pytest.mark.parametrize("comments", [holdings.ANONYMOUS, holdings.GONE])
def test_whoever_leaves_takes_their_words_to_moderators_along(story: User, comments: str) -> None:
    holdings.erase(story.pk, comments, NOW)
    story.delete()
    assert [appeal.text for appeal in Appeal.objects.all()] == [""]
    assert [(report.text, report.reader) for report in Report.objects.all()] == [("", None)]
    assert Decision.objects.filter(verdict="refused").count() == 1  # what came of it stays in the figures
    [own] = Comment.objects.filter(decisions__isnull=False)
    assert (own.writer, own.signed) == (None, "")
    assert bool(own.text) is (comments == holdings.ANONYMOUS)
