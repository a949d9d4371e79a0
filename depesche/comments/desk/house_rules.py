"""The house rules at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from depesche.comments import actions
from depesche.comments.desk.frame import Screen, user_of
from depesche.comments.models import Rules
from depesche.newsroom.models import Edition

_MORE = 3  # empty rows beneath the rules that are in force


class RuleForm(forms.Form):
    """One house rule."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, required=False)
    text = forms.CharField(label=gettext_lazy("Text"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class IntroductionForm(forms.Form):
    """What stands before the rules."""

    introduction = forms.CharField(
        label=gettext_lazy("Introduction"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RulesView(Screen, TemplateView):
    """The house rules of an edition: what is published here is a new version, to which commenters agree anew."""

    template_name = "comments/desk/rules.html"

    def get_page_title(self) -> str:
        """Whose rules they are."""
        return f"{_('House rules')}: {get_object_or_404(Edition, slug=self.kwargs['code']).title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rules in force, ready to be changed."""
        now = Rules.objects.in_force(self.kwargs["code"]).first()
        said = [{"title": rule.title, "text": rule.text} for rule in now.each.all()] if now else []
        forms_ = {
            "form": IntroductionForm(initial={"introduction": now.introduction if now else ""}),
            "rules": _RuleForms(initial=said, prefix="rule"),
        }
        return {**super().get_context_data(**kwargs), "version": now, **forms_, **kwargs}

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Publish a new version."""
        form, rules = IntroductionForm(request.POST), _RuleForms(request.POST, prefix="rule")
        if form.is_valid() and rules.is_valid():
            each = [(one.get("title", ""), one.get("text", "")) for one in rules.cleaned_data]
            try:
                said = [pair for pair in each if any(pair)]
                actions.publish_rules(
                    edition=code, each=said, by=user_of(request), at=timezone.now(), **form.cleaned_data
                )
            except actions.NoText:
                messages.error(request, _("Each rule has a title and a text, and there is at least one."))
            else:
                messages.success(request, _("The house rules are in force. Commenters are asked to agree to them."))
                return redirect("desk_discussions")
        return self.render_to_response(self.get_context_data(form=form, rules=rules))


_RuleForms = forms.formset_factory(RuleForm, extra=_MORE, max_num=40)
