"""Followers who come along on a list from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from depesche.subscriptions.actions.asking import begin, check_address, follower_at, take_in
from depesche.subscriptions.models import Consent, Letter
from depesche.subscriptions.subjects import Subject


@transaction.atomic
def bring(
    *,
    address: str,
    subjects: Sequence[Subject],
    rhythm: str,
    hour: int,
    agreed_at: datetime | None,
    statement: str,
    at: datetime,
) -> str:
    """Let somebody from a list follow: ``begun``, ``asked`` or ``known``; raises NoAddress.

    Whoever is known to have agreed, on whichever day, follows at once and the evidence is kept; all others are
    asked by a letter.  What somebody here has agreed to before is theirs: no list begins again what they have ended.
    """
    address = check_address(address)
    agreed = bool(statement) or (agreed_at is not None and agreed_at <= at)
    done = [_brought(address, one, rhythm, hour, agreed_at, statement, at, agreed=agreed) for one in subjects]
    if not any(done):
        return "known"
    return "begun" if agreed else "asked"


def _brought(
    address: str,
    subject: Subject,
    rhythm: str,
    hour: int,
    agreed_at: datetime | None,
    statement: str,
    at: datetime,
    *,
    agreed: bool,
) -> bool:
    follower = follower_at(address, subject, at)
    place = {"kind": subject.place.kind, "name": subject.place.name}
    if follower.consents.filter(**place).exists() or follower.followings.filter(**place).exists():
        return False
    if not agreed:
        times: dict[str, Any] = {"rhythm": rhythm, "hour": hour, "zone": subject.zone}
        take_in(address=address, subject=subject, at=at, lane=Letter.Lane.BULK, **times)
        return True
    if follower.confirmed_at is None:
        follower.hour = hour
        follower.save(update_fields=["hour"])
    fields = {"title": subject.title, "rhythm": rhythm, "asked_at": agreed_at or at}
    following = follower.followings.create(**place, **fields)
    begin(follower, following, at, origin=Consent.Origin.FILE, agreed_at=agreed_at, statement=statement)
    return True
