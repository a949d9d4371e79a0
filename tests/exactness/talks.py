"""What readers and moderators do in discussions, among the things that can happen."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from depesche.accounts.models import User
from depesche.comments import actions, hosts
from depesche.comments.models import Appeal, Comment, Decision, Rule, Rules, Sanction
from depesche.newsroom.models import Article, Edition, Section

from .desk import STEPS, WORDS, Desk, Step, step

_MODES = ("open", "checked", "open", "closed", "open", "off", "")


def begin(desk: Desk) -> None:
    """Discussions in one edition, with a few comments beneath two articles."""
    actions.keep(place=("edition", "de"), by=None, mode="open")
    actions.publish_rules(
        edition="de", each=[("Sachlich", "Zur Sache."), ("Belege", "Mit Quelle.")], by=None, at=desk.clock
    )
    for number in range(7):
        say(desk, number % 2, number)
    for comment in Comment.objects.all():
        actions.set_state(comment=comment, state="public", at=desk.clock)


def person(number: int) -> User:
    """Somebody who takes part."""
    name = WORDS[number % 3]
    found = User.objects.filter(display_name=name).first()
    return found or User.objects.create_user(f"reader{number % 3}@bote.example", display_name=name)


def agreeing(number: int, edition: str, at: datetime) -> User:
    """Somebody who takes part, and keeps to the house rules."""
    reader = person(number)
    if rules := actions.rules_to_accept(reader, edition):
        actions.accept_rules(rules=rules, by=reader, at=at)
    return reader


def moderator() -> User:
    """Somebody who may do everything."""
    found = User.objects.filter(is_superuser=True, email="moderator@bote.example").first()
    return found or User.objects.create_superuser("moderator@bote.example", display_name="Alma")


def say(desk: Desk, first: int, second: int, **more: Any) -> None:
    """A comment of somebody beneath an article, if it is open."""
    article = desk.pick(Article, first, live=True)
    host = hosts.host("article", article.public_id, desk.clock) if article else None
    if host:
        if second % 3 == 0 and host.paragraphs:
            more["quote"] = host.paragraphs[0]
        token = f"{desk.clock}{first}{second}"
        with suppress(actions.Refused):
            by = agreeing(second, host.edition, desk.clock)
            actions.post(host=host, by=by, words=WORDS[second], token=token, at=desk.clock, **more)


STEPS["comment"] = say


@step
def comment_answered(desk: Desk, first: int, second: int) -> None:
    if comment := desk.pick(Comment, first, state="public"):
        host = hosts.host("article", comment.discussion.name, desk.clock)
        if host:
            with suppress(actions.Refused):
                actions.post(
                    host=host,
                    by=agreeing(second, host.edition, desk.clock),
                    words=WORDS[second],
                    token=f"{desk.clock}",
                    at=desk.clock,
                    to=comment.public_id,
                )


def decide(state: str) -> Step:
    """A step in which a moderator decides."""

    def act(desk: Desk, first: int, second: int) -> None:
        if comment := desk.pick(Comment, first + second):
            actions.set_state(comment=comment, state=state, at=desk.clock)

    return act


STEPS |= {f"comment_{state}": decide(state) for state in ("refused", "public", "pending")}


def _moderators() -> list[User]:
    names = ("moderator@bote.example", "colleague@bote.example")
    return [
        User.objects.filter(email=name).first() or User.objects.create_superuser(name, display_name=name[:5])
        for name in names
    ]


def _rule(edition: str, number: int) -> Rule | None:
    return Rule.objects.filter(rules__in=Rules.objects.in_force(edition)[:1], number=number % 2 + 1).first()


@step
def comment_judged(desk: Desk, first: int, second: int) -> None:
    if comment := desk.pick(Comment, first + second):
        rule = _rule(comment.discussion.edition, second) if second % 2 else None
        verdict = Decision.Verdict.REFUSED if rule else Decision.Verdict.APPROVED
        said: Any = {"comment": comment, "by": _moderators()[first % 2], "at": desk.clock}
        with suppress(actions.Overtaken, actions.Claimed):
            actions.decide(**said, verdict=verdict, rule=rule, seen=actions.version(comment))


@step
def comment_judgement_taken_back(desk: Desk, first: int, second: int) -> None:
    if comment := desk.pick(Comment, first + second):
        said: Any = {"comment": comment, "by": _moderators()[first % 2], "at": desk.clock}
        with suppress(actions.Overtaken, actions.Claimed, actions.CannotUndo):
            actions.undo(**said, seen=actions.version(comment))


@step
def judgement_appealed_against(desk: Desk, first: int, second: int) -> None:
    decision = desk.pick(Decision, first + second, verdict="refused")
    if decision and decision.comment.writer:
        with suppress(actions.Refused):
            actions.appeal(against=decision, reader=decision.comment.writer, text=WORDS[second], at=desk.clock)


@step
def appeal_decided(desk: Desk, first: int, second: int) -> None:
    if appeal := desk.pick(Appeal, first):
        outcome = Appeal.Outcome.values[second % 2]
        with suppress(actions.OwnDecision, actions.AlreadyAnswered):
            actions.decide_appeal(appeal=appeal, outcome=outcome, by=_moderators()[first % 2], at=desk.clock)


@step
def reader_sanctioned(desk: Desk, first: int, second: int) -> None:
    if rule := _rule("de", first):
        kind, until = Sanction.Kind.values[second % 3], desk.clock + timedelta(days=1 + first)
        said: Any = {"reader": person(second), "rule": rule, "by": _moderators()[0], "at": desk.clock}
        actions.sanction(**said, kind=kind, until=until)


@step
def sanction_lifted(desk: Desk, first: int, second: int) -> None:
    if sanction := desk.pick(Sanction, first + second):
        actions.lift(sanction=sanction, by=_moderators()[1], at=desk.clock)


@step
def comment_reported(desk: Desk, first: int, second: int) -> None:
    if comment := desk.pick(Comment, first, state="public"):
        with suppress(actions.Refused):
            actions.report(comment=comment, reader=person(second), at=desk.clock, rule=None)


@step
def comment_deleted(desk: Desk, first: int, second: int) -> None:
    if (comment := desk.pick(Comment, first + second)) and comment.writer:
        actions.delete(comment=comment, by=comment.writer, at=desk.clock)


@step
def comment_changed(desk: Desk, first: int, second: int) -> None:
    comment = desk.pick(Comment, first + second, state="public")
    host = comment and hosts.host("article", comment.discussion.name, desk.clock)
    if host:
        with suppress(actions.Refused):
            words = f"Anders: {WORDS[second]}"
            actions.edit(comment=comment, host=host, by=comment.writer, words=words, at=comment.posted_at)


@step
def comment_found_helpful(desk: Desk, first: int, second: int) -> None:
    comment = desk.pick(Comment, first, state="public")
    host = comment and hosts.host("article", comment.discussion.name, desk.clock)
    if host:
        with suppress(actions.Refused):
            actions.vote(comment=comment, host=host, by=person(second), at=desk.clock)


@step
def comment_pinned(desk: Desk, first: int, second: int) -> None:
    if comment := desk.pick(Comment, first, state="public", parent=None):
        actions.pin(comment=comment, by=moderator(), at=desk.clock, pinned=second % 3 != 0)


@step
def comment_picked(desk: Desk, first: int, second: int) -> None:
    if comment := desk.pick(Comment, first, state="public"):
        actions.feature(comment=comment, by=moderator(), at=desk.clock, featured=second % 3 != 0)


def keep(kind: Any) -> Step:
    """A step that says how discussions are kept somewhere."""

    def act(desk: Desk, first: int, second: int) -> None:
        if page := desk.pick(kind, first):
            place = _place(page)
            closes_after = (None, 0, 1, 400)[first % 4]
            questions = (None, True, False)[first % 3]
            actions.keep(
                place=place, by=None, mode=_MODES[second % len(_MODES)], closes_after=closes_after, questions=questions
            )

    return act


def _place(page: Any) -> hosts.Place:
    if isinstance(page, Article):
        return "article", page.public_id
    return ("edition", page.code) if isinstance(page, Edition) else ("section", str(page.pk))


STEPS |= {
    "discussion_of_article": keep(Article),
    "discussions_of_section": keep(Section),
    "discussions_of_edition": keep(Edition),
}


@step
def house_rules(desk: Desk, first: int, second: int) -> None:
    edition = desk.pick(Edition, first)
    actions.publish_rules(edition=edition.code, each=[(WORDS[second], WORDS[first])], by=None, at=desk.clock)
