"""The outbox: every letter is a row before anything is sent, and each of them once.

What is written here is written in the transaction of the change that it
follows.  The database refuses a second letter to the same follower about the
same version, whoever writes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from depesche import events
from depesche.subscriptions import reach
from depesche.subscriptions.actions import correcting, holding
from depesche.subscriptions.events import Announced, LettersWritten
from depesche.subscriptions.mailings import writer
from depesche.subscriptions.models import (
    CONFIRM,
    CORRECTION,
    ISSUE,
    PIECE,
    Announcement,
    Call,
    Follower,
    Following,
    Letter,
    Rhythm,
    Round,
    domain_of,
)
from depesche.subscriptions.rounds import SETTLED, next_due
from depesche.subscriptions.subjects import bundled, source

AT_ONCE = 500  # so many letters are written in one transaction, so that nobody waits long for the database
BETWEEN = timedelta(hours=1)  # two bundles of what comes at once: a busy discussion fills nobody's letter box


@transaction.atomic
def announce(*, piece: str, version: str, at: datetime, kind: str = PIECE) -> None:
    """Note that followers are to have a version of a piece, an issue or a correction; each is announced once."""
    announcement, new = Announcement.objects.get_or_create(kind=kind, piece=piece, version=version, defaults={"at": at})
    if new:
        if kind != ISSUE:
            Call.objects.create(announcement=announcement, at=at)
        events.emit(Announced(announcement_id=announcement.pk))


@transaction.atomic
def write_announced(*, announcement: Announcement, at: datetime) -> bool:
    """Write some more of the letters of an announcement; says whether there may be others.

    One letter to whoever follows any of what the piece stands under, or of what an issue is for, however many of it
    they follow; of a correction, to whoever got the error.
    """
    if correcting.is_too_early(announcement):
        return False
    followers = _next_followers(announcement, at)
    addresses = dict(Follower.objects.filter(pk__in=followers).values_list("pk", "address"))
    quiet = holding.quiet_ends(followers, at=at)
    letters = [
        Letter(
            follower_id=follower,
            domain=domain_of(address),
            kind=announcement.kind,
            about=f"{announcement.kind}.{announcement.piece}",
            version=announcement.version,
            written_at=at,
            due_at=quiet.get(follower, at),
        )
        for follower, address in sorted(addresses.items())
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    if followers:
        announcement.reached = followers[-1]
        events.emit(LettersWritten())
    else:
        announcement.done_at = at
    announcement.save(update_fields=["reached", "done_at"])
    return bool(followers)


@transaction.atomic
def ask_back(*, follower: Follower, at: datetime, lane: Letter.Lane = Letter.Lane.AWAITED) -> None:
    """Write the letter that asks whether somebody wants what was asked for with their address."""
    domain = domain_of(follower.address)
    fields = {"kind": CONFIRM, "lane": lane, "domain": domain, "written_at": at, "due_at": at}
    Letter.objects.get_or_create(follower=follower, about=CONFIRM, version=at.isoformat(), defaults=fields)
    events.emit(LettersWritten())


def hurry(*, follower: Follower, lane: Letter.Lane) -> None:
    """Let a letter that asks, and waits already, go no later than whoever has asked for it now expects."""
    waiting = Letter.objects.filter(follower=follower, kind=CONFIRM, state=Letter.State.WAITING)
    waiting.filter(lane__gt=lane).update(lane=lane)


def begin_round(*, follower: Follower, following: Following, at: datetime) -> None:
    """From now on, remember what is new for a letter of its own time; one that goes round already goes on."""
    rhythm = following.rhythm
    if rhythm != Rhythm.NOW or following.kind in bundled():
        defaults = {"reached_at": at, "due_at": _then(follower, rhythm, at)}
        Round.objects.get_or_create(follower=follower, rhythm=rhythm, defaults=defaults)


@transaction.atomic
def write_rounds(*, at: datetime) -> bool:
    """Write some of the letters of rounds that are due; says whether there may be others.

    Each begins where the last one ended.  Whether there is anything to tell is seen when it is sent.  Who had a
    bundle of what comes at once less than an hour ago waits for the next one, and in quiet hours for their end: the
    night is one bundle.
    """
    due = list(Round.objects.filter(due_at__lte=at).select_related("follower").order_by("due_at", "pk")[:AT_ONCE])
    later = _next_bundles([one.follower_id for one in due if one.rhythm == Rhythm.NOW], at)
    ready = [one for one in due if one.rhythm != Rhythm.NOW or one.follower_id not in later]
    letters = [_letter(one, at) for one in ready if one.follower.paused_at is None and one.follower.confirmed_at]
    for one in due:
        one.due_at = later[one.follower_id] if one not in ready else _then(one.follower, one.rhythm, at)
    for one in ready:
        one.reached_at = max(one.reached_at, at - SETTLED)
    Round.objects.bulk_update(due, ["reached_at", "due_at"])
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    if letters:
        events.emit(LettersWritten())
    return bool(due)


def _letter(one: Round, at: datetime) -> Letter:
    return Letter(
        follower=one.follower,
        domain=domain_of(one.follower.address),
        kind=one.rhythm,
        about=one.rhythm,
        version=(one.due_at or at).isoformat(),
        since=one.reached_at,
        until=max(one.reached_at, at - SETTLED),
        written_at=at,
        due_at=at,
    )


def _then(follower: Follower, rhythm: str, at: datetime) -> datetime | None:
    """When the next letter of a round is due; that of what comes at once has no time of its own."""
    return None if rhythm == Rhythm.NOW else next_due(follower, rhythm, after=at)


def _next_bundles(followers: list[int], at: datetime) -> dict[int, datetime]:
    """When those may have a bundle again who got one within the last hour (nothing to tell was none), or sleep."""
    bundles = Letter.objects.filter(kind=Rhythm.NOW, follower__in=followers, written_at__gt=at - BETWEEN)
    lately = bundles.exclude(state=Letter.State.DROPPED).order_by("written_at")
    ends = {pk: written_at + BETWEEN for pk, written_at in lately.values_list("follower_id", "written_at")}
    return ends | holding.quiet_ends(followers, at=at)


def _asked_of_piece(announcement: Announcement, at: datetime) -> Q | None:
    piece = source().piece(announcement.piece, at)
    return reach.following(piece.places, rhythm=Rhythm.NOW) if piece and piece.places else None


def _asked_of_issue(announcement: Announcement, at: datetime) -> Q | None:
    audience = writer().audience(announcement.piece, at)
    return audience.asked() if audience else None


def _next_followers(announcement: Announcement, at: datetime) -> list[int]:
    if announcement.kind == CORRECTION:
        return correcting.next_followers(announcement, at)
    asked = _asked_of_issue(announcement, at) if announcement.kind == ISSUE else _asked_of_piece(announcement, at)
    if asked is None:
        return []
    ahead = reach.readers(asked).filter(follower_id__gt=announcement.reached).order_by("follower_id")
    return list(ahead.values_list("follower_id", flat=True).distinct()[:AT_ONCE])
