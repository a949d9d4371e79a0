"""What a follower has been told already, and what was kept back from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from depesche.subscriptions.models import PIECE, REST, Follower, Letter, Notice, Rhythm
from depesche.subscriptions.subjects import Piece, source

_State = Letter.State
_RECENT = timedelta(days=2)  # what was above the limit before is no news any more
_TELLS_MANY = (REST, Rhythm.NOW, Rhythm.DAILY, Rhythm.WEEKLY)
HAS = (_State.WAITING, _State.TAKEN, _State.SENT, _State.UNKNOWN)  # what is dropped or refused has told nothing
_MOST = 100  # pieces above the limit that are looked at for one letter


def tells(pieces: Iterable[tuple[str, int]]) -> str:
    """Of which pieces a letter tells, as it keeps it: by name, with the number of the last correction that it held."""
    told = "".join(f"{name}:{corrected} " for name, corrected in pieces)
    return f" {told}" if told else ""


def telling(name: str) -> str:
    """What stands in the memory of every letter that tells of a piece."""
    return f" {name}:"


def last_correction(tells: str, name: str) -> int:
    """The number of the last correction that a piece held when a letter told of it: the least, if it did so twice."""
    said = (one.partition(":") for one in tells.split())
    return min(int(corrected) for told, _colon, corrected in said if told == name)


def had(follower: Follower) -> set[str]:
    """The pieces that somebody has, or is about to have, in a letter of their own, or in a summary.

    A letter that was not needed, or not taken, has told nothing.
    """
    abouts = Letter.objects.filter(follower=follower, kind=PIECE, state__in=HAS).values_list("about", flat=True)
    return {about.partition(".")[2] for about in abouts} | _told_in(follower, (REST,))


def left(follower: Follower, *, at: datetime) -> list[Piece]:
    """What was above the limit of a day, is still followed at once, and was told in no letter since."""
    kept = Letter.objects.filter(follower=follower, kind=PIECE, state=_State.LEFT, done_at__gt=at - _RECENT)
    abouts = kept.order_by("-pk").values_list("about", flat=True)
    names = dict.fromkeys(about.partition(".")[2] for about in abouts)
    if not names:
        return []
    told = had(follower) | _told_in(follower, _TELLS_MANY)
    followed = follower.followings.filter(confirmed_at__isnull=False, rhythm=Rhythm.NOW)
    places = {one.place for one in followed}
    found = (source().piece(name, at) for name in [name for name in names if name not in told][:_MOST])
    return [piece for piece in found if piece and places.intersection(piece.places)]


def _told_in(follower: Follower, kinds: Iterable[str]) -> set[str]:
    letters = Letter.objects.handed_over().filter(follower=follower, kind__in=kinds).exclude(tells="")
    return _named(letters.values_list("tells", flat=True))


def left_of(rest: Notice, *, at: datetime) -> list[Piece]:
    """What was above the limit of a day for a browser, and of which it was told by nothing since."""
    of_it = Notice.objects.filter(browser=rest.browser_id)
    kept = of_it.filter(kind=PIECE, state=_State.LEFT, done_at__gt=at - _RECENT)
    told = of_it.filter(state__in=[_State.WAITING, _State.TAKEN, _State.SENT, _State.UNKNOWN]).exclude(pk=rest.pk)
    names = dict.fromkeys(kept.order_by("-pk").values_list("piece", flat=True))
    known = set(told.values_list("piece", flat=True)) | _named(told.filter(kind=REST).values_list("tells", flat=True))
    found = (source().piece(name, at) for name in [name for name in names if name not in known][:_MOST])
    return [piece for piece in found if piece]


def _named(memories: Iterable[str]) -> set[str]:
    return {one.partition(":")[0] for tells in memories for one in tells.split()}
