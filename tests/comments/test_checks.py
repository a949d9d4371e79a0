"""What is looked at before a comment is public: each check with what it lets pass and what it holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Decision, Discussion, Finding, LogEntry, Rule, Word
from depesche.comments.moderation import Verdict, examine, said
from depesche.comments.moderation.checks import CHECKS
from tests.comments import moderating as make
from tests.comments.moderating import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def regular(discussion: Discussion) -> User:
    """Somebody of whom readers have seen a good comment."""
    user = make.somebody("Ines")
    make.comment(discussion, user, "An old one.", state="public", posted_at=NOW - timedelta(days=90))
    return user


def look(comment: Comment, *, checked: bool = False, at: Any = NOW) -> Verdict:
    return examine(comment, discussion=comment.discussion, checked=checked, at=at)


def reasons(verdict: Verdict) -> list[tuple[str, str]]:
    return [(found.check, found.reason) for found in verdict.findings]


def test_a_plain_comment_of_somebody_known_is_public(discussion: Discussion, regular: User) -> None:
    assert look(make.comment(discussion, regular)) == Verdict("public", ())


def test_the_first_comment_of_somebody_waits(discussion: Discussion, reader: User) -> None:
    verdict = look(make.comment(discussion, reader))
    assert verdict.state == "pending"
    assert reasons(verdict) == [("newcomer", "first")]


def test_where_everything_is_read_first_everything_waits(discussion: Discussion, regular: User) -> None:
    verdict = look(make.comment(discussion, regular), checked=True)
    assert (verdict.state, reasons(verdict)) == ("pending", [("standing", "checked")])


@pytest.mark.parametrize("badge", ["author", "staff", "expert"])
def test_those_whom_the_house_knows_wait_for_nobody(discussion: Discussion, reader: User, badge: str) -> None:
    comment = make.comment(discussion, reader, "See https://a.example https://b.example www.c.example", badge=badge)
    assert look(comment, checked=True).state == "public"


def test_the_sixth_comment_in_five_minutes_waits(discussion: Discussion, regular: User) -> None:
    for number in range(5):
        verdict = look(make.comment(discussion, regular, f"Number {number}"))
        assert verdict.state == "public"
    sixth = make.comment(discussion, regular, "Number 5")
    assert reasons(look(sixth)) == [("rate", "quick")]
    later = make.comment(discussion, regular, "Number 6", posted_at=NOW + timedelta(minutes=5))
    assert look(later, at=NOW + timedelta(minutes=5)).state == "public"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Look at https://a.example/x", "public"),
        ("Look at https://a.example and www.b.example", "public"),
        ("Look at https://a.example, www.b.example, cheap-pills.shop", "pending"),
        ("No link.Nor here. e.g. this, 3.5 percent", "public"),
    ],
)
def test_three_links_wait(discussion: Discussion, regular: User, text: str, state: str) -> None:
    assert look(make.comment(discussion, regular, text)).state == state


def test_a_link_in_a_first_comment_is_named(discussion: Discussion, reader: User) -> None:
    assert ("links", "first") in reasons(look(make.comment(discussion, reader, "Look at https://a.example")))


def test_the_same_text_again_waits_also_when_signs_and_spaces_differ(discussion: Discussion, regular: User) -> None:
    assert look(make.comment(discussion, regular, "This paper is bought by the harbour.")).state == "public"
    again = make.comment(discussion, regular, "THIS paper, is bought by the  harbour!!")
    assert reasons(look(again)) == [("repeats", "again")]


def test_the_same_text_by_several_people_waits(discussion: Discussion, regular: User) -> None:
    look(make.comment(discussion, make.somebody(), "This paper is bought by the harbour."))
    assert reasons(look(make.comment(discussion, regular, "This paper is bought by the harbour."))) == [
        ("repeats", "many")
    ]
    later = NOW + timedelta(days=8)
    assert look(make.comment(discussion, regular, "This paper is bought by the harbour"), at=later).state == "public"


def test_a_word_of_thanks_may_be_said_by_everybody(discussion: Discussion, regular: User) -> None:
    look(make.comment(discussion, make.somebody(), "Thank you!"))
    assert look(make.comment(discussion, regular, "Thank you!")).state == "public"


def test_looking_again_does_not_take_a_comment_for_its_own_copy(discussion: Discussion, regular: User) -> None:
    comment = make.comment(discussion, regular, "This paper is bought by the harbour.")
    assert look(comment).state == look(comment).state == "public"


def test_a_banned_word_is_refused_by_its_rule(discussion: Discussion, regular: User, rules: list[Rule]) -> None:
    Word.objects.create(language="en", kind="banned", pattern="scoundrel*", number=1)
    verdict = look(make.comment(discussion, regular, "You sc0undrels!"))
    assert (verdict.state, verdict.rule) == ("refused", rules[0])
    decision = Decision.objects.get()
    assert (decision.automatic, decision.by, decision.rule) == (True, None, rules[0])
    assert LogEntry.objects.get().what == "refused"


def test_nothing_is_refused_without_a_rule_that_can_be_cited(discussion: Discussion, regular: User) -> None:
    Word.objects.create(language="en", kind="banned", pattern="scoundrel", number=7)
    assert look(make.comment(discussion, regular, "Scoundrel")).state == "pending"
    assert not Decision.objects.exists()


def test_a_suspect_word_waits_and_one_of_another_language_does_not(discussion: Discussion, regular: User) -> None:
    Word.objects.create(language="en", kind="suspect", pattern="corruption")
    Word.objects.create(language="de", kind="suspect", pattern="gift")
    Word.objects.create(language="", kind="suspect", pattern="viagra")
    assert look(make.comment(discussion, regular, "A nice gift.")).state == "public"
    assert reasons(look(make.comment(discussion, regular, "Corruption, and v1agra"))) == [
        ("words", "suspect"),
        ("words", "suspect"),
    ]


def test_after_two_refusals_everything_waits_for_a_month(
    discussion: Discussion, regular: User, moderator: User, rules: list[Rule]
) -> None:
    for number in range(2):
        bad = make.comment(discussion, regular, f"Bad {number}", posted_at=NOW - timedelta(days=2))
        make.refuse(bad, rules[0], moderator)
    verdict = look(make.comment(discussion, regular))
    assert (verdict.state, reasons(verdict)) == ("pending", [("history", "refused")])
    later = NOW + timedelta(days=29)
    assert look(make.comment(discussion, regular, posted_at=later), at=later).state == "public"


def test_one_refusal_is_told_to_the_moderator_and_holds_nothing_up(
    discussion: Discussion, regular: User, moderator: User, rules: list[Rule]
) -> None:
    make.refuse(make.comment(discussion, regular, posted_at=NOW - timedelta(days=2)), rules[0], moderator)
    verdict = look(make.comment(discussion, regular))
    assert (verdict.state, reasons(verdict)) == ("public", [("history", "refused")])


def test_what_was_refused_and_is_changed_waits(
    discussion: Discussion, regular: User, moderator: User, rules: list[Rule]
) -> None:
    comment = make.comment(discussion, regular)
    make.refuse(comment, rules[0], moderator)
    assert ("standing", "refused") in reasons(look(comment))


def test_a_silenced_person_waits_until_the_end(
    discussion: Discussion, regular: User, moderator: User, rules: list[Rule]
) -> None:
    until = NOW + timedelta(days=3)
    actions.sanction(reader=regular, kind="silence", rule=rules[0], by=moderator, at=NOW, until=until)
    assert reasons(look(make.comment(discussion, regular))) == [("standing", "silenced")]
    assert look(make.comment(discussion, regular, posted_at=until), at=until).state == "public"


def test_findings_are_kept_for_the_moderator_and_follow_the_text(discussion: Discussion, regular: User) -> None:
    Word.objects.create(kind="suspect", pattern="corruption")
    comment = make.comment(discussion, regular, "Corruption!")
    look(comment)
    assert said(Finding.objects.get()) == "A suspect word: corruption."
    comment.text = "Better words."
    look(comment)
    assert not Finding.objects.exists()


VALUES = {"most": 5, "minutes": 5, "number": 2, "days": 30, "word": "w", "percent": 90, "words": "w", "host": "h"}


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_reason_is_a_sentence_in_every_language(language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        for check in CHECKS:
            for reason in check.reasons:
                text = said(Finding(check_name=check.name, reason=reason, values=VALUES))
                assert len(text.split()) > 2, (check.name, reason)
                assert "%(" not in text
    with translation.override("en"):
        english = {str(text) for check in CHECKS for text in check.reasons.values()}
    if language != "en":
        with translation.override(language):
            assert not english & {str(text) for check in CHECKS for text in check.reasons.values()}


def test_a_check_asks_little(discussion: Discussion, regular: User, django_assert_max_num_queries: Any) -> None:
    comment = make.comment(discussion, regular, "The ferry is late again, and nobody says why.")
    with django_assert_max_num_queries(18):
        look(comment)
