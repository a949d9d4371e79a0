"""Signed addresses: whoever holds one is the reader whom it was sent to.

They need no account, no cookie and no token, and tell neither the address nor
how many followers there are.  Each kind of link is signed apart, so that none
does what another is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from depesche.subscriptions.subjects import Place, place_of

GOOD_FOR = timedelta(days=14)  # how long a letter waits to be confirmed
# What each kind is signed with, beside the newsroom's key.
_MANAGE, _CONFIRM, _END = (f"depesche.subscriptions.{kind}" for kind in ("manage", "confirm", "end"))
_LETTER = "depesche.subscriptions.letter"
_SEAL = 16  # characters, 64 bits: what a stranger would have to guess for each letter
_BETWEEN = "~"


class NotOurs(ValueError):
    """The link was not made here, is incomplete, or its time is over."""


def to_manage(follower: str) -> str:
    """The address where a follower sees and changes everything."""
    return _whole("manage_following", signing.Signer(salt=_MANAGE).sign(follower))


def to_confirm(follower: str) -> str:
    """The address where somebody says that they want what was asked for."""
    return _whole("confirm_following", signing.TimestampSigner(salt=_CONFIRM).sign(follower))


def to_end(follower: str, places: Iterable[Place]) -> str:
    """The address that ends what a letter was sent for; without places, everything."""
    return _whole("end_following", signing.Signer(salt=_END).sign(_BETWEEN.join([follower, *map(str, places)])))


def manages(link: str) -> str:
    """Whom a link of the first kind was sent to, by public id; raises NotOurs."""
    return _read(_MANAGE, link)


def confirms(link: str) -> str:
    """Whom a link of the second kind was sent to; raises NotOurs also when its time is over."""
    try:
        return str(signing.TimestampSigner(salt=_CONFIRM).unsign(link, max_age=GOOD_FOR))
    except signing.BadSignature:
        raise NotOurs(link) from None


def ends(link: str) -> tuple[str, list[Place]]:
    """Whom a link of the third kind was sent to, and what it ends; raises NotOurs."""
    follower, *places = _read(_END, link).split(_BETWEEN)
    return follower, [place_of(place) for place in places]


def of_letter(letter: str) -> str:
    """A letter's name with a seal, for addresses to which it comes back; in small letters: servers change case."""
    return letter + _seal(letter)


def letter_of(name: str) -> str:
    """The public id of the letter whose sealed name this is; raises NotOurs."""
    letter, seal = name[:-_SEAL].lower(), name[-_SEAL:].lower()
    if not (letter.isascii() and seal.isascii() and constant_time_compare(seal, _seal(letter))):
        raise NotOurs(name)
    return letter


def _seal(letter: str) -> str:
    return salted_hmac(_LETTER, letter, algorithm="sha256").hexdigest()[:_SEAL]


def _read(salt: str, link: str) -> str:
    try:
        return str(signing.Signer(salt=salt).unsign(link))
    except signing.BadSignature:
        raise NotOurs(link) from None


def _whole(route: str, link: str) -> str:
    return settings.BASE_URL + reverse(f"website:{route}", kwargs={"link": link})
