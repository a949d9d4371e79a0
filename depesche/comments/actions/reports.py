"""What readers report."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from depesche.accounts.models import User
from depesche.comments.models import Comment, Report, Rule, Sanction

MOST = 20  # reports of one reader in a day
FEWEST = 3  # ... of one whose reports were mostly unfounded
_DAY = timedelta(days=1)
_JUDGED_BY = 10  # the newest decided reports


class TooManyReports(Exception):
    """The reader has reported as much as one may in a day."""


class NotReportable(Exception):
    """Readers do not see the comment, or it is the reader's own, or the reader may not take part."""


@transaction.atomic
def report(*, comment: Comment, reader: User, at: datetime, rule: Rule | None, text: str = "") -> Report:
    """Tell the moderators that a comment breaks a rule; without a rule: that it is against the law.

    Saying it twice is saying it once.  Raises NotReportable and TooManyReports.
    """
    if found := Report.objects.filter(comment=comment, reader=reader).first():
        return found
    if comment.state != Comment.State.PUBLIC or comment.writer_id == reader.pk or _banned(reader, at):
        raise NotReportable
    User.objects.select_for_update().get(pk=reader.pk)  # two at once would both be the last allowed one
    if Report.objects.filter(reader=reader, at__gt=at - _DAY).count() >= allowed(reader):
        raise TooManyReports
    reason = Report.Reason.RULE if rule else Report.Reason.ILLEGAL
    return Report.objects.create(comment=comment, reader=reader, reason=reason, rule=rule, text=text[:2000], at=at)


def allowed(reader: User) -> int:
    """How many reports a reader has in a day: fewer after a row of reports that came to nothing."""
    outcomes = Report.objects.filter(reader=reader).exclude(outcome="").order_by("-at")
    judged = list(outcomes.values_list("outcome", flat=True)[:_JUDGED_BY])
    wrong = judged.count(Report.Outcome.UNFOUNDED)
    return FEWEST if len(judged) >= 5 and wrong > len(judged) * 0.7 else MOST


def _banned(reader: User, at: datetime) -> bool:
    return Sanction.objects.in_force(reader, at).filter(kind=Sanction.Kind.BAN).exists()
