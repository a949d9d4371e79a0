"""Verified experts at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.desk.frame import Screen, user_of
from depesche.comments.models import Discussion, Expert
from depesche.newsroom.models import Edition


class ExpertForm(forms.Form):
    """Somebody who knows about something."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    known_for = forms.CharField(
        label=gettext_lazy("Known for"),
        max_length=100,
        help_text=gettext_lazy("What readers see beside the name: “hydrologist, Harbour Institute”."),
    )
    edition = forms.ModelChoiceField(Edition.objects.order_by("path"), label=gettext_lazy("Edition"))
    address = forms.CharField(
        label=gettext_lazy("Address of an article"),
        required=False,
        help_text=gettext_lazy("If it is for the discussion of one article only, which somebody must have begun."),
    )

    def clean_email(self) -> User:
        """The account."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if user is None:
            raise ValidationError(_("Nobody has an account with this address."))
        return user

    def clean_address(self) -> Discussion | None:
        """The discussion of the article, if one was named."""
        address = self.cleaned_data["address"].strip().rstrip("/")
        found = Discussion.objects.filter(kind="article", name=address.rpartition("-")[2]).first()
        if address and found is None:
            raise ValidationError(_("There is no discussion at this address yet."))
        return found


class ExpertsView(Screen, FormView[ExpertForm]):
    """Who is known as an expert, and where."""

    template_name = "comments/desk/experts.html"
    page_title = gettext_lazy("Verified experts")
    form_class = ExpertForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those who are experts now."""
        experts = Expert.objects.filter(until=None).select_related("user", "discussion")
        return {**super().get_context_data(**kwargs), "experts": experts.order_by("edition", "known_for")}

    def form_valid(self, form: ExpertForm) -> HttpResponse:
        """Let somebody be known."""
        said = form.cleaned_data
        actions.make_expert(
            user=said["email"],
            edition=said["edition"].code,
            known_for=said["known_for"],
            discussion=said["address"],
            by=user_of(self.request),
            at=timezone.now(),
        )
        return redirect("desk_experts")


@require_POST
def end_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody be no expert any more."""
    actions.end_expert(expert=get_object_or_404(Expert, pk=pk), by=user_of(request), at=timezone.now())
    return redirect("desk_experts")
