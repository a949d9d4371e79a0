"""Sending nothing for a while, and going on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.subscriptions.models import Bounce, Follower


@transaction.atomic
def pause(*, follower: Follower, at: datetime, why: str = "") -> None:
    """Send nothing until the follower says so; what they follow is kept.

    ``why`` is what came back, if they have not said it themselves.
    """
    if follower.paused_at is None or why == Bounce.Kind.COMPLAINT:
        follower.paused_at, follower.paused_for = follower.paused_at or at, why
        follower.save(update_fields=["paused_at", "paused_for"])


@transaction.atomic
def resume(*, follower: Follower, at: datetime) -> None:
    """Send letters again; what was published during the pause is not made up for.

    What came back before counts no more.
    """
    if follower.paused_at is None:
        return
    follower.paused_at, follower.paused_for = None, ""
    follower.save(update_fields=["paused_at", "paused_for"])
    follower.rounds.update(reached_at=at)
    Bounce.objects.filter(letter__follower=follower).update(counts=False)


def reached(*, follower: Follower, at: datetime) -> None:
    """The follower has shown that letters reach them: what came back before is no reason to pause."""
    if follower.paused_for:
        resume(follower=follower, at=at)
