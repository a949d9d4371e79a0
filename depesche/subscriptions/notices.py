"""What a message to a browser says, made when it is sent of what readers may see then."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime

from django.conf import settings
from django.utils.text import Truncator

from depesche.subscriptions.channels import push, sealing
from depesche.subscriptions.channels.push import Parcel
from depesche.subscriptions.models import Browser, Notice
from depesche.subscriptions.subjects import Piece, source

LONGEST_TITLE, LONGEST_BODY = 150, 250
_SIZE = 2048  # every message is as long as all others: their length tells nobody what they say


def compose(notice: Notice, *, keep_until: datetime, at: datetime) -> Parcel | None:
    """The message as it stands at ``at``, or None if there is nothing to say (any more)."""
    piece = source().piece(notice.piece, at)
    newer = Notice.objects.filter(browser=notice.browser, piece=notice.piece, pk__gt=notice.pk)
    if piece is None or newer.exists() or not _is_wanted(notice.browser, piece):
        return None
    browser = notice.browser
    topic = topic_of(browser.endpoint, piece)
    text = json.dumps(said(piece, topic), ensure_ascii=False, separators=(",", ":")).encode()
    return Parcel(
        endpoint=browser.endpoint,
        body=sealing.sealed(text, key=browser.key, secret=browser.secret, size=_SIZE),
        authorization=sealing.signed(audience=push.audience(browser.endpoint), contact=push.contact(), at=at),
        topic=topic,
        keep=keep_until - at,
    )


def said(piece: Piece, topic: str) -> dict[str, str]:
    """What the browser is told: plain texts, and a path of ours."""
    return {
        "title": _in_one_line(piece.headline, LONGEST_TITLE),
        "body": _in_one_line(piece.summary, LONGEST_BODY),
        "path": piece.opens,
        "topic": topic,
        "language": piece.language,
        "direction": piece.direction,
    }


def topic_of(endpoint: str, piece: Piece) -> str:
    """What a newer message replaces: the one about the same story, else about the same piece (RFC 8030, 5.4).

    It is another for each browser, so that a push service cannot tell from it who follows the same.
    """
    about = next((str(place) for place in piece.places if place.kind == "story"), f"piece.{piece.name}")
    key = b"depesche topics" + settings.SECRET_KEY.encode()
    made = hmac.new(key, f"{endpoint} {about}".encode(), hashlib.sha256).digest()[:24]
    return base64.urlsafe_b64encode(made).decode()


def _is_wanted(browser: Browser, piece: Piece) -> bool:
    watched = set(browser.watches.values_list("kind", "name"))
    return any(tuple(place) in watched for place in piece.places)


def _in_one_line(text: str, most: int) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return Truncator(" ".join(plain.split())).chars(most)
