"""The screen from which an issue is sent: how many get it, what is wrong with it, a letter on trial, now or when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput

from depesche import events
from depesche.accounts.models import User
from depesche.newsletters import actions, composing
from depesche.newsletters.events import TrialWanted
from depesche.newsletters.following import audience_of
from depesche.newsletters.models import Issue
from depesche.subscriptions import figures
from depesche.subscriptions.mailings import ISSUE

MAY = "newsletters.change_issue"


class TimeForm(forms.Form):
    """When an issue is to be sent."""

    send_at = forms.DateTimeField(label=gettext_lazy("Send at"), required=False, widget=AdminDateTimeInput)


class SendView(WagtailAdminTemplateMixin, FormView[TimeForm]):
    """What becomes of an issue; what was sent cannot be sent again."""

    template_name = "newsletters/desk/send.html"
    page_title = gettext_lazy("Send an issue")
    header_icon = "mail"
    form_class = TimeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For those who may change issues."""
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        found = Issue.objects.select_related("newsletter__edition__locale")
        self.editor = User.objects.get(pk=request.user.pk)
        self.issue = get_object_or_404(found, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which issue it is."""
        return str(self.issue)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        back = {"url": reverse(Issue.snippet_viewset.get_url_name("list")), "label": _("Issues")}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.page_title, "sublabel": str(self.issue)}]

    def get_initial(self) -> dict[str, Any]:
        """The time that is set already."""
        return {"send_at": self.issue.send_at}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many would get the issue as it is, and what would be left out of it."""
        issue = self.issue
        faults = issue.faults if issue.sent_at else composing.compose(issue, at=timezone.now()).faults
        context = {
            "issue": issue,
            "number": audience_of(issue).number(),
            "letters": figures.of(ISSUE, str(issue.pk)),
            "faults": [composing.in_words(fault) for fault in faults],
            "edit": reverse(Issue.snippet_viewset.get_url_name("edit"), args=[issue.pk]),
            "own": self.editor.email,
        }
        return {**super().get_context_data(**kwargs), **context}

    def form_valid(self, form: TimeForm) -> HttpResponse:
        """Do what the button says."""
        try:
            self._do(self.request.POST.get("act", ""), form.cleaned_data["send_at"])
        except actions.NotToBeSent:
            messages.error(self.request, _("This issue was sent already, or its newsletter is switched off."))
        return redirect("desk_send_issue", pk=self.issue.pk)

    def _do(self, act: str, send_at: Any) -> None:
        match act:
            case "trial":
                events.emit(TrialWanted(issue_id=self.issue.pk, user_id=self.editor.pk))
                text = _("A letter to %(address)s is on its way.") % {"address": self.editor.email}
                messages.success(self.request, text)
            case "send":
                actions.send(issue=self.issue, at=timezone.now())
                messages.success(self.request, _("The issue is on the web, and its letters are on their way."))
            case "schedule" if send_at and send_at > timezone.now():
                actions.schedule(issue=self.issue, send_at=send_at)
                messages.success(self.request, _("The issue will be sent at this time."))
            case "schedule":
                messages.error(self.request, _("Please name a time that is still to come."))
            case "give_up":
                actions.give_up_schedule(issue=self.issue)
                messages.success(self.request, _("The issue stays with the desk."))


urlpatterns = [path("newsletters/issues/<int:pk>/send/", SendView.as_view(), name="desk_send_issue")]
