"""Whether readers see a comment: the one place that changes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from depesche.comments import keys
from depesche.comments.models import Comment, Discussion
from depesche.delivery import actions as delivery
from depesche.media import actions as media
from depesche.media.models import Enclosure

_SEEN = Comment.State.PUBLIC


@transaction.atomic
def set_state(*, comment: Comment, state: str, at: datetime) -> None:
    """Let readers see a comment, or not any more; counts follow, its picture, and so do the pages.

    What must not be seen any more goes at once, from every copy.  What comes
    waits with others of the same second, so that a storm makes no page anew
    more often than that.
    """
    looked_at = Comment.objects.select_for_update().values_list("state", "stands", "answers", "picture", "appeared_at")
    before = looked_at.get(pk=comment.pk)
    comment.state = state
    if before[0] == state:
        return
    stands = state == _SEEN or before[2] > 0
    comment.stands = stands
    new = {"appeared_at": at} if state == _SEEN and before[4] is None else {}
    Comment.objects.filter(pk=comment.pk).update(state=state, stands=stands, **new)
    if before[3]:
        _follow(comment, state)
    gain = (state == _SEEN) - (before[0] == _SEEN)
    if gain == 0:
        return
    of = Discussion.objects.filter(pk=comment.discussion_id)
    of.update(number=F("number") + gain, **({"last_at": at} if gain > 0 else {}))
    if comment.root_id:
        Comment.objects.filter(pk=comment.root_id).update(size=F("size") + gain)
    if stands != before[1]:
        _hang(comment.parent_id, 1 if stands else -1)
    about = comment.discussion
    delivery.purge(keys.discussion(about.kind, about.name), hard=gain < 0, calm=gain > 0)


def _follow(comment: Comment, state: str) -> None:
    """Let the picture of a comment be seen with it, or not; what is deleted has none any more."""
    picture = Enclosure.objects.select_for_update().get(comment=comment.pk)
    if state == _SEEN:
        media.show_enclosure(enclosure=picture)
    elif state == Comment.State.DELETED:
        media.remove_enclosure(enclosure=picture)
        comment.picture = None
    else:
        media.conceal_enclosure(enclosure=picture)


def _hang(pk: int | None, gain: int) -> None:
    """Count one more or one less beneath a comment; an empty place comes and goes with what hangs on it."""
    while pk is not None:
        Comment.objects.filter(pk=pk).update(answers=F("answers") + gain)
        row = Comment.objects.values_list("state", "stands", "answers", "parent_id").get(pk=pk)
        stands = row[0] == _SEEN or row[2] > 0
        if stands == row[1]:
            return
        Comment.objects.filter(pk=pk).update(stands=stands)
        pk = row[3]
