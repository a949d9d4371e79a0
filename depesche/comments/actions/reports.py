"""What readers report."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.accounts.models import User
from depesche.comments.actions import allowances
from depesche.comments.actions.refusals import NotReportable, Stopped
from depesche.comments.models import Comment, Report, Rule, Sanction

FEWEST = 3  # reports a day of a reader whose reports were mostly unfounded
_JUDGED_BY = 10  # the newest decided reports


@transaction.atomic
def report(
    *, comment: Comment, reader: User, at: datetime, rule: Rule | None, text: str = "", network: str = ""
) -> Report:
    """Tell the moderators that a comment breaks a rule; without a rule: that it is against the law.

    Saying it twice is saying it once.  Raises NotReportable, Stopped and TooOften.
    """
    if found := Report.objects.filter(comment=comment, reader=reader).first():
        return found
    if not comment.public or comment.writer_id == reader.pk:
        raise NotReportable
    if _banned(reader, at):
        raise Stopped
    allowances.spend("report", account=reader.pk, network=network, at=at, own=_fewer(reader))
    reason = Report.Reason.RULE if rule else Report.Reason.ILLEGAL
    found, _new = Report.objects.get_or_create(
        comment=comment, reader=reader, defaults={"reason": reason, "rule": rule, "text": text[:2000], "at": at}
    )
    return found


def _fewer(reader: User) -> int | None:
    """How many reports a reader has in a day after a row of reports that came to nothing; None: as all others."""
    outcomes = Report.objects.filter(reader=reader).exclude(outcome="").order_by("-at")
    judged = list(outcomes.values_list("outcome", flat=True)[:_JUDGED_BY])
    wrong = judged.count(Report.Outcome.UNFOUNDED)
    return FEWEST if len(judged) >= 5 and wrong > len(judged) * 0.7 else None


def _banned(reader: User, at: datetime) -> bool:
    return Sanction.objects.in_force(reader, at).filter(kind=Sanction.Kind.BAN).exists()
