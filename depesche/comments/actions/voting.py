"""What readers and editors think of a comment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from depesche.accounts.models import User
from depesche.comments import keys
from depesche.comments.actions import allowances
from depesche.comments.actions.refusals import Closed, NothingToAnswer, NotYours, OwnComment, Stopped
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Sanction, Vote, kept
from depesche.delivery import actions as delivery


def vote(*, comment: Comment, host: Host, by: User, at: datetime, network: str = "") -> None:
    """Find a comment helpful; doing it twice is doing it once."""
    if not (kept(host, at).open and by.is_active):
        raise Closed
    if Sanction.objects.in_force(by, at).filter(kind=Sanction.Kind.BAN).exists():
        raise Stopped
    if comment.writer_id == by.pk:
        raise OwnComment
    if not comment.public:
        raise NothingToAnswer
    with transaction.atomic():
        allowances.spend("vote", account=by.pk, network=network, at=at)
        _vote, new = Vote.objects.get_or_create(comment=comment, reader=by, defaults={"at": at})
        if new:
            _count(comment, 1)


def unvote(*, comment: Comment, by: User) -> None:
    """Take that back."""
    with transaction.atomic():
        deleted, _rows = Vote.objects.filter(comment=comment, reader=by).delete()
        if deleted:
            _count(comment, -1)


def pin(*, comment: Comment, by: User, at: datetime, pinned: bool = True) -> None:
    """Put a thread before all others, or back into its place."""
    _mark(comment, by, pinned_at=at if pinned else None)


def feature(*, comment: Comment, by: User, at: datetime, featured: bool = True) -> None:
    """Make a comment one of the editors' picks, or not any more."""
    _mark(comment, by, featured_at=at if featured else None)


@transaction.atomic
def _mark(comment: Comment, by: User, **change: datetime | None) -> None:
    if not by.has_perm("comments.feature_comment"):
        raise NotYours
    [name] = change
    if not comment.public or (name == "pinned_at" and comment.parent_id):
        raise NothingToAnswer
    if (change[name] is None) == (getattr(comment, name) is None):
        return
    Comment.objects.filter(pk=comment.pk).update(**change)
    setattr(comment, name, change[name])
    delivery.purge(_key(comment))


def _count(comment: Comment, gain: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(helpful=F("helpful") + gain)
    delivery.purge(_key(comment), calm=True)


def _key(comment: Comment) -> str:
    return keys.discussion(comment.discussion.kind, comment.discussion.name)
