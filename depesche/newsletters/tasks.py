"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from depesche.accounts.models import User
from depesche.newsletters import actions
from depesche.newsletters.models import Issue

logger = logging.getLogger(__name__)


@task()
def send_due() -> None:
    """Send the issues whose time has come; one that cannot be sent holds up no other."""
    now = timezone.now()
    for issue in Issue.objects.due(now).select_related("newsletter__edition__locale"):
        try:
            actions.send(issue=issue, at=now)
        except actions.NotToBeSent:
            logger.warning("Issue %s was to be sent, and its newsletter is switched off.", issue.public_id)
            actions.give_up_schedule(issue=issue)


@task()
def send_trial(issue_id: int, user_id: int) -> None:
    """Send an issue to its editor."""
    issue = Issue.objects.filter(pk=issue_id).select_related("newsletter__edition__locale").first()
    user = User.objects.filter(pk=user_id).first()
    if issue and user:
        actions.send_trial(issue=issue, to=user, at=timezone.now())


class EachMinute:
    """Looks whether an issue is due, so that an empty minute puts nothing on the queue."""

    def enqueue(self) -> None:
        """Put on the queue what there is to do."""
        if Issue.objects.due(timezone.now()).exists():
            send_due.enqueue()


each_minute = EachMinute()
