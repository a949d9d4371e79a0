"""Comments, rules and moderators for the tests of moderation."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from depesche.accounts import roles
from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Decision, Discussion, Rule, Rules

NOW = datetime.fromisoformat("2026-11-26T12:00:00+00:00")
_numbers = count(1)


def comment(
    discussion: Discussion, writer: User | None, text: str = "The ferry is late again.", **more: Any
) -> Comment:
    """A comment as it stands when it has just been written: waiting, unless ``state`` says else."""
    state = more.pop("state", "pending")
    fields = {"posted_at": NOW, "signed": writer.public_name() if writer else "", **more}
    made = Comment.objects.create(
        discussion=discussion, writer=writer, text=text, html=f"<p>{text}</p>", token=f"t{next(_numbers)}", **fields
    )
    actions.set_state(comment=made, state=state, at=fields["posted_at"])
    return made


def known(*people: User) -> None:
    """Let these be people of whom readers have seen a comment before."""
    page = {"edition": "en", "language": "en", "title": "Last year", "path": "/en/last-year/"}
    earlier, _new = Discussion.objects.get_or_create(
        kind="article", name="lastyear", defaults={**page, "begun_at": NOW - timedelta(days=400)}
    )
    for person in people:
        comment(earlier, person, "Thank you.", state="public", posted_at=NOW - timedelta(days=365))


def house_rules(edition: str = "en", *, version: int = 1) -> list[Rule]:
    """Three rules in force."""
    rules = Rules.objects.create(edition=edition, version=version, published_at=NOW - timedelta(days=9))
    titles = ("No insults", "No advertising", "Keep to the subject")
    return [
        Rule.objects.create(rules=rules, number=number, title=title, text=f"{title}, please.")
        for number, title in enumerate(titles, 1)
    ]


def moderator(name: str = "Ada") -> User:
    """Somebody who moderates."""
    fields = {"first_name": name, "last_name": "Berg", "display_name": name}
    user = User.objects.create_user(f"{name.lower()}{next(_numbers)}@depesche.example", "harbour light 7", **fields)
    user.groups.add(Group.objects.get(name=roles.MODERATOR))
    return User.objects.get(pk=user.pk)


def somebody(name: str = "Jon") -> User:
    """A reader with an account."""
    return User.objects.create_user(f"{name.lower()}{next(_numbers)}@reader.example", display_name=name)


def refuse(of: Comment, rule: Rule, by: User, *, at: datetime = NOW, note: str = "") -> Decision:
    """Refuse a comment as it stands."""
    seen = actions.version(Comment.objects.get(pk=of.pk))
    return actions.decide(comment=of, verdict=Decision.Verdict.REFUSED, rule=rule, note=note, by=by, at=at, seen=seen)


def approve(of: Comment, by: User, *, at: datetime = NOW) -> Decision:
    """Approve a comment as it stands."""
    seen = actions.version(Comment.objects.get(pk=of.pk))
    return actions.decide(comment=of, verdict=Decision.Verdict.APPROVED, by=by, at=at, seen=seen)
