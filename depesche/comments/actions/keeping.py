"""How discussions are kept: where there are any, under which rules, and who is known to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from depesche.accounts.models import User
from depesche.comments import keys, text
from depesche.comments.actions.refusals import NoText, NotYours
from depesche.comments.hosts import Place
from depesche.comments.models import Acceptance, Discussion, Expert, Mode, Rule, Rules, Setting
from depesche.delivery import actions as delivery


@transaction.atomic
def keep(
    *,
    place: Place,
    by: User | None,
    mode: str = "",
    closes_after: int | None = None,
    questions: bool | None = None,
    pictures: bool | None = None,
) -> Setting:
    """Say how discussions are kept in an edition, a section or beneath one page; what is empty is as above it."""
    _need(by, "comments.change_setting")
    kind, name = place
    said = {
        "mode": Mode(mode) if mode else "",
        "closes_after": closes_after,
        "questions": questions,
        "pictures": pictures,
    }
    before = Setting.objects.of(kind, name).first()
    if before is not None and all(getattr(before, field) == value for field, value in said.items()):
        return before
    setting, _new = Setting.objects.update_or_create(kind=kind, name=name, defaults=said)
    delivery.purge(keys.keeping(kind, name))
    return setting


@transaction.atomic
def publish_rules(
    *, edition: str, each: Sequence[tuple[str, str]], by: User | None, at: datetime, introduction: str = ""
) -> Rules:
    """Put a new version of the house rules in force: titles and texts, numbered as they stand.

    What is in force already stays in force; readers are asked to agree only to what is new to them.
    """
    _need(by, "comments.add_rules")
    said = [(text.tidy_name(title), text.tidy(words)) for title, words in each]
    if not said or not all(title and words for title, words in said):
        raise NoText
    now = Rules.objects.in_force(edition).first()
    if now and [(rule.title, rule.text) for rule in now.each.all()] == said and now.introduction == introduction:
        return now
    last = Rules.objects.filter(edition=edition).aggregate(last=Max("version"))["last"] or 0
    rules = Rules.objects.create(edition=edition, version=last + 1, introduction=introduction, published_at=at)
    Rule.objects.bulk_create(
        Rule(rules=rules, number=number, title=title, text=words) for number, (title, words) in enumerate(said, 1)
    )
    delivery.purge(keys.rules(edition))
    return rules


def accept_rules(*, rules: Rules, by: User, at: datetime) -> None:
    """Agree to a version of the house rules."""
    Acceptance.objects.get_or_create(rules=rules, reader=by, defaults={"at": at})


def make_expert(
    *, user: User, edition: str, known_for: str, by: User | None, at: datetime, discussion: Discussion | None = None
) -> Expert:
    """Let somebody be known as an expert in an edition, or in one discussion; shown with what they write from now."""
    _need(by, "comments.add_expert")
    known_for = text.tidy_name(known_for)
    if not known_for:
        raise NoText
    return Expert.objects.create(
        user=user, edition=edition, known_for=known_for[:100], given_by=by, given_at=at, discussion=discussion
    )


def end_expert(*, expert: Expert, by: User | None, at: datetime) -> None:
    """Let somebody be no expert any more; what they have written keeps its badge."""
    _need(by, "comments.add_expert")
    Expert.objects.filter(pk=expert.pk, until=None).update(until=at)


def _need(by: User | None, permission: str) -> None:
    """The command line and tests act as nobody; people need the permission."""
    if by is not None and not by.has_perm(permission):
        raise NotYours
