"""What readers say about comments and decisions: reports and appeals, and the reasons that they are given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Decision, Rule, Rules, Sanction
from depesche.delivery.collecting import unkept
from depesche.website.views.frame import Frame

View = Callable[..., HttpResponse]
MOST = 100


def _for_one(view: View) -> View:
    """Let a view answer somebody who has signed in; the answer is kept nowhere."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        unkept()
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        response = view(request, request.user, **parts)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


@_for_one
def report(request: HttpRequest, reader: User, public_id: str) -> HttpResponse:
    """Say which rule a comment breaks, or that it is against the law."""
    comments = Comment.objects.select_related("discussion").filter(state=Comment.State.PUBLIC)
    comment = get_object_or_404(comments, public_id=public_id)
    edition = comment.discussion.edition
    rules = list(Rule.objects.filter(rules__in=Rules.objects.in_force(edition).values("pk")[:1]))
    context: dict[str, Any] = {"comment": comment, "rules": rules, "text": request.POST.get("text", "")}
    if request.method == "POST":
        context |= _reported(request, reader, comment, rules)
    refused = context.get("wrong")
    return _page(request, edition, "report", context, status=422 if refused else 200)


@_for_one
def own(request: HttpRequest, reader: User) -> HttpResponse:
    """What was decided about somebody's comments, and what holds for the person."""
    decisions = list(Decision.objects.told_to(reader)[:MOST])
    sanctions = list(Sanction.objects.filter(reader=reader).select_related("rule").order_by("-at")[:MOST])
    edition = _edition_of(reader, decisions, sanctions)
    return _page(request, edition, "own_decisions", {"decisions": decisions, "sanctions": sanctions})


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
    at, text, wrong = timezone.now(), request.POST.get("text", "").strip(), False
    if request.method == "POST":
        wrong = not text
        if text:
            _appeal(about, reader, text)
            return redirect(request.path)
    context |= {
        "about": about,
        "appeal": getattr(about, "appeal", None),
        "may_appeal": actions.may_appeal(about, reader, at),
        "wrong": wrong,
        "now": at,
    }
    return _page(request, edition, "own_decision", context, status=422 if wrong else 200)


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
    try:
        text = request.POST.get("text", "").strip()
        actions.report(comment=comment, reader=reader, at=timezone.now(), rule=rule, text=text)
    except actions.NotReportable:
        return {"wrong": lambda: _("You cannot report this comment."), "chosen": chosen}
    except actions.TooManyReports:
        too_many = lambda: _("You have reported as much as one can in a day. Please come back tomorrow.")  # noqa: E731 - said in the edition's language
        return {"wrong": too_many, "chosen": chosen}
    return {"done": True}


def _page(
    request: HttpRequest, edition: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the frame of an edition, in its language and on its clock."""
    frame = Frame.open(edition, timezone.now())
    with translation.override(frame.edition.language), timezone.override(frame.edition.zone):
        said = {name: value() if callable(value) and name == "wrong" else value for name, value in context.items()}
        return frame.render(template, {**said, "csrf_token": get_token(request)}, status=status)


def _edition_of(reader: User, decisions: list[Decision], sanctions: list[Sanction]) -> str:
    """The edition whose frame fits: that of the last decision, else of the last comment; raises Http404."""
    if decisions:
        return decisions[0].comment.discussion.edition
    if sanctions:
        return sanctions[0].edition
    last = Comment.objects.filter(writer=reader).order_by("-posted_at").values_list("discussion__edition", flat=True)
    if found := last.first():
        return str(found)
    raise Http404
