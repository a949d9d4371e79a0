"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from depesche.comments import actions
from depesche.comments.models import Comment, Decision
from depesche.comments.moderation import letters
from depesche.net import spam
from depesche.net.retrying import A_DAY, retrying

logger = logging.getLogger(__name__)
SLIP = timedelta(minutes=1)  # a decision that is taken back at once was a slip, and reaches nobody


@task()
def ask_service(comment_id: int) -> None:
    """Ask the service that the newsroom has named whether a waiting comment is advertising."""
    comment = Comment.objects.select_related("discussion").filter(pk=comment_id).first()
    if comment is None or comment.state != Comment.State.PENDING:
        return
    actions.hear_service(comment=comment, spam=_said(comment), at=timezone.now())


@task()
def tell_of_refusal(decision_id: int, tried: int = 0) -> None:
    """Tell a commenter which rule a comment was refused by, and how to appeal."""
    _send(tell_of_refusal, letters.tell_of_refusal, tried, decision_id=decision_id)


class AfterAWhile:
    """Lets a task follow an event when there was time to take back what it tells of."""

    def __init__(self, follower: Any) -> None:
        self._follower = follower

    def enqueue(self, **fields: Any) -> Any:
        """Put it on the queue, for a minute later."""
        return self._follower.using(run_after=timezone.now() + SLIP).enqueue(**fields)


tell_of_refusal_later = AfterAWhile(tell_of_refusal)


@task()
def tell_of_sanction(sanction_id: int, tried: int = 0) -> None:
    """Tell somebody what they may not do, until when and by which rule."""
    _send(tell_of_sanction, letters.tell_of_sanction, tried, sanction_id=sanction_id)


@task()
def tell_of_appeal(appeal_id: int, tried: int = 0) -> None:
    """Tell somebody what became of an appeal."""
    _send(tell_of_appeal, letters.tell_of_appeal, tried, appeal_id=appeal_id)


@task()
def learn() -> None:
    """Learn from what was decided; the first beat of a day calls for it."""
    spoken = Decision.objects.filter(automatic=False).values_list("comment__discussion__language", flat=True)
    for language in sorted({one.split("-")[0] for one in spoken.distinct()}):
        actions.learn(language=language, at=timezone.now())


@task()
def forget_refused_pictures() -> None:
    """Delete pictures that nobody needs any more; the first beat of a day calls for it."""
    actions.forget_refused_pictures(at=timezone.now())


def _send(task: Any, letter: Callable[..., None], tried: int, **about: int) -> None:
    """Write a letter, and try for a day if the mail server is away."""
    now = timezone.now()
    with retrying(task, tried=tried, most=A_DAY, at=now, **about):
        letter(**about, at=now)


def _said(comment: Comment) -> bool | None:
    of, address = comment.discussion, settings.SPAM_SERVICE
    if address is None:  # switched off while the comment waited
        return None
    page = settings.BASE_URL + of.path
    try:
        return spam.is_spam(
            address, site=settings.BASE_URL, page=page, name=comment.signed, text=comment.text, language=of.language
        )
    except OSError as error:
        logger.warning("The service against advertising did not answer: %s", error)
        return None
