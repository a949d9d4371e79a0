"""Writing: a comment, a change of it, its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from depesche.accounts.models import User
from depesche.comments import keys, text
from depesche.comments.actions import allowances
from depesche.comments.actions.refusals import (
    BadPicture,
    Closed,
    NoDescription,
    NoName,
    NoPictures,
    NoText,
    NothingToAnswer,
    NotYours,
    QuoteNotFound,
    RulesNotAccepted,
    Stopped,
    TooLate,
    TooLong,
)
from depesche.comments.actions.states import set_state
from depesche.comments.hosts import Host
from depesche.comments.models import (
    Acceptance,
    Comment,
    Discussion,
    Expert,
    Fingerprint,
    Kept,
    Mode,
    Rules,
    Sanction,
    kept,
)
from depesche.comments.moderation import examine
from depesche.delivery import actions as delivery
from depesche.media import actions as media
from depesche.media import darkroom
from depesche.media.models import Enclosure

LONGEST_DESCRIPTION = 500  # characters


def post(
    *,
    host: Host,
    by: User,
    words: str,
    token: str,
    at: datetime,
    to: str = "",
    quote: str = "",
    picture: File[bytes] | None = None,
    shows: str = "",
    network: str = "",
) -> Comment:
    """Write a comment beneath a page, or with ``to`` (its public id) in answer to another.

    Whoever sends the same ``token`` again, because the answer was lost, gets
    the comment that is there.  ``quote`` is a paragraph of the page as it
    stands; ``picture`` goes with the text where pictures do, and ``shows``
    says what is to be seen; ``network`` is where the writer is, and is not
    kept.  Raises what ``refusals`` names.
    """
    name = _token(by, token)
    if sent := _sent(name):
        return sent
    keeping = _may_write(host, by, at)
    said = _said(words)
    if quote and quote not in host.paragraphs:
        raise QuoteNotFound
    # Before the lock of the database is taken.
    html, badge = text.html_of(said), _badge(host, by, at)
    enclosure = _developed(picture, shows, keeping, by, network, at) if picture else None
    try:
        with transaction.atomic():
            allowances.spend("comment", account=by.pk, network=network, at=at)
            discussion = _discussion(host, at)
            parent = _answered(discussion, to) if to else None
            comment = Comment.objects.create(
                discussion=discussion,
                parent=parent,
                root_id=(parent.root_id or parent.pk) if parent else None,
                depth=parent.depth + 1 if parent else 0,
                writer=by,
                signed=by.public_name(),
                text=said,
                html=html,
                quote=quote,
                quoted_version=host.version if quote else "",
                posted_at=at,
                token=name,
                picture=media.enclose(enclosure=enclosure) if enclosure else None,
                **badge,
            )
            _judge(comment, keeping, at)
    except IntegrityError:
        if sent := _sent(name):  # the same form was sent twice at once
            return sent
        raise
    return comment


def edit(*, comment: Comment, host: Host, by: User, words: str, at: datetime) -> None:
    """Say it in other words, within five minutes; it is looked at again."""
    keeping = kept(host, at)
    if comment.writer_id != by.pk:
        raise NotYours
    if Sanction.objects.forbidding(by, at).exists():
        raise Stopped
    said = _said(words)
    html = text.html_of(said)
    with transaction.atomic():
        # A moderator may have decided since the form was opened.
        now = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if not (now.may_be_changed(at) and keeping.open):
            raise TooLate
        Comment.objects.filter(pk=comment.pk).update(text=said, html=html, edited_at=at)
        comment.refresh_from_db()
        _judge(comment, keeping, at)
        if comment.public:
            _renew(comment)


@transaction.atomic
def delete(*, comment: Comment, by: User, at: datetime) -> None:
    """Take back what one has written: the words and the name go, an empty place stays while answers hang on it."""
    if comment.writer_id != by.pk:
        raise NotYours
    set_state(comment=comment, state=Comment.State.DELETED, at=at)
    nothing = {"text": "", "html": "", "quote": "", "quoted_version": "", "signed": "", "badge": "", "known_for": ""}
    Comment.objects.filter(pk=comment.pk).update(**nothing, pinned_at=None, featured_at=None)
    comment.refresh_from_db()
    comment.findings.all().delete()
    Fingerprint.objects.filter(comment=comment).delete()


def _may_write(host: Host, by: User, at: datetime) -> Kept:
    keeping = kept(host, at)
    if not (keeping.open and by.is_active):
        raise Closed
    if Sanction.objects.forbidding(by, at).exists():
        raise Stopped
    if not by.public_name():
        raise NoName
    if rules_to_accept(by, host.edition):
        raise RulesNotAccepted
    return keeping


def rules_to_accept(by: User, edition: str) -> Rules | None:
    """The house rules that somebody has to agree to before writing; None if they have, or there are none."""
    rules: Rules | None = Rules.objects.in_force(edition).first()
    return rules if rules and not Acceptance.objects.filter(reader=by, rules=rules).exists() else None


def _said(words: str) -> str:
    said = text.tidy(words)
    if not said:
        raise NoText
    if len(said) > text.LONGEST:
        raise TooLong
    return said


def _developed(picture: File[bytes], shows: str, keeping: Kept, by: User, network: str, at: datetime) -> Enclosure:
    """The picture as it will be shown; the try is counted whatever comes of it, since it costs the darkroom."""
    if not keeping.pictures:
        raise NoPictures
    alt = text.tidy_name(shows)[:LONGEST_DESCRIPTION]
    if not alt:
        raise NoDescription
    allowances.spend("picture", account=by.pk, network=network, at=at)
    try:
        return media.develop_enclosure(file=picture, alt=alt, at=at)
    except darkroom.Refused as refused:
        raise BadPicture(refused) from refused


def _token(by: User, token: str) -> str:
    """Nobody can take a word away from somebody else, or from an import."""
    return f"form:{by.pk}:{token[:100]}"


def _sent(name: str) -> Comment | None:
    return Comment.objects.select_related("discussion").filter(token=name).first()


def _discussion(host: Host, at: datetime) -> Discussion:
    about = {"edition": host.edition, "language": host.language, "title": host.title[:255], "path": host.path}
    found, new = Discussion.objects.get_or_create(kind=host.kind, name=host.name, defaults={**about, "begun_at": at})
    if not new and any(getattr(found, name) != value for name, value in about.items()):
        Discussion.objects.filter(pk=found.pk).update(**about)
    return found


def _answered(discussion: Discussion, to: str) -> Comment:
    found = discussion.comments.filter(public_id=to, state=Comment.State.PUBLIC).first()
    if found is None:
        raise NothingToAnswer
    return found


def _badge(host: Host, by: User, at: datetime) -> dict[str, Any]:
    if by.pk in host.authors:
        return {"badge": Comment.Badge.AUTHOR}
    if by.is_staff or by.is_superuser or by.groups.exists():
        return {"badge": Comment.Badge.STAFF}
    known = Expert.objects.known(by.pk, host, at).first()
    return {"badge": Comment.Badge.EXPERT, "known_for": known.known_for} if known else {}


def _judge(comment: Comment, keeping: Kept, at: datetime) -> None:
    """Let readers see it, or a moderator first; those whom the newsroom has invited need not wait for one."""
    checked = keeping.mode == Mode.CHECKED and not comment.badge
    verdict = examine(comment, discussion=comment.discussion, checked=checked, at=at)
    set_state(comment=comment, state=verdict.state, at=at)


def _renew(comment: Comment) -> None:
    of = comment.discussion
    delivery.purge(keys.discussion(of.kind, of.name), calm=True)
