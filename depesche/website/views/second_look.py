"""What readers find of their own: comments, decisions with their reasons, appeals; and their reports of others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from depesche.accounts.models import User
from depesche.audience import readers
from depesche.comments import actions
from depesche.comments.models import Comment, Decision, Rule, Rules, Sanction
from depesche.website.views.frame import Frame
from depesche.website.views.personal import SeeOther, in_frame, personal, sign_in
from depesche.website.views.personal import reader as who_asks
from depesche.website.views.refusals import said_of
from depesche.website.views.taking_part import host_shown

View = Callable[..., HttpResponse]
MOST = 100


def _for_one(view: View) -> View:
    """Let a view answer somebody who has signed in."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @personal
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        by = who_asks(request)
        return view(request, by, **parts) if by else HttpResponseRedirect(sign_in(request))

    return answer


@_for_one
def report(request: HttpRequest, reader: User, public_id: str) -> HttpResponse:
    """Say which rule a comment breaks, or that it is against the law."""
    comments = Comment.objects.select_related("discussion").filter(state=Comment.State.PUBLIC)
    comment = get_object_or_404(comments, public_id=public_id)
    edition = host_shown(comment.discussion.kind, comment.discussion.name, timezone.now()).edition
    rules = list(Rule.objects.filter(rules__in=Rules.objects.in_force(edition).values("pk")[:1]))
    context: dict[str, Any] = {"comment": comment, "rules": rules, "text": request.POST.get("words", "")}
    if request.method == "POST":
        context |= _reported(request, reader, comment, rules)
    refused = context.get("wrong")
    return in_frame(request, edition, "report", context, 422 if refused else 200)


@_for_one
def comments(request: HttpRequest, reader: User) -> HttpResponse:
    """What somebody has written, with what became of it; each leads to where it is changed or deleted."""
    own = Comment.objects.filter(writer=reader).exclude(state=Comment.State.DELETED)
    written = list(own.select_related("discussion").newest()[: MOST + 1])
    edition = request.GET.get("edition") or (written[0].discussion.edition if written else "")
    context = {"written": written[:MOST], "more": len(written) > MOST}
    return in_frame(request, _open_edition(edition), "own_comments", context)


@_for_one
def own(request: HttpRequest, reader: User) -> HttpResponse:
    """What was decided about somebody's comments, and what holds for the person."""
    decisions = list(Decision.objects.told_to(reader)[:MOST])
    sanctions = list(Sanction.objects.filter(reader=reader).select_related("rule").order_by("-at")[:MOST])
    edition = _open_edition(_edition_of(reader, decisions, sanctions))
    return in_frame(request, edition, "own_decisions", {"decisions": decisions, "sanctions": sanctions})


@_for_one
def decision(request: HttpRequest, reader: User, public_id: str) -> HttpResponse:
    """Why a comment was refused, and the appeal against it."""
    mine = Decision.objects.told_to(reader)
    found = get_object_or_404(mine, public_id=public_id)
    return _told(request, reader, found, found.comment.discussion.edition, {"decision": found})


@_for_one
def sanction(request: HttpRequest, reader: User, public_id: str) -> HttpResponse:
    """Why somebody cannot take part as before, and the appeal against it."""
    mine = Sanction.objects.filter(reader=reader).select_related("rule__rules", "appeal")
    found = get_object_or_404(mine, public_id=public_id)
    return _told(request, reader, found, found.edition, {"sanction": found})


def _told(
    request: HttpRequest, reader: User, about: Decision | Sanction, edition: str, context: dict[str, Any]
) -> HttpResponse:
    at, text, wrong = timezone.now(), request.POST.get("words", "").strip(), False
    if request.method == "POST":
        wrong = not text
        if text:
            _appeal(about, reader, text)
            return SeeOther(request.path)
    context |= {
        "about": about,
        "appeal": getattr(about, "appeal", None),
        "may_appeal": actions.may_appeal(about, reader, at),
        "wrong": wrong,
        "now": at,
    }
    return in_frame(request, edition, "own_decision", context, 422 if wrong else 200)


def _appeal(about: Decision | Sanction, reader: User, text: str) -> None:
    try:
        actions.appeal(against=about, reader=reader, text=text, at=timezone.now())
    except actions.NotAppealable:  # sent twice, or too late: the page says how it stands
        return


def _reported(request: HttpRequest, reader: User, comment: Comment, rules: list[Rule]) -> dict[str, Any]:
    """Take a report, or say what is wrong with it."""
    chosen = request.POST.get("reason", "")
    rule = next((one for one in rules if str(one.pk) == chosen), None)
    if rule is None and chosen != "illegal":
        return {"wrong": lambda: _("Please choose what is wrong with the comment."), "chosen": chosen}
    text, network = request.POST.get("words", "").strip(), readers.network(request)
    try:
        actions.report(comment=comment, reader=reader, at=timezone.now(), rule=rule, text=text, network=network)
    except actions.Refused as error:
        refused = error
        return {"wrong": lambda: said_of(refused), "chosen": chosen}
    return {"done": True}


def _edition_of(reader: User, decisions: list[Decision], sanctions: list[Sanction]) -> str:
    """The edition whose frame fits: that of the last decision, else of the last comment."""
    if decisions:
        return decisions[0].comment.discussion.edition
    if sanctions:
        return sanctions[0].edition
    last = Comment.objects.filter(writer=reader).order_by("-posted_at").values_list("discussion__edition", flat=True)
    return last.first() or ""


def _open_edition(code: str) -> str:
    """This edition if readers see it, else the first that they see; raises Http404 where there is none."""
    open_ones = [edition.code for edition in Frame.editions_at(timezone.now())]
    if not open_ones:
        raise Http404
    return code if code in open_ones else open_ones[0]
