"""Statements of reasons, as Article 17 of the Digital Services Act wants them and the Union's database takes them.

Names and values are those of the DSA Transparency Database, as documented at
https://transparency.dsa.ec.europa.eu/page/api-documentation (as of July 2025).
Nothing in them is about a person: neither what was written, nor by whom, nor
the moderator's note.  Each decision has one statement, whose ``puid`` is its own.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Q

from depesche.comments.models import Decision, Discussion, Report, Rule, Sanction
from depesche.comments.moderation.finding import Weight

Statement = dict[str, Any]

BATCH = 100  # statements that the database takes in one call
# A page can be read everywhere, so what is refused is refused in the whole European Economic Area.
_EEA = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
]  # fmt: skip
FIELDS = (
    "puid",
    "decision_visibility",
    "decision_visibility_other",
    "end_date_visibility_restriction",
    "decision_provision",
    "end_date_service_restriction",
    "decision_ground",
    "incompatible_content_ground",
    "incompatible_content_explanation",
    "incompatible_content_illegal",
    "content_type",
    "category",
    "territorial_scope",
    "content_language",
    "content_date",
    "application_date",
    "decision_facts",
    "source_type",
    "automated_detection",
    "automated_decision",
)
_SANCTION_FACTS = (
    "A moderator limited how a person takes part in discussions, because of comments that broke this house rule. "
    "The person can still read everything."
)
_PICTURE_FACTS = (
    "A moderator removed the picture that stood beside a person's comments, because it broke this house rule. "
    "The person can write and read as before."
)
# Checks that look at what was written; the others look at who wrote, or how the discussion is kept.
_DETECTING = ("links", "repeats", "words", "experience", "service")


def between(since: date, until: date) -> Iterator[Statement]:
    """The statements of these days (of UTC), the last one included, in order of time; what was undone is none."""
    first = datetime.combine(since, time(), UTC)
    end = datetime.combine(until, time(), UTC) + timedelta(days=1)
    yield from map(_of_decision, _refusals(first, end).iterator(chunk_size=500))
    sanctions = Sanction.objects.filter(at__gte=first, at__lt=end).select_related("rule__rules").order_by("pk")
    yield from map(_of_sanction, sanctions.iterator(chunk_size=500))


def as_csv(since: date, until: date) -> Iterator[str]:
    """A table with a line for each statement; what holds several values stands there as JSON."""
    yield _line(FIELDS)
    for statement in between(since, until):
        values = (statement.get(name, "") for name in FIELDS)
        yield _line(json.dumps(value) if isinstance(value, list) else value for value in values)


def as_json(since: date, until: date) -> Iterator[str]:
    """Each line is what one call of the database's interface takes: a hundred statements at most."""
    statements = between(since, until)
    while batch := list(islice(statements, BATCH)):
        yield json.dumps({"statements": batch}, ensure_ascii=False) + "\n"


def _refusals(first: datetime, end: datetime) -> Any:
    found = Decision.objects.filter(verdict=Decision.Verdict.REFUSED, undone=False, at__gte=first, at__lt=end)
    detected = Q(comment__findings__check_name__in=_DETECTING, comment__findings__weight__gte=Weight.HOLD)
    founded = Q(comment__reports__outcome=Report.Outcome.FOUNDED)
    return (
        found.select_related("comment__discussion", "rule__rules")
        .annotate(
            detected=Count("comment__findings", filter=detected, distinct=True),
            reported=Count("comment__reports", filter=founded, distinct=True),
            illegal=Count(
                "comment__reports",
                filter=founded & Q(comment__reports__reason=Report.Reason.ILLEGAL),
                distinct=True,
            ),
        )
        .order_by("pk")
    )


def _of_decision(decision: Any) -> Statement:
    comment, of = decision.comment, decision.comment.discussion
    public = decision.before == "public"
    found = decision.automatic or decision.detected > 0
    return {
        "puid": decision.public_id,
        "decision_visibility": [f"DECISION_VISIBILITY_CONTENT_{'REMOVED' if public else 'DISABLED'}"],
        **_ground(decision.rule),
        "content_type": ["CONTENT_TYPE_TEXT", *(["CONTENT_TYPE_IMAGE"] if comment.picture_id else [])],
        "content_language": of.language.split("-")[0].upper(),
        "content_date": _day(comment.posted_at),
        "application_date": _day(decision.at),
        "decision_facts": _facts(decision, public=public),
        "source_type": _source(decision),
        "automated_detection": "Yes" if found else "No",
        "automated_decision": f"AUTOMATED_DECISION_{'FULLY' if decision.automatic else 'NOT_AUTOMATED'}",
    }


def _of_sanction(sanction: Sanction) -> Statement:
    picture = sanction.kind == Sanction.Kind.PICTURE
    language = Discussion.objects.filter(edition=sanction.edition).values_list("language", flat=True).first()
    return {
        "puid": sanction.public_id,
        **_restriction(sanction),
        **_ground(sanction.rule),
        "content_type": [f"CONTENT_TYPE_{'IMAGE' if picture else 'TEXT'}"],
        **({"content_language": language.split("-")[0].upper()} if language else {}),
        "content_date": _day(sanction.at),
        "application_date": _day(sanction.at),
        "decision_facts": _PICTURE_FACTS if picture else _SANCTION_FACTS,
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    }


def _restriction(sanction: Sanction) -> Statement:
    if sanction.kind == Sanction.Kind.SILENCE:
        assert sanction.until is not None
        return {
            "decision_visibility": ["DECISION_VISIBILITY_OTHER"],
            "decision_visibility_other": "Every comment of the person is read by a moderator before others see it.",
            "end_date_visibility_restriction": _day(sanction.until),
        }
    if sanction.kind == Sanction.Kind.PICTURE:
        return {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]}
    if sanction.until is None:
        return {"decision_provision": "DECISION_PROVISION_PARTIAL_TERMINATION"}
    return {
        "decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION",
        "end_date_service_restriction": _day(sanction.until),
    }


def _ground(rule: Rule) -> Statement:
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": f"House rule {rule.number}, version {rule.rules.version}: {rule.title}"[:500],
        "incompatible_content_explanation": rule.text[:2000],
        "incompatible_content_illegal": "No",
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "territorial_scope": _EEA,
    }


def _facts(decision: Any, *, public: bool) -> str:
    who = "A check of the newsroom's software" if decision.automatic else "A moderator"
    done = "removed a comment that readers could see" if public else "refused a comment before readers could see it"
    facts = f"{who} {done}, because it broke this house rule."
    if decision.reported:
        facts += f" Reports by readers before the decision: {decision.reported}."
    if decision.detected and not decision.automatic:
        facts += " Automated checks had put it before the moderator."
    return facts


def _source(decision: Any) -> str:
    if decision.illegal:
        return "SOURCE_ARTICLE_16"
    return "SOURCE_TYPE_OTHER_NOTIFICATION" if decision.reported else "SOURCE_VOLUNTARY"


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()


def _line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(list(values))
    return line.getvalue()
