"""Following something: asked for, confirmed, begun.

Whoever types an address is answered before anything is looked up: the same
words after the same work, whether the address is known or not.  What is to be
done follows on the queue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from depesche import events
from depesche.accounts.models import User
from depesche.subscriptions.actions import allowances, forgetting
from depesche.subscriptions.actions.pausing import reached
from depesche.subscriptions.actions.refusals import NoAddress, NoTime, TooMany
from depesche.subscriptions.actions.writing import ask_back, begin_round, hurry
from depesche.subscriptions.events import FollowAsked, LinkAsked
from depesche.subscriptions.models import WORDING, Bounce, Consent, Follower, Following, Letter, Rhythm
from depesche.subscriptions.subjects import Place, Subject, most_of

MOST_OPEN = 20  # questions that wait for one answer; more would be somebody's bad joke
MOST_FOLLOWED = 500
_WORDS = f"wording {WORDING}"
_NEVER = re.compile(r'[\s",;:<>()\[\]\\]')  # what addresses hold that are no more than one, or no plain one


@transaction.atomic
def ask(*, address: str, subject: Subject, rhythm: str, hour: int, zone: str, network: str, at: datetime) -> None:
    """Let the owner of an address be asked whether they want to follow something.

    Raises NoAddress, NoTime and, of accounts, TooOften; none of them depends on who is known.
    """
    address = check_address(address)
    check_time(rhythm=rhythm, hour=hour, zone=zone)
    allowances.spend(address=address, network=network, at=at)
    kind, name = subject.place
    events.emit(FollowAsked(address=address, kind=kind, name=name, rhythm=rhythm, hour=hour, zone=zone))


@transaction.atomic
def take_in(
    *,
    address: str,
    subject: Subject,
    rhythm: str,
    hour: int,
    zone: str,
    at: datetime,
    lane: Letter.Lane = Letter.Lane.AWAITED,
) -> None:
    """Note what somebody has asked for, and write the letter that asks its owner, if there may be one more."""
    follower = follower_at(address, subject, at)
    if follower.confirmed_at is None:
        follower.hour, follower.zone, follower.asked_at = hour, zone, at
        follower.save(update_fields=["hour", "zone", "asked_at"])
    if follower.followings.filter(confirmed_at=None).count() < MOST_OPEN:
        follower.followings.get_or_create(
            kind=subject.place.kind,
            name=subject.place.name,
            defaults={"title": subject.title, "rhythm": rhythm, "asked_at": at},
        )
    hurry(follower=follower, lane=lane)
    unwanted = follower.paused_for == Bounce.Kind.COMPLAINT
    if not unwanted and allowances.may_be_asked(address, at=at):
        ask_back(follower=follower, at=at, lane=lane)


@transaction.atomic
def ask_link(*, address: str, network: str, at: datetime) -> None:
    """Let the owner of an address be sent the link to what they follow, if they follow anything.

    Raises NoAddress and, of accounts, TooOften; neither depends on who is known.
    """
    address = check_address(address)
    allowances.spend(address=address, network=network, at=at)
    events.emit(LinkAsked(address=address))


@transaction.atomic
def send_link(*, address: str, at: datetime) -> None:
    """Write the letter with the link, if there may be one more; what is still to be confirmed is asked in it as well.

    Whoever is paused gets it too: the page behind it is where they go on.
    """
    follower: Follower | None = Follower.objects.at(address).first()
    if follower is None or follower.paused_for == Bounce.Kind.COMPLAINT:
        return
    known = follower.confirmed_at is not None or follower.followings.exists()
    if known and allowances.may_be_asked(address, at=at):
        ask_back(follower=follower, at=at)


@transaction.atomic
def confirm(*, follower: Follower, places: list[Place], at: datetime) -> None:
    """Begin to send what the owner of an address was asked about and has agreed to; the rest is forgotten.

    Raises TooMany, and nothing is changed.
    """
    asked = list(follower.followings.filter(confirmed_at=None))
    _refuse_too_many(follower, [one.place for one in asked if one.place in places])
    for following in asked:
        if following.place in places and follower.followings.filter(confirmed_at__isnull=False).count() < MOST_FOLLOWED:
            begin(follower, following, at, origin=Consent.Origin.LETTER, agreed_at=at, statement=_WORDS)
        else:
            following.delete()
    allowances.answered(follower.address)
    reached(follower=follower, at=at)


@transaction.atomic
def follow(*, by: User, subject: Subject, rhythm: str, hour: int, zone: str, at: datetime) -> Follower:
    """Let somebody who has signed in follow something by their own address, which is known to be theirs.

    Raises NoTime and TooMany.
    """
    check_time(rhythm=rhythm, hour=hour, zone=zone)
    follower = follower_at(by.email, subject, at)
    _refuse_too_many(follower, [subject.place])
    if follower.confirmed_at is None:
        follower.hour, follower.zone = hour, zone
    follower.account = by
    follower.save(update_fields=["account", "hour", "zone"])
    following, _new = follower.followings.get_or_create(
        kind=subject.place.kind,
        name=subject.place.name,
        defaults={"title": subject.title, "rhythm": rhythm, "asked_at": at},
    )
    following.rhythm = rhythm
    begin(follower, following, at, origin=Consent.Origin.ACCOUNT, agreed_at=at, statement=_WORDS)
    reached(follower=follower, at=at)
    return follower


def check_address(typed: str) -> str:
    """The address as letters are sent to it; raises NoAddress.

    Stricter than the standard: quoted names may hold spaces and worse, and nobody who reads news has one.
    """
    local, _at, domain = typed.strip().rpartition("@")
    address = f"{local}@{domain.lower()}"
    try:
        validate_email(address)
    except ValidationError:
        raise NoAddress(len(typed)) from None
    if _NEVER.search(address) or not address.isprintable() or len(address) > 254:
        raise NoAddress(len(typed))
    return address


def check_time(*, rhythm: str, hour: int, zone: str, weekday: int = 0) -> None:
    """Refuse times that no clock shows; raises NoTime."""
    if rhythm not in Rhythm.values or hour not in range(24) or weekday not in range(7):
        raise NoTime(rhythm)
    check_zone(zone)


def check_zone(zone: str) -> None:
    """Refuse what no clock is set to; raises NoTime."""
    if zone not in _zones():
        raise NoTime(zone)


def check_quiet(begins: int | None, ends: int | None) -> None:
    """Refuse quiet hours that are not from one hour of the day to another, or none at all; raises NoTime."""
    if begins is None and ends is None:
        return
    if begins not in range(24) or ends not in range(24) or begins == ends:
        raise NoTime(begins, ends)


@cache
def _zones() -> set[str]:
    """All time zones, which are files in a folder: to list them takes longer than everything else that a form asks."""
    return available_timezones()


def follower_at(address: str, subject: Subject, at: datetime) -> Follower:
    """Whose address this is; one that is new speaks to us as the paper of the subject does."""
    known: Follower | None = Follower.objects.at(address).first()
    if known:
        return known
    fields = {"edition": subject.edition.name, "language": subject.language, "zone": subject.zone, "asked_at": at}
    try:
        with transaction.atomic():
            made: Follower = Follower.objects.create(address=address, **fields)
            return made
    except IntegrityError:
        quicker: Follower = Follower.objects.at(address).get()
        return quicker


def begin(
    follower: Follower, following: Following, at: datetime, *, origin: str, agreed_at: datetime | None, statement: str
) -> None:
    """Send what somebody has agreed to from now on, and keep what shows it."""
    if following.confirmed_at is None:
        follower.consents.create(
            kind=following.kind,
            name=following.name,
            origin=origin,
            agreed_at=agreed_at,
            statement=statement,
            noted_at=at,
        )
    if follower.confirmed_at is None:
        follower.confirmed_at = at
        follower.save(update_fields=["confirmed_at"])
    following.confirmed_at = following.confirmed_at or at
    following.save()
    begin_round(follower=follower, following=following, at=at)


def _refuse_too_many(follower: Follower, places: Sequence[Place]) -> None:
    """Of what costs work for each who follows it, nobody may follow hundreds."""
    kept = {one.place for one in follower.followings.filter(confirmed_at__isnull=False)}
    wanted = Counter(place.kind for place in kept.union(places))
    for kind in {place.kind for place in set(places) - kept}:
        if (most := most_of(kind)) and wanted[kind] > most:
            raise TooMany(kind)


@transaction.atomic
def forget_unanswered(*, before: datetime) -> None:
    """Forget what was asked and never answered, and addresses of which nothing else is known."""
    Following.objects.filter(confirmed_at=None, asked_at__lt=before).delete()
    unknown = Follower.objects.filter(confirmed_at=None, asked_at__lt=before, followings=None)
    forgetting.letters(Letter.objects.filter(follower__in=unknown), at=before)
    unknown.delete()
