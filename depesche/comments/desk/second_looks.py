"""Appeals: what somebody else decided, looked at again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.desk.screens import Screen
from depesche.comments.models import Appeal

MOST = 50


class AppealsView(Screen):
    """The appeals that wait, the oldest first, and the last that were decided."""

    template_name = "comments/desk/appeals.html"
    page_title = gettext_lazy("Appeals")
    tab = "appeals"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that the person who looks has caused are shown, but not to be decided."""
        rows = Appeal.objects.select_related(
            "decision__comment__discussion",
            "decision__rule",
            "sanction__rule",
            "sanction__reader",
            "against",
            "decided_by",
        )
        return {
            **super().get_context_data(**kwargs),
            "waiting": rows.filter(outcome="").order_by("at")[:MOST],
            "decided": rows.exclude(outcome="").order_by("-decided_at")[:MOST],
        }


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the decision stand, or put it right."""
    appeal = get_object_or_404(Appeal, pk=pk)
    outcome = request.POST.get("outcome", "")
    assert isinstance(request.user, User)
    if outcome not in Appeal.Outcome.values:
        return redirect("moderation_appeals")
    note = request.POST.get("note", "").strip()[:2000]
    try:
        actions.decide_appeal(appeal=appeal, outcome=outcome, by=request.user, at=timezone.now(), note=note)
        messages.success(request, _("Done. The person is told."))
    except actions.OwnDecision:
        messages.error(request, _("You have decided this yourself. Somebody else has to look at the appeal."))
    except actions.AlreadyAnswered as answered:
        said = _("%(name)s has decided about this appeal already: %(outcome)s")
        found = answered.appeal
        messages.error(request, said % {"name": found.decided_by, "outcome": found.get_outcome_display()})
    return redirect("moderation_appeals")
