"""What a message to a browser says, made when it is sent of what readers may see then."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.subscriptions import known
from depesche.subscriptions.channels import push, sealing
from depesche.subscriptions.channels.push import Parcel
from depesche.subscriptions.models import CORRECTION, PIECE, REST, Browser, Notice
from depesche.subscriptions.subjects import Piece, source, subject

LONGEST_TITLE, LONGEST_BODY = 150, 250
_SIZE = 2048  # every message is as long as all others: their length tells nobody what they say


def compose(notice: Notice, *, keep_until: datetime, at: datetime) -> Parcel | None:
    """The message as it stands at ``at``, or None if there is nothing to say (any more)."""
    words = _HOW[notice.kind](notice, at)
    if words is None:
        return None
    browser, topic = notice.browser, words["topic"]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    return Parcel(
        endpoint=browser.endpoint,
        body=sealing.sealed(text, key=browser.key, secret=browser.secret, size=_SIZE),
        authorization=sealing.signed(audience=push.audience(browser.endpoint), contact=push.contact(), at=at),
        topic=topic,
        keep=keep_until - at,
    )


def _of_piece(notice: Notice, at: datetime) -> dict[str, str] | None:
    piece = source().piece(notice.piece, at)
    newer = Notice.objects.filter(browser=notice.browser, kind=PIECE, piece=notice.piece, pk__gt=notice.pk)
    if piece is None or newer.exists() or not _is_wanted(notice.browser, piece):
        return None
    notice.tells = known.tells([(piece.name, piece.corrected)])
    return said(piece, topic_of(notice.browser.endpoint, piece))


def _of_correction(notice: Notice, at: datetime) -> dict[str, str] | None:
    """What is right, in the place of the message with the error."""
    corrected = source().correction(notice.version, at)
    if corrected is None or not _is_wanted(notice.browser, corrected.piece):
        return None
    piece = corrected.piece
    with translation.override(piece.language):
        title = _("Correction: %(headline)s") % {"headline": piece.headline}
        body = _("Right: %(right)s – Wrong: %(wrong)s") % {"right": corrected.right, "wrong": corrected.wrong}
    corrected_words = {"title": _in_one_line(title, LONGEST_TITLE), "body": _in_one_line(body, LONGEST_BODY)}
    return said(piece, topic_of(notice.browser.endpoint, piece)) | corrected_words | {"path": piece.path}


def _of_rest(notice: Notice, at: datetime) -> dict[str, str] | None:
    """All that was above the limit of a day, in one message that leads to the front page if it is more than one."""
    pieces = [piece for piece in known.left_of(notice, at=at) if _is_wanted(notice.browser, piece)]
    if not pieces:
        return None
    notice.tells = known.tells((piece.name, piece.corrected) for piece in pieces)
    first, topic = pieces[0], _topic(notice.browser.endpoint, "rest")
    words = said(first, topic)
    if len(pieces) == 1:
        return words
    front = subject(first.edition, at)
    with translation.override(first.language):
        title = ngettext("%(number)d more article", "%(number)d more articles", len(pieces)) % {"number": len(pieces)}
    body = _in_one_line(" · ".join(piece.headline for piece in pieces), LONGEST_BODY)
    return words | {"title": f"{first.paper}: {title}", "body": body, "path": front.path if front else first.opens}


_HOW = {PIECE: _of_piece, CORRECTION: _of_correction, REST: _of_rest}


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
    return _topic(endpoint, about)


def _topic(endpoint: str, about: str) -> str:
    key = b"depesche topics" + settings.SECRET_KEY.encode()
    made = hmac.new(key, f"{endpoint} {about}".encode(), hashlib.sha256).digest()[:24]
    return base64.urlsafe_b64encode(made).decode()


def _is_wanted(browser: Browser, piece: Piece) -> bool:
    watched = set(browser.watches.values_list("kind", "name"))
    return any(tuple(place) in watched for place in piece.places)


def _in_one_line(text: str, most: int) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return Truncator(" ".join(plain.split())).chars(most)
