"""By web push (RFC 8030): one short call to the push service that a browser has chosen, if it is a real one."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings

from depesche.net.fetching import Answer, NotAllowed, NotReached, fetch

LONGEST = 1000  # signs of an endpoint
_MOST = 4096  # bytes of an answer, of which only status and one header are looked at
LONGEST_WAIT = timedelta(hours=4)


class NoEndpoint(ValueError):
    """The address belongs to no push service that the settings name."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed message on its way to a browser."""

    endpoint: str
    body: bytes
    authorization: str
    topic: str
    keep: timedelta


def check(endpoint: str) -> None:
    """Refuse whatever is not plainly an address at a push service of the settings; raises NoEndpoint."""
    if not 0 < len(endpoint) <= LONGEST or any(not "!" <= sign <= "~" or sign in '\\"<>^`{|}' for sign in endpoint):
        raise NoEndpoint(len(endpoint))
    try:
        parts = urlsplit(endpoint)
        known = _is_near(endpoint) or (parts.scheme == "https" and _is_service(parts.netloc))
    except ValueError:
        known = False
    if not known or len(parts.path) < 2 or parts.fragment or "#" in endpoint:
        raise NoEndpoint(len(endpoint))


def audience(endpoint: str) -> str:
    """The push service itself, for which a message is signed."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def contact() -> str:
    """Where a push service finds somebody responsible."""
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def send(parcel: Parcel) -> Answer:
    """Hand over a message.

    Raises NotAllowed or NotReached if nothing was sent, and another OSError if nobody knows.
    """
    headers = {
        "Authorization": parcel.authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(parcel.keep.total_seconds())),
        "Topic": parcel.topic,
        "Urgency": "normal",
    }
    try:
        check(parcel.endpoint)  # the settings may have changed
        return fetch("POST", parcel.endpoint, headers=headers, body=parcel.body, near=_near(), most=_MOST)
    except NoEndpoint as fault:
        raise NotAllowed("no push service of the settings") from fault
    except socket.gaierror as fault:
        raise NotReached("it has no address") from fault


def wait_for(answer: Answer, *, at: datetime) -> timedelta:
    """How long the push service asks us to wait, in seconds or as a date (RFC 9110, 10.2.3); nothing if it does not."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal() and len(said) < 9:
        return min(timedelta(seconds=int(said)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return timedelta()
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - at, timedelta()), LONGEST_WAIT)


def _is_service(netloc: str) -> bool:
    """Whether a name is one of the settings; a name that has a user, a port or capitals is none."""
    for known in settings.PUSH_SERVICES:
        if known.startswith("*."):
            label = netloc.removesuffix(known[1:])
            if label != netloc and label and all(sign.isalnum() or sign in "-." for sign in label):
                return True
        elif netloc == known:
            return True
    return False


def _is_near(endpoint: str) -> bool:
    return any(endpoint.startswith(f"{known}/") for known in settings.PUSH_SERVICES if known.startswith("http://"))


def _near() -> frozenset[str]:
    return frozenset(urlsplit(known).netloc for known in settings.PUSH_SERVICES if known.startswith("http://"))
