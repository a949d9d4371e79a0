"""Whether readers see a comment: the one place that changes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from depesche.comments import keys
from depesche.comments.models import Comment, Discussion
from depesche.delivery import actions as delivery

_SEEN = Comment.State.PUBLIC


@transaction.atomic
def set_state(*, comment: Comment, state: str, at: datetime) -> None:
    """Let readers see a comment, or not any more; counts follow, and so do the pages.

    What must not be seen any more goes at once, from every copy.
    """
    before = Comment.objects.select_for_update().get(pk=comment.pk).state
    comment.state = state
    if before == state:
        return
    Comment.objects.filter(pk=comment.pk).update(state=state)
    if (gain := (state == _SEEN) - (before == _SEEN)) == 0:
        return
    of = Discussion.objects.filter(pk=comment.discussion_id)
    of.update(number=F("number") + gain, **({"last_at": at} if gain > 0 else {}))
    if comment.parent_id:
        Comment.objects.filter(pk=comment.parent_id).update(answers=F("answers") + gain)
    delivery.purge(keys.discussion(*of.values_list("kind", "name").get()), hard=gain < 0)
