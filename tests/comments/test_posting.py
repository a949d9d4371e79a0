"""Writing, changing and deleting comments: what is taken, what is not, and what happens to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from depesche.accounts.models import Attempt, User
from depesche.comments import actions
from depesche.comments.actions import allowances
from depesche.comments.desk import queues
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Discussion, Finding, Setting, Vote
from depesche.comments.moderation import Verdict
from depesche.delivery.models import PendingPurge
from tests.comments import moderating

Post = Callable[..., Comment]


def test_a_comment_is_public_and_counted(post: Post, host: Host) -> None:
    comment = post("*Well* said.")
    comment.refresh_from_db()
    assert (comment.state, comment.stands, comment.signed) == ("public", True, "Mira")
    assert comment.html == "<p><em>Well</em> said.</p>"
    assert Discussion.objects.get().number == 1


def test_sending_twice_is_sending_once(post: Post) -> None:
    first = post("Once.", token="the same")
    again = post("Once.", token="the same")
    assert first == again
    assert Comment.objects.count() == Discussion.objects.get().number == 1


def test_the_word_of_a_form_is_its_writers_own(post: Post, jonte: User) -> None:
    assert post(token="the same") != post(token="the same", by=jonte)


def test_what_was_sent_is_found_even_after_the_discussion_was_closed(post: Post) -> None:
    first = post(token="the same")
    actions.keep(place=("edition", "en"), by=None, mode="closed")
    assert post(token="the same") == first
    with pytest.raises(actions.Closed):
        post()


@pytest.mark.parametrize(
    ("words", "why"), [("", actions.NoText), (" \n\u202e ", actions.NoText), ("x" * 5_001, actions.TooLong)]
)
def test_a_text_is_neither_empty_nor_endless(post: Post, words: str, why: type[Exception]) -> None:
    with pytest.raises(why):
        post(words)
    assert not Comment.objects.exists()


def test_whoever_has_no_name_cannot_write(post: Post, reader: User) -> None:
    reader.display_name = ""
    with pytest.raises(actions.NoName):
        post()


def test_an_account_that_is_switched_off_cannot_write(post: Post, reader: User) -> None:
    reader.is_active = False
    with pytest.raises(actions.Closed):
        post()


def test_house_rules_are_accepted_once_and_again_when_they_change(post: Post, reader: User, now: datetime) -> None:
    for words in ("Keep to the matter.", "Keep to the matter, please."):
        rules = actions.publish_rules(edition="en", each=[("The matter", words)], by=None, at=now)
        with pytest.raises(actions.RulesNotAccepted):
            post()
        actions.accept_rules(rules=rules, by=reader, at=now)
        actions.accept_rules(rules=rules, by=reader, at=now)
        post()


def test_an_answer_hangs_on_what_it_answers(post: Post) -> None:
    first = post()
    second = post(to=first)
    third = post(to=second)
    assert (third.parent, third.root, third.depth) == (second, first, 2)
    first.refresh_from_db()
    assert (first.answers, first.size) == (1, 2)


def test_only_what_is_there_is_answered(post: Post, host: Host, now: datetime) -> None:
    refused = post()
    actions.set_state(comment=refused, state="refused", at=now)
    elsewhere = Discussion.objects.create(kind="article", name="another", edition="en", begun_at=now)
    foreign = Comment.objects.create(discussion=elsewhere, text="x", html="x", posted_at=now, token="t", state="public")
    for target in (refused, foreign, "222222222222"):
        with pytest.raises(actions.NothingToAnswer):
            post(to=target)


def test_a_quote_is_a_paragraph_as_it_stands_and_its_version_is_kept(post: Post, host: Host) -> None:
    comment = post(quote="The ferry sails again.")
    assert (comment.quote, comment.quoted_version) == ("The ferry sails again.", "1")
    with pytest.raises(actions.QuoteNotFound):
        post(quote="The ferry sank.")


def test_a_discussion_that_is_read_first_lets_the_invited_through(post: Post, host: Host, boss: User) -> None:
    actions.keep(place=("edition", "en"), by=None, mode="checked")
    assert post().state == "pending"
    assert post(by=boss).state == "public"
    assert Discussion.objects.get().number == 1


def test_what_moderation_finds_counts_in_every_discussion(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = Verdict(Comment.State.REFUSED, ())
    monkeypatch.setattr("depesche.comments.actions.posting.examine", lambda *_, **__: verdict)
    for mode in ("open", "checked"):
        actions.keep(place=("edition", "en"), by=None, mode=mode)
        assert post().state == "refused"


def test_badges_say_who_speaks(post: Post, host: Host, reader: User, jonte: User, boss: User, now: datetime) -> None:
    assert post().badge == ""
    assert post(by=boss).badge == "staff"
    assert post(by=jonte, host=replace(host, authors=frozenset({jonte.pk}))).badge == "author"
    expert = actions.make_expert(user=reader, edition="en", known_for="Hydrologist", by=boss, at=now)
    comment = post()
    assert (comment.badge, comment.known_for) == ("expert", "Hydrologist")
    actions.end_expert(expert=expert, by=boss, at=now)
    assert post().badge == ""
    comment.refresh_from_db()
    assert comment.badge == "expert", "what was written keeps its badge"


def test_an_expert_of_one_discussion_is_none_elsewhere(post: Post, host: Host, reader: User, now: datetime) -> None:
    post()
    of = Discussion.objects.get()
    actions.make_expert(user=reader, edition="en", known_for="Pilot", by=None, at=now, discussion=of)
    assert post().known_for == "Pilot"
    assert post(host=replace(host, name="another")).badge == ""


def test_a_comment_can_be_changed_for_five_minutes(post: Post, host: Host, reader: User, now: datetime) -> None:
    comment = post()
    actions.edit(comment=comment, host=host, by=reader, words="*Thanks*.", at=now + timedelta(minutes=4, seconds=59))
    comment.refresh_from_db()
    assert comment.html == "<p><em>Thanks</em>.</p>"
    assert comment.edited_at
    with pytest.raises(actions.TooLate):
        actions.edit(comment=comment, host=host, by=reader, words="x", at=now + timedelta(minutes=5))


def test_a_change_is_looked_at_again(post: Post, host: Host, reader: User, now: datetime, monkeypatch: Any) -> None:
    comment = post()
    monkeypatch.setattr(
        "depesche.comments.actions.posting.examine", lambda *_, **__: Verdict(Comment.State.PENDING, ())
    )
    actions.edit(comment=comment, host=host, by=reader, words="Buy this", at=now)
    assert Discussion.objects.get().number == 0
    assert PendingPurge.objects.filter(hard=True).exists()


def test_nobody_changes_or_deletes_what_another_has_written(post: Post, host: Host, boss: User, now: datetime) -> None:
    comment = post()
    with pytest.raises(actions.NotYours):
        actions.edit(comment=comment, host=host, by=boss, words="x", at=now)
    with pytest.raises(actions.NotYours):
        actions.delete(comment=comment, by=boss, at=now)


def test_deleting_takes_the_words_and_the_name(post: Post, reader: User, jonte: User, now: datetime) -> None:
    comment = post("Something private.", quote="The ferry sails again.")
    post(to=comment, by=jonte)
    actions.delete(comment=comment, by=reader, at=now)
    comment.refresh_from_db()
    assert (comment.text, comment.html, comment.quote, comment.signed) == ("", "", "", "")
    assert (comment.state, comment.stands) == ("deleted", True), "an answer hangs on it"
    assert Discussion.objects.get().number == 1


def test_an_empty_place_goes_with_what_hung_on_it(post: Post, reader: User, now: datetime) -> None:
    first = post()
    second = post(to=first)
    third = post(to=second)
    for comment in (first, second):
        actions.delete(comment=comment, by=reader, at=now)
    for comment in (first, second):
        comment.refresh_from_db()
        assert comment.stands
    actions.delete(comment=third, by=reader, at=now)
    assert not Comment.objects.filter(stands=True).exists()
    first.refresh_from_db()
    assert (first.answers, first.size) == (0, 0)


def test_a_reader_finds_a_comment_helpful_once(
    post: Post, host: Host, reader: User, jonte: User, now: datetime
) -> None:
    comment = post()
    for _ in range(2):
        actions.vote(comment=comment, host=host, by=jonte, at=now)
    comment.refresh_from_db()
    assert comment.helpful == Vote.objects.count() == 1
    for _ in range(2):
        actions.unvote(comment=comment, by=jonte)
    comment.refresh_from_db()
    assert comment.helpful == Vote.objects.count() == 0
    with pytest.raises(actions.OwnComment):
        actions.vote(comment=comment, host=host, by=reader, at=now)
    actions.keep(place=("edition", "en"), by=None, mode="closed")
    with pytest.raises(actions.Closed):
        actions.vote(comment=comment, host=host, by=jonte, at=now)


def test_pinning_and_picking_take_a_permission(post: Post, reader: User, boss: User, now: datetime) -> None:
    comment = post()
    for act in (actions.pin, actions.feature):
        with pytest.raises(actions.NotYours):
            act(comment=comment, by=reader, at=now)
        act(comment=comment, by=boss, at=now)
    comment.refresh_from_db()
    assert comment.pinned_at == comment.featured_at == now
    answer = post(to=comment)
    with pytest.raises(actions.NothingToAnswer):
        actions.pin(comment=answer, by=boss, at=now)
    actions.feature(comment=answer, by=boss, at=now)


def test_keeping_discussions_takes_permissions(reader: User, jonte: User, now: datetime) -> None:
    with pytest.raises(actions.NotYours):
        actions.keep(place=("edition", "en"), by=reader, mode="open")
    with pytest.raises(actions.NotYours):
        actions.publish_rules(edition="en", each=[("a", "b")], by=reader, at=now)
    with pytest.raises(actions.NotYours):
        actions.make_expert(user=jonte, edition="en", known_for="x", by=reader, at=now)
    assert not Setting.objects.exists()


def test_saying_the_same_again_purges_nothing(host: Host, now: datetime) -> None:
    actions.publish_rules(edition="en", each=[("Title", "Text")], by=None, at=now)
    PendingPurge.objects.all().delete()
    connection.run_on_commit.clear()
    actions.keep(place=("edition", "en"), by=None, mode="open")
    same = actions.publish_rules(edition="en", each=[("Title", "Text")], by=None, at=now)
    assert same.version == 1
    assert not PendingPurge.objects.exists()


def test_an_account_and_a_network_have_so_many_in_ten_minutes(
    post: Post, host: Host, reader: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(allowances._OF_NETWORK["comment"], most=12)
    monkeypatch.setitem(allowances._OF_NETWORK, "comment", few)
    for _ in range(10):
        post(network="198.51.100.7")
    with pytest.raises(actions.TooOften) as refused:
        post(network="198.51.100.8")
    assert refused.value.until == now + timedelta(minutes=10)
    accepted = 0
    for number in range(6):
        writer = User.objects.create_user(f"w{number}@reader.example", display_name="W")
        try:
            post(by=writer, network="198.51.100.7")
            accepted += 1
        except actions.TooOften:
            pass
    assert accepted == 2
    post(at=now + timedelta(minutes=10), network="198.51.100.7")


def test_what_was_counted_says_not_of_whom(post: Post) -> None:
    post(network="198.51.100.7")
    assert "198.51" not in str(list(Attempt.objects.values()))
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize(("kind", "writes", "votes"), [("silence", 1, 1), ("suspension", 0, 1), ("ban", 0, 0)])
def test_a_sanction_stops_what_it_says_and_nothing_else(
    kind: str, writes: int, votes: int, post: Post, host: Host, reader: User, jonte: User, now: datetime
) -> None:
    seen = post(by=jonte)
    rule, by = moderating.house_rules()[0], moderating.moderator()
    actions.accept_rules(rules=rule.rules, by=reader, at=now)
    until = now + timedelta(days=2)
    mine = post()
    actions.sanction(reader=reader, kind=kind, rule=rule, by=by, at=now, until=until)
    for done, allowed in (
        (lambda: post("Again."), writes),
        (lambda: actions.edit(comment=mine, host=host, by=reader, words="Anew.", at=now), writes),
        (lambda: actions.vote(comment=seen, host=host, by=reader, at=now), votes),
    ):
        with nullcontext() if allowed else pytest.raises(actions.Stopped):
            done()
    assert post("Later.", at=until).state == "public"
    states = set(Comment.objects.filter(writer=reader).values_list("text", "state"))
    assert ("Again.", "pending") in states or not writes, "whoever is silenced waits for a moderator"


def test_what_a_moderator_has_refused_meanwhile_is_not_changed_any_more(
    post: Post, host: Host, reader: User, now: datetime
) -> None:
    comment = post()
    opened = Comment.objects.get(pk=comment.pk)
    moderating.refuse(comment, moderating.house_rules()[0], moderating.moderator())
    with pytest.raises(actions.TooLate):
        actions.edit(comment=opened, host=host, by=reader, words="Milder.", at=now)
    assert Comment.objects.get().text == "Thank you."


def test_with_the_words_goes_what_was_found_in_them(post: Post, reader: User, now: datetime) -> None:
    comment = post()
    Finding.objects.create(
        comment=comment, check_name="words", reason="suspect", values={"word": "ferry"}, weight=1, at=now
    )
    actions.report(comment=comment, reader=moderating.somebody(), at=now, rule=None)
    assert queues.waiting()["reported"] == 1
    actions.delete(comment=comment, by=reader, at=now)
    assert not Finding.objects.exists()
    assert queues.waiting()["reported"] == 0, "there is nothing left to decide"
