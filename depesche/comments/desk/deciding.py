"""The queues, and deciding in them: by forms, or by keys at one decision a second."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.desk import around, queues
from depesche.comments.desk.screens import Screen, wants_json
from depesche.comments.models import Comment, Decision, Rule
from depesche.media import actions as media
from depesche.newsroom.models import Edition

LONGEST_NOTE = 2000


class QueueView(Screen):
    """One queue, from where the last page ended."""

    template_name = "comments/desk/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Twenty comments with everything that is needed to decide about them."""
        asked = self.request.GET
        name = asked.get("queue", "pending")
        self.tab = name if name in queues.QUEUES else "pending"
        edition = asked.get("edition", "")[:50]
        found, more = queues.queue(self.tab, at=timezone.now(), edition=edition, after=asked.get("after", "")[:12])
        here = {"queue": self.tab, **({"edition": edition} if edition else {})}
        return {
            **super().get_context_data(**kwargs),
            "items": queues.items(found),
            "edition": edition,
            "editions": list(Edition.objects.filter(live=True).order_by("path").values_list("slug", "title")),
            "older": urlencode({**here, "after": found[-1].public_id}) if more else "",
            "now": timezone.now(),
            "here": f"{reverse('moderation')}?{urlencode(here)}",
            "title": queues.QUEUES[self.tab],
        }


class CommentView(Screen):
    """One comment among its neighbours, with the history of its writer."""

    template_name = "comments/desk/comment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The comment as it stands in its queue, and what is around it."""
        comment = _comment(self.kwargs["public_id"])
        [item] = queues.items([comment])
        return {
            **super().get_context_data(**kwargs),
            "item": item,
            "here": self.request.path,
            "now": timezone.now(),
            **_around(comment),
        }


def around_it(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is around a comment, for the screen's script."""
    return render(request, "comments/desk/around.html", _around(_comment(public_id)))


@require_safe
def picture_with_it(request: HttpRequest, public_id: str) -> HttpResponse:
    """The picture with a comment, whether readers see it or not."""
    picture = _comment(public_id).picture
    if picture is None:
        raise Http404
    safe = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(media.content_of(picture), content_type="image/webp", headers=safe)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approve, refuse by a rule, or take the last decision back."""
    comment = _comment(request.POST.get("comment", ""))
    try:
        decision = _decide(request, comment)
    except actions.Overtaken as overtaken:
        last = overtaken.last
        said = queues.sentence(last) if last else _("It has been changed meanwhile. Look at it again.")
        return _answer(request, comment, said, gone=True)
    except actions.Claimed as claimed:
        said = _("%(name)s is reading this comment at the moment.") % {"name": claimed.by}
        return _answer(request, comment, said, gone=False)
    except actions.CannotUndo:
        return _answer(request, comment, _("There is nothing to take back here."), gone=False)
    return _answer(request, comment, queues.sentence(decision), version=actions.version(_comment(comment.public_id)))


@require_POST
def claim(request: HttpRequest) -> JsonResponse:
    """Say which comments somebody reads now, and hear what became of those on the screen.

    ``comment`` names what is to be claimed, ``on`` each comment of the screen
    with the version that it has there.
    """
    shown = dict(one.partition("@")[::2] for one in request.POST.getlist("on")[:100])
    rows = {row.public_id: row for row in Comment.objects.filter(public_id__in=shown)}
    last = queues.last_of([row.pk for row in rows.values()])
    decided = {row.pk: last[row.pk].pk for row in rows.values() if row.pk in last}
    changed = {
        name: queues.sentence(last[row.pk]) if row.pk in last else _("It has been changed meanwhile.")
        for name, row in rows.items()
        if actions.version_of(row, decided.get(row.pk)) != shown[name]
    }
    wanted = [rows[name] for name in request.POST.getlist("comment")[:10] if name in rows and name not in changed]
    others = actions.claim(comments=wanted, by=_person(request), at=timezone.now())
    taken = {
        row.public_id: _("%(name)s is reading this.") % {"name": others[row.pk]} for row in wanted if row.pk in others
    }
    return JsonResponse({"gone": changed, "taken": taken})


def _decide(request: HttpRequest, comment: Comment) -> Decision:
    said: dict[str, Any] = {
        "comment": comment,
        "by": _person(request),
        "at": timezone.now(),
        "seen": request.POST.get("seen", ""),
    }
    if request.POST.get("verdict") == "undo":
        return actions.undo(**said)
    note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
    if request.POST.get("verdict") == Decision.Verdict.APPROVED:
        return actions.decide(**said, verdict=Decision.Verdict.APPROVED, note=note)
    chosen = request.POST.get("rule", "")
    rule = get_object_or_404(
        Rule, pk=chosen if chosen.isascii() and chosen.isdigit() else 0, rules__edition=comment.discussion.edition
    )
    return actions.decide(**said, verdict=Decision.Verdict.REFUSED, rule=rule, note=note)


def _answer(
    request: HttpRequest, comment: Comment, said: str, *, version: str = "", gone: bool | None = None
) -> HttpResponse:
    if wants_json(request):
        answer = {"said": said, "version": version, "gone": bool(gone)}
        return JsonResponse(answer, status=200 if version else 409)
    (messages.success if version else messages.error)(request, said)
    wanted = request.POST.get("next", "")
    return redirect(wanted if wanted.startswith(reverse("moderation")) else "moderation")


def _comment(public_id: str) -> Comment:
    rows = Comment.objects.select_related("discussion", "writer", "parent", "picture")
    found: Comment = get_object_or_404(rows, public_id=public_id)
    return found


def _person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def _around(comment: Comment) -> dict[str, Any]:
    writer = comment.writer
    return {
        "comment": comment,
        "thread": around.thread(comment),
        "person": around.person(writer, timezone.now(), without=comment) if writer else None,
    }
