"""How discussions are kept, said at the desk: in an edition, in a section, beneath one article."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from depesche.comments import actions, hosts
from depesche.comments.desk.frame import Screen, user_of
from depesche.comments.models import Mode, Setting
from depesche.newsroom.models import Edition, Section, Teaser

_AS_ABOVE = gettext_lazy("as the place above says")


class Row(NamedTuple):
    """A place in the list: how it is called, what was said for it, and where one says it."""

    title: str
    setting: Setting | None
    address: str
    level: int


class AddressForm(forms.Form):
    """An article, named by its address."""

    address = forms.CharField(label=gettext_lazy("Address of an article"), max_length=600)

    def clean_address(self) -> str:
        """The public id of the article at the address."""
        name = self.cleaned_data["address"].strip().rstrip("/").rpartition("-")[2]
        if hosts.host("article", name, timezone.now()) is None:
            raise ValidationError(_("No public article stands at this address."))
        return str(name)


class KeepingView(Screen, FormView[AddressForm]):
    """Editions and sections with what was said for them, and single articles for which something was."""

    template_name = "comments/desk/keeping.html"
    first = True
    form_class = AddressForm

    def form_valid(self, form: AddressForm) -> HttpResponse:
        """Lead to the screen of the article."""
        return redirect("desk_discussion_place", kind="article", name=form.cleaned_data["address"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list."""
        editions = Edition.objects.order_by("path")
        return {**super().get_context_data(**kwargs), "rows": _rows(), "editions": editions}


def _rows() -> list[Row]:
    said = {(row.kind, row.name): row for row in Setting.objects.all()}
    rows = []
    for edition in Edition.objects.order_by("path"):
        rows.append(_row(edition.title, ("edition", edition.code), said, 0))
        sections = Section.objects.child_of(edition).order_by("path")
        rows += [_row(section.title, ("section", str(section.pk)), said, 1) for section in sections]
    names = [name for kind, name in said if kind == "article"]
    for name, title in Teaser.objects.filter(public_id__in=names).values_list("public_id", "headline"):
        rows.append(_row(title, ("article", name), said, 2))
    return rows


def _row(title: str, place: hosts.Place, said: dict[hosts.Place, Setting], level: int) -> Row:
    return Row(title, said.get(place), reverse("desk_discussion_place", args=place), level)


def _yes_or_no(label: Any, **more: Any) -> forms.TypedChoiceField:
    """Yes, no, or as the place above says."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", _AS_ABOVE), ("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        **more,
    )


class PlaceForm(forms.Form):
    """How discussions are kept in one place."""

    mode = forms.ChoiceField(label=gettext_lazy("Discussion"), required=False, choices=[("", _AS_ABOVE), *Mode.choices])
    closes_after = forms.IntegerField(
        label=gettext_lazy("Closes after days"),
        required=False,
        min_value=0,
        max_value=36_500,
        help_text=gettext_lazy("Counted from the publication of an article; 0: never. Empty: as the place above says."),
    )
    questions = _yes_or_no(gettext_lazy("Questions and answers"))
    pictures = _yes_or_no(
        gettext_lazy("Pictures"),
        help_text=gettext_lazy("Whether a comment may bring a picture. A moderator sees each before readers do."),
    )


class PlaceView(Screen, FormView[PlaceForm]):
    """The form for one place."""

    template_name = "comments/desk/form.html"
    form_class = PlaceForm

    def get_page_title(self) -> str:
        """The name of the place; raises Http404 for one that is none."""
        kind, name = self.kwargs["kind"], self.kwargs["name"]
        titles: dict[str, Any] = {
            "edition": lambda: Edition.objects.filter(slug=name),
            "section": lambda: Section.objects.filter(pk=name) if name.isdecimal() else Section.objects.none(),
            "article": lambda: Teaser.objects.filter(public_id=name),
        }
        found = titles[kind]().first() if kind in titles else None
        if found is None:
            raise Http404
        return str(getattr(found, "headline", None) or found.title)

    def get_initial(self) -> dict[str, Any]:
        """What was said so far."""
        setting = Setting.objects.of(self.kwargs["kind"], self.kwargs["name"]).first()
        if setting is None:
            return {}
        said = {None: "", True: "yes", False: "no"}
        return {
            "mode": setting.mode,
            "closes_after": setting.closes_after,
            "questions": said[setting.questions],
            "pictures": said[setting.pictures],
        }

    def form_valid(self, form: PlaceForm) -> HttpResponse:
        """Keep it so."""
        actions.keep(place=(self.kwargs["kind"], self.kwargs["name"]), by=user_of(self.request), **form.cleaned_data)
        messages.success(self.request, _("Saved. The pages follow within a second."))
        return redirect("desk_discussions")
