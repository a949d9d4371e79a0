"""What a newsroom tells of its moderation: decisions and appeals by month and rule, and nothing about anybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from depesche.comments.models.moderation import Appeal, Decision, Sanction

MONTHS = 13


@dataclass
class Line:
    """What was done in a month by one rule."""

    rule: str
    refused: int = 0
    automatic: int = 0
    sanctions: int = 0
    appeals: int = 0
    reversed: int = 0


@dataclass
class Month:
    """One month: the rules by their numbers, and how much was approved by moderators."""

    begins: date
    approved: int = 0
    lines: dict[tuple[int, int], Line] = field(default_factory=dict)

    @property
    def rules(self) -> list[Line]:
        """The lines in the order of versions and numbers."""
        return [line for _place, line in sorted(self.lines.items())]

    def line(self, version: int, number: int, title: str) -> Line:
        """The line of a rule, begun if need be."""
        return self.lines.setdefault((version, number), Line(f"{number}. {title}"))


def figures(edition: str, *, at: datetime) -> list[Month]:
    """The last months with anything in them, the newest first, on the clock that is set: three questions.

    Appeals count in the month of what they are against.  What a moderator took back at once was a slip.
    """
    since = (at - timedelta(days=31 * MONTHS)).replace(day=1)
    months: dict[date, Month] = defaultdict(lambda: Month(date.min))

    def month(begins: datetime) -> Month:
        found = months[begins.date()]
        found.begins = begins.date()
        return found

    stands = Decision.objects.filter(comment__discussion__edition=edition, at__gte=since, undone=False)
    monthly = stands.annotate(month=TruncMonth("at")).order_by()
    approved = monthly.filter(verdict=Decision.Verdict.APPROVED, automatic=False).values_list("month")
    for begins, number in approved.annotate(number=Count("pk")):
        month(begins).approved = number
    rule = ("month", "rule__rules__version", "rule__number", "rule__title")
    counts = {"appeals": Count("appeal"), "wrong": Count("appeal", filter=Q(appeal__outcome=Appeal.Outcome.REVERSED))}
    alone = Count("pk", filter=Q(automatic=True))
    refused = monthly.filter(verdict=Decision.Verdict.REFUSED).values_list(*rule)
    for begins, *of, number, by_itself, appeals, wrong in refused.annotate(number=Count("pk"), alone=alone, **counts):
        line = month(begins).line(*of)
        line.refused, line.automatic, line.appeals, line.reversed = number, by_itself, appeals, wrong
    sanctions = Sanction.objects.filter(edition=edition, at__gte=since).annotate(month=TruncMonth("at")).order_by()
    for begins, *of, number, appeals, wrong in sanctions.values_list(*rule).annotate(number=Count("pk"), **counts):
        line = month(begins).line(*of)
        line.sanctions, line.appeals, line.reversed = number, line.appeals + appeals, line.reversed + wrong
    return sorted(months.values(), key=lambda one: one.begins, reverse=True)
