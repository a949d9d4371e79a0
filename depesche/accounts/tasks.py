"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from depesche.accounts import actions, letters
from depesche.net.retrying import AN_HOUR, retrying

DONE_KEPT, FAILED_KEPT = 1, 14  # days


@task()
def send_letter(kind: str, to: str, language: str, paper: str, facts: dict[str, Any], tried: int = 0) -> None:
    """Write a letter about an account and hand it to the mail server; whoever asked waits an hour at most."""
    letter = {"kind": kind, "to": to, "language": language, "paper": paper, "facts": facts}
    with retrying(send_letter, tried=tried, most=AN_HOUR, at=timezone.now(), **letter):
        letters.send(kind, to=to, language=language, paper=paper, facts=facts)


@task()
def tidy_accounts() -> None:
    """Forget attempts and sessions that are over, and tasks that are done: what they were told holds addresses.

    The first beat of a day calls for it.  Of tasks that have failed, an operator may want to know for longer.
    """
    actions.tidy(at=timezone.now())
    kept = {"min_age_days": DONE_KEPT, "failed_min_age_days": FAILED_KEPT, "queue_name": "*"}
    call_command("prune_db_task_results", verbosity=0, **kept)
