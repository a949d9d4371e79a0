"""What becomes of somebody's comments when their account ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from depesche.accounts import holdings
from depesche.comments import keys
from depesche.comments.actions.states import set_state
from depesche.comments.models import Appeal, Comment, Report
from depesche.delivery import actions as delivery
from depesche.media import actions as media
from depesche.media.models import Enclosure


@transaction.atomic
def leave(*, writer: int, comments: str, at: datetime) -> None:
    """Let the comments of an account stay without a name, or go with every word of them.

    Their pictures go in any case: a face or a house may be a name.
    """
    theirs = Comment.objects.filter(writer=writer)
    shown = theirs.filter(state=Comment.State.PUBLIC).values_list("discussion__kind", "discussion__name").distinct()
    pages = [keys.discussion(kind, name) for kind, name in shown]
    if comments == holdings.GONE:
        for comment in theirs:
            set_state(comment=comment, state=Comment.State.DELETED, at=at)
        theirs.update(text="", html="", quote="")
    for picture in Enclosure.objects.filter(comment__writer=writer):
        media.remove_enclosure(enclosure=picture)
    # What they told moderators was meant for these alone; that it was said and what came of it stays in the figures.
    Appeal.objects.filter(Q(decision__comment__writer=writer) | Q(sanction__reader=writer)).update(text="")
    Report.objects.filter(reader=writer).update(reader=None, text="")
    theirs.update(writer=None, signed="", badge="")
    if pages:
        delivery.purge(*pages, hard=True)
