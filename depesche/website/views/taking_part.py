"""Taking part in a discussion, as pages of their own that need no script."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from depesche.accounts.models import User
from depesche.audience import readers
from depesche.comments import actions, hosts, text
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Decision, Discussion, Rules, Sanction, Vote, kept
from depesche.media import actions as media
from depesche.website.discussion import path_of
from depesche.website.views.personal import SeeOther, in_frame, personal, reader
from depesche.website.views.refusals import said_of

_LONGEST_TOKEN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def write(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The form for a comment, and what it sends; the same form sent twice is one comment."""
    at = timezone.now()
    host = host_shown(kind, name, at)
    if request.method != "POST":
        return _form(request, host, at, {"token": secrets.token_urlsafe(18), "to": request.GET.get("to", "")})
    by = reader(request)
    if by is None:
        return _form(request, host, at, request.POST, status=403)
    try:
        comment = _posted(request, host, by, at)
    except actions.Refused as refused:
        return _form(request, host, at, request.POST, refused=refused, status=422)
    return SeeOther(f"/-/comment/{comment.public_id}/")


@require_http_methods(["GET", "HEAD"])
@personal
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """One comment and what one may do with it; its writer sees it whatever became of it."""
    return _about(request, *_found(request, public_id))


@require_http_methods(["GET", "HEAD"])
@personal
def picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """The picture with one's own comment, whatever became of that."""
    one, _host, _by, _at = _own(request, public_id)
    if one.picture is None:
        raise Http404
    safe = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(media.content_of(one.picture), content_type="image/webp", headers=safe)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other words for what one has just written."""
    one, host, by, at = _own(request, public_id)
    if request.method != "POST":
        return _about(request, one, host, by, at, editing=True, words=one.text)
    try:
        actions.edit(comment=one, host=host, by=by, words=request.POST.get("words", ""), at=at)
    except actions.Refused as refused:
        words = request.POST.get("words", "")
        return _about(request, one, host, by, at, refused=refused, editing=True, words=words, status=422)
    return SeeOther(f"/-/comment/{public_id}/")


@require_POST
@personal
def act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Do one of the things that a comment's page offers."""
    one, host, by, at = _found(request, public_id)
    if by is None:
        return _about(request, one, host, by, at, status=403)
    if act not in _ACTS:
        raise Http404
    try:
        _ACTS[act](comment=one, host=host, by=by, at=at, network=readers.network(request))
    except actions.Refused as refused:
        return _about(request, one, host, by, at, refused=refused, status=422)
    return SeeOther(f"/-/comment/{public_id}/")


_ACTS: dict[str, Callable[..., None]] = {
    "helpful": lambda *, comment, host, by, at, network: actions.vote(
        comment=comment, host=host, by=by, at=at, network=network
    ),
    "not-helpful": lambda *, comment, by, **_: actions.unvote(comment=comment, by=by),
    "delete": lambda *, comment, by, at, **_: actions.delete(comment=comment, by=by, at=at),
    "pin": lambda *, comment, by, at, **_: actions.pin(comment=comment, by=by, at=at),
    "unpin": lambda *, comment, by, at, **_: actions.pin(comment=comment, by=by, at=at, pinned=False),
    "pick": lambda *, comment, by, at, **_: actions.feature(comment=comment, by=by, at=at),
    "unpick": lambda *, comment, by, at, **_: actions.feature(comment=comment, by=by, at=at, featured=False),
}


def _posted(request: HttpRequest, host: Host, by: User, at: datetime) -> Comment:
    """Do what the form says: the consent to the rules, the comment."""
    said = request.POST
    rules = actions.rules_to_accept(by, host.edition) if "agree" in said else None
    if rules and said["agree"] == str(rules.version):
        actions.accept_rules(rules=rules, by=by, at=at)
    return actions.post(
        host=host,
        by=by,
        words=said.get("words", ""),
        token=said.get("token", "")[:_LONGEST_TOKEN] or secrets.token_urlsafe(18),
        at=at,
        to=said.get("to", ""),
        quote=_quoted(host, said.get("quote", "")),
        picture=request.FILES.get("picture"),
        shows=said.get("shows", ""),
        network=readers.network(request),
    )


def _form(
    request: HttpRequest,
    host: Host,
    at: datetime,
    said: Mapping[str, Any],
    *,
    refused: actions.Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    by = reader(request)
    to = said.get("to", "")
    answered = Comment.objects.filter(
        public_id=to, discussion__kind=host.kind, discussion__name=host.name, state=Comment.State.PUBLIC
    ).first()
    context = {
        "host": host,
        "kept": kept(host, at),
        "said": {name: said.get(name, "") for name in ("words", "token", "quote", "to", "shows")},
        "lost": bool(request.FILES),
        "answered": answered,
        "paragraphs": [(digest(paragraph), paragraph) for paragraph in host.paragraphs],
        "rules": actions.rules_to_accept(by, host.edition) if by else Rules.objects.in_force(host.edition).first(),
        "sanction": _sanction(by, at),
        "refused": lambda: refused and said_of(refused),
        "longest": text.LONGEST,
        "longest_description": actions.LONGEST_DESCRIPTION,
    }
    return in_frame(request, host.edition, "write", context, status)


def _about(
    request: HttpRequest,
    one: Comment,
    host: Host,
    by: User | None,
    at: datetime,
    *,
    refused: actions.Refused | None = None,
    editing: bool = False,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    own = by is not None and one.writer_id == by.pk
    keeping, shown = kept(host, at), bool(host.path)
    context = {
        "host": host,
        "comment": one,
        "own": own,
        "editing": editing and shown,
        "words": words,
        "decision": Decision.objects.last_of(one.pk) if own and one.state == Comment.State.REFUSED else None,
        "sanction": _sanction(by, at) if isinstance(refused, actions.Stopped) else None,
        "permalink": path_of(one, one.discussion) if shown and one.stands else "",
        "may_edit": own and shown and keeping.open and one.may_be_changed(at),
        "may_answer": shown and keeping.open and one.public,
        "may_vote": not own and keeping.open and one.public,
        "voted": by is not None and Vote.objects.filter(comment=one, reader=by).exists(),
        "may_pick": by is not None and shown and one.public and by.has_perm("comments.feature_comment"),
        "refused": lambda: refused and said_of(refused),
        "longest": text.LONGEST,
    }
    return in_frame(request, host.edition, "comment", context, status)


def _sanction(by: User | None, at: datetime) -> Sanction | None:
    """What keeps somebody from writing."""
    return Sanction.objects.forbidding(by, at).first() if by else None


def host_shown(kind: str, name: str, at: datetime) -> Host:
    """The page with its discussion; what readers may not see answers like what never was."""
    host = hosts.host(kind, name, at)
    if host is None or not kept(host, at).shown:
        raise Http404
    return host


def _found(request: HttpRequest, public_id: str) -> tuple[Comment, Host, User | None, datetime]:
    """A comment that the one who asks may see."""
    at, by = timezone.now(), reader(request)
    one = Comment.objects.select_related("discussion", "picture").filter(public_id=public_id).first()
    own = one is not None and by is not None and one.writer_id == by.pk
    if one is None or not (one.public or own):
        raise Http404
    try:
        return one, host_shown(one.discussion.kind, one.discussion.name, at), by, at
    except Http404:
        if not own:
            raise
        return one, _as_it_was(one.discussion), by, at


def _as_it_was(discussion: Discussion) -> Host:
    """A page that readers do not see, or whose discussion is off: who has written there can still delete that."""
    return Host(
        kind=discussion.kind,
        name=discussion.name,
        path="",  # it leads nowhere
        title=discussion.title,
        edition=discussion.edition,
        language=discussion.language,
        published_at=discussion.begun_at,
    )


def _own(request: HttpRequest, public_id: str) -> tuple[Comment, Host, User, datetime]:
    one, host, by, at = _found(request, public_id)
    if by is None or one.writer_id != by.pk:
        raise Http404
    return one, host, by, at


def digest(paragraph: str) -> str:
    """How a form names a paragraph; when the paragraph changes, the name fits none."""
    return blake2b(paragraph.encode(), digest_size=8).hexdigest()


def _quoted(host: Host, name: str) -> str:
    if not name:
        return ""
    # A name that fits no paragraph any more stands for a quote that the action refuses.
    return next((paragraph for paragraph in host.paragraphs if digest(paragraph) == name), name)
