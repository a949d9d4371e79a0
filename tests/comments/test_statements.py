"""Statements of reasons: one for each decision, in the words of the Union's database, with nobody in them."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Decision, Discussion, LogEntry, Rule, Sanction, Word
from depesche.comments.moderation import examine, statements
from tests.comments import moderating as make
from tests.comments.moderating import NOW

pytestmark = pytest.mark.django_db
DAY = NOW.date()

# The values that the DSA Transparency Database allows, of those attributes that have a list of them (July 2025).
ALLOWED = {
    "decision_visibility": {
        "DECISION_VISIBILITY_CONTENT_REMOVED",
        "DECISION_VISIBILITY_CONTENT_DISABLED",
        "DECISION_VISIBILITY_OTHER",
    },
    "decision_provision": {
        "DECISION_PROVISION_PARTIAL_SUSPENSION",
        "DECISION_PROVISION_PARTIAL_TERMINATION",
    },
    "decision_ground": {"DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"},
    "content_type": {"CONTENT_TYPE_TEXT"},
    "category": {"STATEMENT_CATEGORY_OTHER_VIOLATION_TC"},
    "source_type": {"SOURCE_ARTICLE_16", "SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY"},
    "automated_detection": {"Yes", "No"},
    "automated_decision": {
        "AUTOMATED_DECISION_FULLY",
        "AUTOMATED_DECISION_PARTIALLY",
        "AUTOMATED_DECISION_NOT_AUTOMATED",
    },
    "incompatible_content_illegal": {"Yes", "No"},
}
REQUIRED = {
    "puid", "decision_ground", "content_type", "category", "territorial_scope", "content_date", "application_date",
    "decision_facts", "source_type", "automated_detection", "automated_decision",
    "incompatible_content_ground", "incompatible_content_explanation",
}  # fmt: skip


@pytest.fixture
def several(discussion: Discussion, reader: User, moderator: User, rules: list[Rule]) -> dict[str, Decision | Sanction]:
    """Refusals and sanctions of each kind."""
    seen = make.comment(discussion, reader, "SECRET words", state="public")
    reported = make.comment(discussion, reader, "SECRET others", state="public")
    actions.report(comment=reported, reader=make.somebody(), rule=rules[1], text="SECRET report", at=NOW)
    unlawful = make.comment(discussion, reader, "SECRET crime", state="public")
    actions.report(comment=unlawful, reader=make.somebody(), rule=None, at=NOW)
    Word.objects.create(kind="suspect", pattern="SECRETLY")
    found = make.comment(discussion, reader, "secretly")
    examine(found, discussion=discussion, checked=False, at=NOW)
    Word.objects.create(kind="banned", pattern="SECRETBAD", number=1)
    banned = make.comment(discussion, reader, "secretbad")
    examine(banned, discussion=discussion, checked=False, at=NOW)
    slip = make.comment(discussion, reader, "SECRET slip")
    make.refuse(slip, rules[0], moderator)
    actions.undo(comment=slip, by=moderator, at=NOW, seen=actions.version(Comment.objects.get(pk=slip.pk)))
    make.approve(make.comment(discussion, reader), moderator)
    until = NOW + timedelta(days=7)
    of: dict[str, Any] = {"rule": rules[0], "by": moderator, "at": NOW, "note": "SECRET note"}
    return {
        "seen": make.refuse(seen, rules[0], moderator, note="SECRET note"),
        "reported": make.refuse(reported, rules[1], moderator),
        "unlawful": make.refuse(unlawful, rules[0], moderator),
        "found": make.refuse(found, rules[2], moderator),
        "banned": Decision.objects.get(comment=banned),
        "silence": actions.sanction(reader=make.somebody(), kind="silence", until=until, **of),
        "suspension": actions.sanction(reader=make.somebody(), kind="suspension", until=until, **of),
        "ban": actions.sanction(reader=make.somebody(), kind="ban", until=None, **of),
    }


def by_name(several: dict[str, Any]) -> dict[str, dict[str, Any]]:
    names = {thing.public_id: name for name, thing in several.items()}
    return {names[one["puid"]]: one for one in statements.between(DAY, DAY)}


def test_each_decision_has_one_statement_and_a_slip_has_none(several: dict[str, Any]) -> None:
    found = [one["puid"] for one in statements.between(DAY, DAY)]
    assert len(found) == len(set(found)) == len(several)
    assert set(found) == {thing.public_id for thing in several.values()}
    assert found == [one["puid"] for one in statements.between(DAY, DAY)]
    assert not list(statements.between(DAY - timedelta(days=3), DAY - timedelta(days=1)))


def test_statements_hold_what_the_database_wants_and_nothing_else(several: dict[str, Any]) -> None:
    for statement in statements.between(DAY, DAY):
        assert statement.keys() >= REQUIRED
        assert statement.keys() <= set(statements.FIELDS)
        assert {"decision_visibility", "decision_provision"} & statement.keys()
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,500}", statement["puid"])
        for name, allowed in ALLOWED.items():
            values = statement.get(name, [])
            assert set(values if isinstance(values, list) else [values]) <= allowed, name
        for name in statement:
            if name.endswith("_date") or name.startswith("end_date"):
                date.fromisoformat(statement[name])
        assert len(statement["territorial_scope"]) == 30
        assert statement["content_language"] == "EN"
        assert len(statement["decision_facts"]) <= 5000


def test_statements_say_how_it_came_to_the_decision(several: dict[str, Any]) -> None:
    found = by_name(several)
    how = ("source_type", "automated_detection", "automated_decision")
    assert {
        name: tuple(found[name][one] for one in how) for name in ("seen", "reported", "unlawful", "found", "banned")
    } == {
        "seen": ("SOURCE_VOLUNTARY", "No", "AUTOMATED_DECISION_NOT_AUTOMATED"),
        "reported": ("SOURCE_TYPE_OTHER_NOTIFICATION", "No", "AUTOMATED_DECISION_NOT_AUTOMATED"),
        "unlawful": ("SOURCE_ARTICLE_16", "No", "AUTOMATED_DECISION_NOT_AUTOMATED"),
        "found": ("SOURCE_VOLUNTARY", "Yes", "AUTOMATED_DECISION_NOT_AUTOMATED"),
        "banned": ("SOURCE_VOLUNTARY", "Yes", "AUTOMATED_DECISION_FULLY"),
    }
    assert found["seen"]["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert found["found"]["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert found["reported"]["incompatible_content_ground"] == "House rule 2, version 1: No advertising"


def test_sanctions_say_until_when(several: dict[str, Any]) -> None:
    found, end = by_name(several), (NOW + timedelta(days=7)).date().isoformat()
    assert found["silence"]["end_date_visibility_restriction"] == end
    assert found["silence"]["decision_visibility_other"]
    assert found["suspension"]["end_date_service_restriction"] == end
    assert found["ban"]["decision_provision"] == "DECISION_PROVISION_PARTIAL_TERMINATION"


def test_nothing_about_persons_goes_out(several: dict[str, Any]) -> None:
    said = "".join([*statements.as_csv(DAY, DAY), *statements.as_json(DAY, DAY)]).lower()
    for thing in several.values():
        said = said.replace(thing.public_id, "")  # made of chance, which may spell anything
    for name in ("secret", "mira", "ada", "berg", "@", "jon"):
        assert name not in said, name


def test_the_command_prints_both_forms_and_is_written_down(several: dict[str, Any]) -> None:
    out = io.StringIO()
    days = {"since": DAY, "until": DAY}
    call_command("statements", format="csv", stdout=out, **days)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == len(several)
    assert json.loads(rows[0]["content_type"]) == ["CONTENT_TYPE_TEXT"]
    out = io.StringIO()
    call_command("statements", format="json", stdout=out, **days)
    [batch] = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(batch["statements"]) == len(several)
    assert LogEntry.objects.filter(what="exported", by=None).count() == 2


def test_a_hundred_statements_are_one_call(
    discussion: Discussion, reader: User, moderator: User, rules: list[Rule]
) -> None:
    comments = [make.comment(discussion, reader) for _ in range(101)]
    Decision.objects.bulk_create(
        Decision(comment=one, verdict="refused", rule=rules[0], before="public", by=moderator, at=NOW)
        for one in comments
    )
    assert [len(json.loads(line)["statements"]) for line in statements.as_json(DAY, DAY)] == [100, 1]
