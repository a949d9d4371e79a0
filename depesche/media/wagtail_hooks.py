"""How the picture desk is arranged in the editor."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.media import desk
from depesche.media.models import File


class PhotoReportItem(MenuItem):
    """Shown to those who work with photos."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may add or change photos."""
        return any(request.user.has_perm(f"wagtailimages.{act}_image") for act in ("add", "change"))


# Before Wagtail's own: the first address that fits is taken.
@hooks.register("register_admin_urls", order=-1)
def addresses() -> list[URLPattern]:
    """Our screens in the place of Wagtail's, and nothing in the place of those that nobody needs."""
    return [
        path("images/", desk.PhotoIndexView.as_view()),
        path("images/results/", desk.PhotoIndexView.as_view(results_only=True)),
        path("images/<int:image_id>/delete/", desk.PhotoDeleteView.as_view()),
        path("images/<int:image_id>/generate_url/", nothing),
        path("images/<int:image_id>/generate_url/output/", nothing),
        path("images/<int:image_id>/preview/<path:filter_spec>/", nothing),
        path("reports/licences/", desk.LicenceReport.as_view(), name="media_licence_report"),
        path(
            "reports/licences/results/",
            desk.LicenceReport.as_view(results_only=True),
            name="media_licence_report_results",
        ),
        path("reports/portraits/", desk.PortraitReport.as_view(), name="media_portraits"),
        path(
            "reports/portraits/results/",
            desk.PortraitReport.as_view(results_only=True),
            name="media_portraits_results",
        ),
        path("reports/portraits/<int:pk>/remove/", desk.remove_portrait, name="media_remove_portrait"),
        path("reports/credits/", desk.CreditReport.as_view(), name="media_credit_report"),
        path(
            "reports/credits/results/",
            desk.CreditReport.as_view(results_only=True),
            name="media_credit_report_results",
        ),
    ]


def nothing(request: HttpRequest, **_asked: Any) -> HttpResponse:
    """Arbitrary sizes on demand would let anybody keep the machine busy: that screen does not exist here."""
    raise Http404


@hooks.register("register_reports_menu_item")
def licence_report() -> MenuItem:
    """Licences in the menu of reports."""
    return PhotoReportItem(
        _("Licences that end"), reverse("media_licence_report"), name="licences", icon_name="calendar-alt", order=100
    )


@hooks.register("register_reports_menu_item")
def credit_report() -> MenuItem:
    """Missing credits in the menu of reports."""
    return PhotoReportItem(
        _("Photos without credit"), reverse("media_credit_report"), name="credits", icon_name="image", order=110
    )


@hooks.register("register_permissions")
def permission_of_portraits() -> QuerySet[Permission]:
    """Roles that a newsroom makes itself can be given it as well."""
    return Permission.objects.filter(content_type__app_label="media", codename="delete_portrait")


class PortraitItem(MenuItem):
    """Shown to those who may take readers' pictures away."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return request.user.has_perm("media.delete_portrait")


@hooks.register("register_reports_menu_item")
def portraits() -> MenuItem:
    """Readers' pictures in the menu of reports."""
    return PortraitItem(
        _("Readers’ pictures"), reverse("media_portraits"), name="portraits", icon_name="user", order=120
    )


@hooks.register("before_serve_document")
def serve_to_the_desk_only(document: File, request: HttpRequest) -> None:
    """Readers get published files under their public names; this address answers them like any unknown one."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404


hooks.register("before_bulk_action", desk.refuse_to_delete_what_is_used)
