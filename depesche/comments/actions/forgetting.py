"""What is not kept for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.comments.actions.appeals import OPEN_FOR
from depesche.comments.models import Comment
from depesche.media import actions as media


def forget_refused_pictures(*, at: datetime) -> int:
    """Delete the pictures of refused comments against which nobody can appeal any more; says how many."""
    refused = Comment.objects.filter(state=Comment.State.REFUSED, picture__isnull=False)
    appealable = refused.filter(decisions__at__gte=at - OPEN_FOR) | refused.filter(decisions__appeal__outcome="")
    number = 0
    for comment in refused.exclude(pk__in=appealable.values("pk")).iterator(chunk_size=500):
        number += _forget(comment.pk)
    return number


@transaction.atomic
def _forget(pk: int) -> bool:
    """Look once more under the lock: somebody may have let readers see it meanwhile."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=pk)
    if comment.state != Comment.State.REFUSED or comment.picture is None:
        return False
    media.remove_enclosure(enclosure=comment.picture)
    return True
