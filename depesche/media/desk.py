"""The picture desk's own screens in the editor: list, deletion, reports."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import AccessMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.images.views import images
from wagtail.permission_policies import ModelPermissionPolicy

from depesche.media import actions
from depesche.media.models import InUse, Photo, Portrait
from depesche.media.models.photo import licence_day

SOON = 30  # days


def edit_address(photo: Photo) -> str:
    """Where the desk edits a photo."""
    return reverse("wagtailimages:edit", args=[photo.pk])


class PhotoIndexView(images.IndexView):
    """All photos, with whose they are."""

    @property
    def columns(self) -> list[Any]:
        """The columns of the list; the credit stands beside the title."""
        columns = list(super().columns)
        if columns:
            columns.insert(3, Column("credit_line", label=_("Credit line"), accessor="credit_line"))
            columns.insert(4, DateColumn("licence_ends_on", label=_("Licence ends on")))
        return columns


class PhotoDeleteView(images.DeleteView):
    """Deletes a photo that nothing shows."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete, or say where the photo is used."""
        try:
            return super().form_valid(form)
        except InUse as refusal:
            messages.error(self.request, str(refusal))
            return redirect("wagtailimages:image_usage", self.object.pk)


def refuse_to_delete_what_is_used(
    request: HttpRequest, action_type: str, things: list[Any], action: Any
) -> HttpResponse | None:
    """Before a bulk deletion: not one of them may be in use."""
    if action_type != "delete" or not things or not hasattr(things[0], "is_used"):
        return None
    used = [thing for thing in things if thing.is_used()]
    for thing in used:
        messages.error(request, str(InUse(thing)))
    return redirect(action.next_url) if used else None


class PhotoReport(AccessMixin, ReportView):
    """A list of photos that need somebody's attention."""

    model = Photo
    header_icon = "image"
    is_searchable = False
    any_permission_required = ("add", "change")
    list_export = ("title", "credit_line", "photographer", "agency", "licence_ends_on", "public_name")
    export_headings = {"public_name": _("Public name")}
    columns = (
        TitleColumn("title", label=_("Title"), get_url=edit_address),
        Column("credit_line", label=_("Credit line")),
        Column("photographer", label=_("Photographer")),
        Column("agency", label=_("Agency")),
        DateColumn("licence_ends_on", label=_("Licence ends on")),
        BooleanColumn("public_name", label=_("Readers see it")),
    )

    def get_filename(self) -> str:
        """What a downloaded table is called."""
        return self.index_url_name.rpartition(":")[2]


class LicenceReport(PhotoReport):
    """Photos whose licence has ended or will soon."""

    page_title = _("Licences that end soon or have ended")
    index_url_name = "media_licence_report"
    index_results_url_name = "media_licence_report_results"

    def get_queryset(self) -> QuerySet[Photo]:
        """The one that ended first comes first; what nobody shows any more comes along, it may be wanted again."""
        today = licence_day(timezone.now())
        photos: Any = Photo.objects.all()
        return (photos.licence_ended(today) | photos.licence_ends_within(today, SOON)).order_by("licence_ends_on", "pk")


class CreditReport(PhotoReport):
    """Photos that cannot be published because nobody said whose they are."""

    page_title = _("Photos without credit")
    index_url_name = "media_credit_report"
    index_results_url_name = "media_credit_report_results"

    def get_queryset(self) -> QuerySet[Photo]:
        """The newest first."""
        return Photo.objects.without_credit().order_by("-created_at")


class FaceColumn(Column):
    """A reader's picture, and the button that takes it away."""

    cell_template_name = "media/desk/face.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the token that forms need."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"csrf_token": get_token(parent_context["request"])}


class PortraitReport(AccessMixin, ReportView):
    """The pictures with which readers take part, the newest first, each with a way to take it away."""

    model = Portrait
    page_title = _("Readers’ pictures")
    header_icon = "user"
    is_searchable = False
    permission_policy = ModelPermissionPolicy(Portrait)
    any_permission_required = ("delete",)
    index_url_name = "media_portraits"
    index_results_url_name = "media_portraits_results"
    list_export: tuple[str, ...] = ()
    columns = (
        FaceColumn("name", label=_("Picture")),
        Column("person", label=_("Public name"), accessor=lambda portrait: portrait.person.public_name()),
        DateColumn("chosen_at", label=_("Chosen at")),
    )

    def get_queryset(self) -> QuerySet[Portrait]:
        """The newest first."""
        return Portrait.objects.select_related("person").order_by("-chosen_at", "pk")


@require_POST
@permission_required("media.delete_portrait", raise_exception=True)
def remove_portrait(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reader's picture away."""
    portrait = get_object_or_404(Portrait.objects.select_related("person"), pk=pk)
    actions.remove_portrait(person=portrait.person)
    messages.success(request, _("The picture is removed."))
    return redirect("media_portraits")
