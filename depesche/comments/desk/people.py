"""People: what they have said, and sanctions with an end and a rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.desk import around, queues
from depesche.comments.desk.screens import Screen, wants_json
from depesche.comments.models import Comment, Rule, Sanction

PAST = 50


class ReasonForm(forms.Form):
    """By which rule something is done to somebody, and what they are told of it."""

    rule = forms.ModelChoiceField(label=gettext_lazy("House rule"), queryset=Rule.objects.none())
    note = forms.CharField(
        label=gettext_lazy("Note to the person"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = Comment.objects.filter(writer=reader).values_list("discussion__edition", flat=True).distinct()
        rules = [rule.pk for found in queues.rules_of(set(editions)).values() for rule in found]
        self.fields["rule"].queryset = Rule.objects.filter(pk__in=rules).order_by("rules", "number")  # type: ignore[attr-defined]


class SanctionForm(ReasonForm):
    """What holds for somebody, how long, and by which rule."""

    field_order = ("kind", "days", "rule", "note")
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[choice for choice in Sanction.Kind.choices if choice[0] != Sanction.Kind.PICTURE],
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=3650,
        initial=7,
        required=False,
        help_text=gettext_lazy("A ban may be without end: leave this empty then."),
    )

    def clean(self) -> dict[str, Any]:
        """Whatever is no ban needs an end."""
        said = super().clean() or {}
        if said.get("kind") != Sanction.Kind.BAN and "days" not in self.errors and not said.get("days"):
            self.add_error("days", _("Say for how many days."))
        return said


class PictureForm(ReasonForm):
    """Why somebody's picture goes, and how long they choose no other one."""

    prefix = "picture"
    field_order = ("rule", "days", "note")
    days = forms.IntegerField(label=gettext_lazy("Days without a picture"), min_value=1, max_value=3650, initial=30)


class PersonView(Screen):
    """Somebody's comments, their picture, and the form for a sanction."""

    template_name = "comments/desk/person.html"

    def get_page_title(self) -> str:
        """The person's public name."""
        return self._reader().public_name() or _("Somebody without a public name")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The last fifty comments and all sanctions."""
        reader, at = self._reader(), timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "person": around.person(reader, at, number=PAST),
            "past": Sanction.objects.filter(reader=reader).select_related("rule", "by", "lifted_by").order_by("-at"),
            "form": kwargs.get("form") or SanctionForm(reader=reader),
            "picture_form": kwargs.get("picture_form") or PictureForm(reader=reader),
            "reader": reader,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sanction the person."""
        reader = self._reader()
        form = SanctionForm(request.POST, reader=reader)
        said = _sanction(request, reader, form.cleaned_data) if form.is_valid() else ""
        if wants_json(request):
            wrong = said or " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"said": wrong or _("Done.")}, status=409 if wrong else 200)
        if said or not form.is_valid():
            if said:
                messages.error(request, said)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Done. The person is told."))
        return redirect("moderation_person", reader.pk)

    def _reader(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])


def sanction_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The form alone, for the queue's dialog."""
    reader = get_object_or_404(User, pk=pk)
    context = {"form": SanctionForm(reader=reader), "reader": reader}
    return render(request, "comments/desk/sanction_form.html", context)


class PictureView(PersonView):
    """Taking somebody's picture away."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it away; the person is told by which rule."""
        reader = self._reader()
        form = PictureForm(request.POST, reader=reader)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(picture_form=form))
        if said := _sanction(request, reader, {**form.cleaned_data, "kind": Sanction.Kind.PICTURE}):
            messages.error(request, said)
        else:
            messages.success(request, _("The picture is removed, and the person is told."))
        return redirect("moderation_person", reader.pk)


@require_POST
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a sanction now."""
    sanction = get_object_or_404(Sanction, public_id=public_id)
    assert isinstance(request.user, User)
    actions.lift(sanction=sanction, by=request.user, at=timezone.now())
    messages.success(request, _("The sanction is lifted."))
    return redirect("moderation_person", sanction.reader_id) if sanction.reader_id else redirect("moderation")


def _sanction(request: HttpRequest, reader: User, said: dict[str, Any]) -> str:
    """Do it; what is wrong, if something is."""
    at = timezone.now()
    assert isinstance(request.user, User)
    until = at + timedelta(days=said["days"]) if said["days"] else None
    try:
        actions.sanction(
            reader=reader, kind=said["kind"], rule=said["rule"], note=said["note"], by=request.user, at=at, until=until
        )
    except actions.OneOfUs:
        return _("This person moderates. Take the role away first.")
    except actions.NoPicture:
        return _("There is no picture any more.")
    return ""
