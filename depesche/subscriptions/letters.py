"""The letters themselves: what they say, in plain text and in HTML, and how mail programs may sort and end them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from depesche.accounts.models import User
from depesche.subscriptions import known, links
from depesche.subscriptions.mailings import Mailing, in_short, writer
from depesche.subscriptions.models import (
    CONFIRM,
    CORRECTION,
    ISSUE,
    PIECE,
    REST,
    Follower,
    Following,
    Letter,
    Rhythm,
)
from depesche.subscriptions.subjects import EVERY, Piece, Place, Subject, Talk, bundled, forum, source, subject

Message = EmailMultiAlternatives
MOST_PIECES = 40  # of a daily or weekly letter; it stays below what mail programs cut off
MOST_ENDED = 8  # names in one link; a header has lines of 998 signs at most (RFC 5322, 2.1.1)
LONGEST_SUBJECT, LONGEST_REMARK = 180, 200
_ENCODED = re.compile(r"=\?")  # begins an encoded word (RFC 2047), which programs would read as something else


def compose(letter: Letter, *, at: datetime) -> Message | None:
    """The letter as it stands at ``at``, or None if there is nothing to say (any more)."""
    follower = letter.follower
    if letter.kind == CONFIRM:
        return _question(letter, follower, at)
    if follower.confirmed_at is None or follower.paused_at is not None:
        return None
    how = {ISSUE: _issue, PIECE: _about_piece, CORRECTION: _correction, REST: _rest}.get(letter.kind, _round)
    return how(letter, follower, at)


def trial(mailing: Mailing, *, address: str) -> Message:
    """What an editor gets who wants to see a mailing as a letter: nobody follows anything by it."""
    with translation.override(mailing.language):
        subject = in_one_line(_("Test: %(subject)s") % {"subject": mailing.subject})
        told = {"subject": subject, "base_url": settings.BASE_URL, **_of_mailing(mailing)}
        text = render_to_string("subscriptions/letters/mailing.txt", told)
        html = render_to_string("subscriptions/letters/mailing.html", told)
    message = Message(subject, text.strip() + "\n", None, [address], headers={"Auto-Submitted": "auto-generated"})
    message.attach_alternative(html, "text/html")
    return message


def in_one_line(text: str) -> str:
    """A text as the value of a header: nothing in it begins another line, hides, or is taken for an encoded word."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return _ENCODED.sub("= ?", Truncator(" ".join(plain.split())).chars(LONGEST_SUBJECT))


def _question(letter: Letter, follower: Follower, at: datetime) -> Message | None:
    """What is to be confirmed, and the link to everything else that is followed."""
    paper = _paper(follower, at)
    asked = [_title(one, at) for one in follower.followings.filter(confirmed_at=None).order_by("pk")]
    if not asked and follower.confirmed_at is None:
        return None
    context = {
        "asked": asked,
        "confirm": links.to_confirm(follower.public_id),
        "manage": links.to_manage(follower.public_id) if follower.confirmed_at else "",
        **paper,
    }
    with translation.override(paper["language"]):
        words = _("Do you want to follow this? – %(paper)s") if asked else _("What you follow – %(paper)s")
        return _written(letter, follower, words % {"paper": paper["paper"]}, "confirm", context)


def _about_piece(letter: Letter, follower: Follower, at: datetime) -> Message | None:
    piece = source().piece(letter.about.partition(".")[2], at)
    newer = Letter.objects.filter(follower=follower, about=letter.about, pk__gt=letter.pk)
    if piece is None or newer.exists():
        return None
    followed = {one.place: one for one in follower.followings.filter(confirmed_at__isnull=False, rhythm=Rhythm.NOW)}
    reasons = [place for place in piece.places if place in followed]
    if not reasons:
        return None
    letter.tells = known.tells([(piece.name, piece.corrected)])
    context = {"because": [_title(followed[place], at) for place in reasons], **_of_piece(piece)}
    with translation.override(piece.language):
        return _written(letter, follower, piece.headline, "piece", context, ends=reasons, list_of=str(reasons[0]))


def _correction(letter: Letter, follower: Follower, at: datetime) -> Message | None:
    """What was wrong and what is right; to nobody who has ended meanwhile what the error came with."""
    corrected = source().correction(letter.version, at)
    if corrected is None:
        return None
    followed = follower.followings.filter(confirmed_at__isnull=False).order_by("pk")
    places = set(corrected.piece.places) | _of_issues(letter, follower, at)
    reasons = [one for one in followed if one.place in places]
    if not reasons:
        return None
    context = {
        "because": [_title(one, at) for one in reasons],
        "wrong": corrected.wrong.strip(),
        "right": corrected.right.strip(),
        **_of_piece(corrected.piece),
    }
    ends = [one.place for one in reasons]
    with translation.override(corrected.piece.language):
        subject = _("Correction: %(headline)s") % {"headline": corrected.piece.headline}
        return _written(letter, follower, subject, "correction", context, ends=ends, list_of=str(ends[0]))


def _of_issues(letter: Letter, follower: Follower, at: datetime) -> set[Place]:
    """What the issues were for in which a follower has read the piece of a correction."""
    got = Letter.objects.handed_over().filter(follower=follower, kind=ISSUE)
    issues = got.filter(tells__contains=known.telling(letter.about.partition(".")[2]))
    audiences = (writer().audience(one.about.partition(".")[2], at) for one in issues)
    return {place for audience in audiences if audience for place in (audience.own, *audience.also)}


def _rest(letter: Letter, follower: Follower, at: datetime) -> Message | None:
    """What was above the limit of a day, unless a daily or weekly letter was quicker."""
    return _told_of(letter, follower, [], [], known.left(follower, at=at), at)


def _round(letter: Letter, follower: Follower, at: datetime) -> Message | None:
    followings = follower.followings.filter(confirmed_at__isnull=False, rhythm=letter.kind)
    if letter.kind == Rhythm.NOW:
        return _told_of(letter, follower, *_new(letter, follower, followings.filter(kind__in=bundled()), at), [], at)
    return _told_of(letter, follower, *_new(letter, follower, followings, at), known.left(follower, at=at), at)


def _told_of(
    letter: Letter, follower: Follower, new: list[Piece], talks: list[Talk], left: list[Piece], at: datetime
) -> Message | None:
    """A letter about several things: what is new, and what was above the limit of a day, whatever its rhythm."""
    pieces = {piece.name: piece for piece in [*new, *left]}
    if not pieces and not talks:
        return None
    shown = sorted(pieces.values(), key=lambda piece: piece.published_at, reverse=True)[:MOST_PIECES]
    letter.tells = known.tells((piece.name, piece.corrected) for piece in shown)
    paper = _paper(follower, at)
    because = _because(letter, follower, shown, talks, left)
    context = {
        "groups": _grouped(shown),
        "more": len(pieces) - len(shown),
        "talks": [_heard(talk) for talk in talks],
        "rest": letter.kind == REST,
        "because": [_title(one, at) for one in because],
        **paper,
    }
    with translation.override(paper["language"]):
        said = in_one_line(shown[0].headline if shown else _("New comments: %(title)s") % {"title": talks[0].title})
        subject = f"{paper['paper']}: {said}"
        ends = _ended_by(letter, because)
        return _written(letter, follower, subject, "round", context, ends=ends, list_of=letter.kind)


def _because(
    letter: Letter, follower: Follower, shown: list[Piece], talks: list[Talk], left: list[Piece]
) -> list[Following]:
    """For what somebody gets a letter about several things.

    Only what it tells of: who follows hundreds of things is told of a few each day.
    """
    told = {place for piece in shown for place in piece.places}.union(*(talk.places for talk in talks))
    at_once = {place for piece in left for place in piece.places}.intersection(told)
    followed = follower.followings.filter(confirmed_at__isnull=False, rhythm__in=[letter.kind, Rhythm.NOW])
    if letter.kind == Rhythm.NOW:
        followed = followed.filter(kind__in=bundled())
    wanted = {str(Rhythm.NOW): at_once, letter.kind: told}
    return [one for one in followed.order_by("pk") if one.place in wanted[one.rhythm]]


def _new(
    letter: Letter, follower: Follower, followings: Iterable[Following], at: datetime
) -> tuple[list[Piece], list[Talk]]:
    """What has come up since the last letter, and not before somebody began to follow it."""
    if letter.since is None or letter.until is None:
        return [], []
    asked = {one.place: max(letter.since, one.confirmed_at) for one in followings if one.confirmed_at}
    if not asked:
        return [], []
    spoken = {place: since for place, since in asked.items() if place.kind in bundled()}
    talks = forum().new(spoken, until=letter.until, at=at, but=_accounts(follower)) if spoken else []
    had = known.had(follower)
    return [piece for piece in source().new(asked, until=letter.until, at=at) if piece.name not in had], talks


def _accounts(follower: Follower) -> list[int]:
    """The accounts of whoever follows: what they have written themselves is no news to them."""
    theirs = User.objects.alias(small=Lower("email")).filter(small=follower.address.lower())
    own = [follower.account_id] if follower.account_id else []
    return [*own, *theirs.values_list("pk", flat=True)]


def _ended_by(letter: Letter, because: list[Following]) -> list[Place]:
    """What the click at the foot ends: of a daily letter all that comes daily, of others what they tell of.

    Where that is more than a header holds, all that comes in bundles, or the first of them.
    """
    at_once = [one.place for one in because if one.rhythm == Rhythm.NOW]
    if letter.kind == Rhythm.NOW:
        return at_once if len(at_once) <= MOST_ENDED else [Place(EVERY, Rhythm.NOW)]
    ends = [] if letter.kind == REST else [Place(EVERY, letter.kind)]
    return [*ends, *at_once[:MOST_ENDED]]


def _heard(talk: Talk) -> dict[str, Any]:
    remarks = [
        {
            "who": " ".join(one.who.split()),
            "words": Truncator(" ".join(one.words.split())).chars(LONGEST_REMARK),
            "address": _whole(one.path),
            "at": one.at,
        }
        for one in talk.remarks
    ]
    title = " ".join(talk.title.split())
    return {"title": title, "address": _whole(talk.path), "number": talk.number, "remarks": remarks}


def _issue(letter: Letter, follower: Follower, at: datetime) -> Message | None:
    mailing = writer().mailing(letter.about.partition(".")[2], at)
    if mailing is None:
        return None
    followed = follower.followings.filter(confirmed_at__isnull=False).order_by("pk")
    reasons = [one for one in followed if mailing.audience.has(one)]
    if not reasons:
        return None
    letter.tells = known.tells(mailing.pieces)
    context = {"because": [_title(one, at) for one in reasons], **_of_mailing(mailing)}
    ends, list_of = [one.place for one in reasons], str(mailing.audience.own)
    with translation.override(mailing.language):
        return _written(letter, follower, mailing.subject, "mailing", context, ends=ends, list_of=list_of)


def _of_mailing(mailing: Mailing) -> dict[str, Any]:
    names = ("text", "html", "paper", "language", "direction")
    return {name: getattr(mailing, name) for name in names}


def _written(
    letter: Letter,
    follower: Follower,
    subject: str,
    kind: str,
    context: dict[str, Any],
    *,
    ends: Iterable[Place] = (),
    list_of: str = "",
) -> Message:
    end = links.to_end(follower.public_id, ends) if list_of else ""
    told = {"subject": subject, "end": end, "base_url": settings.BASE_URL}
    if list_of:
        told["manage"] = links.to_manage(follower.public_id)
    with timezone.override(follower.zone):
        text = render_to_string(f"subscriptions/letters/{kind}.txt", told | context)
        html = render_to_string(f"subscriptions/letters/{kind}.html", told | context)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    sealed = links.of_letter(letter.public_id)
    headers = {"Message-ID": f"<{sealed}@{host}>", "Auto-Submitted": "auto-generated"}
    if list_of:
        headers["List-Id"] = f"<{list_of}.{host}>"
        headers["List-Unsubscribe"] = f"<{end}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    back = _comes_back_to(sealed)
    if back:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    message = Message(in_one_line(subject), text.strip() + "\n", back, [follower.address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _comes_back_to(sealed: str) -> str | None:
    """The sender on the envelope: an address of this letter's own, if the newsroom takes in what comes back."""
    local, _at, domain = settings.BOUNCES_TO.rpartition("@")
    return f"{local}+{sealed}@{domain}" if local else None


def _of_piece(piece: Piece) -> dict[str, Any]:
    return {"piece": _shown(piece), "paper": piece.paper, "language": piece.language, "direction": piece.direction}


def _shown(piece: Piece) -> dict[str, Any]:
    return {
        "headline": " ".join(piece.headline.split()),
        "summary": in_short(piece.summary),
        "byline": " ".join(piece.byline.split()),
        "address": _whole(piece.path),
        "at": piece.published_at,
        "group": piece.group,
    }


def _whole(path: str) -> str:
    return iri_to_uri(settings.BASE_URL + path)


def _grouped(pieces: list[Piece]) -> list[dict[str, Any]]:
    """What belongs to one story stands together, the story with the newest piece first."""
    order = {path: number for number, path in reversed(list(enumerate(piece.group_path for piece in pieces)))}
    together = sorted(pieces, key=lambda piece: order[piece.group_path])  # it keeps the order within each
    groups = []
    for path, of_it in groupby(together, key=lambda piece: piece.group_path):
        members = list(of_it)
        so_far = in_short(members[0].so_far)
        head = {"title": members[0].group, "address": _whole(path), "so_far": so_far}
        groups.append({**head, "pieces": [_shown(piece) for piece in members]})
    return groups


def _paper(follower: Follower, at: datetime) -> dict[str, Any]:
    """The paper that speaks; if it is there no more, whoever publishes."""
    found: Subject | None = subject(Place("edition", follower.edition), at)
    if found:
        return {"paper": found.paper, "language": found.language, "direction": found.direction}
    name = settings.PUBLISHER or urlsplit(settings.BASE_URL).hostname
    language = follower.language if follower.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return {"paper": name, "language": language, "direction": "ltr"}


def _title(following: Following, at: datetime) -> str:
    found = subject(following.place, at)
    return " ".join((found.title if found else following.title).split())
