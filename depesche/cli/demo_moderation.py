"""What moderators have done in the demo newsroom: everything through the actions by which moderators do it.

So each decision cites its rule, stands in the log and in the public figures,
and each appeal was made by the writer and decided by another moderator.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depesche.accounts.models import User
    from depesche.comments.actions import Page
    from depesche.comments.models import Comment as Row
    from depesche.comments.models import Rule
    from depesche.formats.discussion import Comment, Decision


def undecided(said: Iterable[Comment]) -> list[Comment]:
    """The comments as they were before anybody decided about them."""
    return [replace(each, decisions=(), state=each.decisions[0].before) if each.decisions else each for each in said]


def decide(source: str, said: Iterable[Comment]) -> None:
    """Let moderators decide about comments that are there, the earliest first, and their writers appeal; done once."""
    from depesche.comments import actions as comments
    from depesche.comments.models import Comment as Row
    from depesche.comments.models import Decision as Made

    decided = [each for each in said if each.decisions]
    for each in sorted(decided, key=lambda each: each.decisions[0].at):
        row = Row.objects.select_related("discussion").get(token=comments.token_of(source, each.id))
        if not Made.objects.filter(comment=row).exists():
            comments.give_to(comment=row, reader=_reader(each.author))
            for decision in each.decisions:
                _decide(row, decision)
            comments.told_already(comment=row)


def fill_queues(content: Path, pages: dict[str, Page], source: str) -> None:
    """Leave something for those who look: words on the lists, comments that wait, reports of readers."""
    from depesche.comments import actions as comments
    from depesche.comments.models import Word

    given = json.loads((content / "queues.json").read_text(encoding="utf-8"))
    for word in given["words"]:
        if not Word.objects.filter(pattern=word["pattern"], language=word["language"]).exists():
            by, at = _moderator(word["by"]), datetime.fromisoformat(word["at"])
            comments.add_word(**{**word, "by": by, "at": at})
    for said in given["waiting"]:
        if said["page"] in pages:
            _write(pages[said["page"]], said)
    for said in given["reports"]:
        _report(said, source)


def _decide(row: Row, said: Decision) -> None:
    from depesche.comments import actions as comments

    row.refresh_from_db()
    seen = comments.version(row)
    if said.verdict == "approved" and row.state == "public":
        return  # the granted appeal has put it right already
    by = _moderator(said.by)
    made = comments.decide(
        comment=row, verdict=said.verdict, rule=_rule(row, said.rule), note=said.note, by=by, at=said.at, seen=seen
    )
    if said.appeal and row.writer:
        appeal = comments.appeal(against=made, reader=row.writer, text=said.appeal.text, at=said.appeal.at)
        if said.appeal.outcome and said.appeal.decided_at:
            by, at, note = _moderator(said.appeal.by), said.appeal.decided_at, said.appeal.note
            comments.decide_appeal(appeal=appeal, outcome=said.appeal.outcome, by=by, at=at, note=note)


def _write(page: Page, said: dict[str, Any]) -> None:
    """Send a comment as its writer would; what the checks say of it decides."""
    from depesche.comments import actions as comments
    from depesche.comments import hosts

    at, by = datetime.fromisoformat(said["at"]), _reader(said["author"])
    if host := hosts.host(page.kind, page.name, at):
        if rules := comments.rules_to_accept(by, host.edition):
            comments.accept_rules(rules=rules, by=by, at=at)
        with suppress(comments.Refused):  # the desk has closed the discussion since
            comments.post(host=host, by=by, words=said["text"], token=said["id"], at=at)


def _report(said: dict[str, Any], source: str) -> None:
    from depesche.comments import actions as comments
    from depesche.comments.models import Comment as Row

    rows = Row.objects.select_related("discussion").filter(token=comments.token_of(source, said["comment"]))
    if row := rows.first():
        reader, at = _reader(said["reader"]), datetime.fromisoformat(said["at"])
        with suppress(comments.Refused):
            comments.report(comment=row, reader=reader, at=at, rule=_rule(row, said["rule"]), text=said["text"])


def _rule(row: Row, number: int) -> Rule | None:
    from depesche.comments.models import Rule, Rules

    newest = Rules.objects.in_force(row.discussion.edition).values("pk")[:1]
    return Rule.objects.filter(rules__in=newest, number=number).first()


def _reader(name: str) -> User:
    return _account("reader", name, display_name=name)


def _moderator(name: str) -> User:
    from django.contrib.auth.models import Group

    from depesche.accounts import roles

    first, _space, last = name.partition(" ")
    user = _account("moderator", name, first_name=first, last_name=last)
    user.groups.add(Group.objects.get(name=roles.MODERATOR))
    return user


def _account(kind: str, name: str, **fields: str) -> User:
    """Somebody of the demo: nobody can sign in as them, since they have no password."""
    from depesche.accounts.models import User

    email = f"{kind}-{blake2b(name.encode(), digest_size=4).hexdigest()}@demo.localhost"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, **fields)
