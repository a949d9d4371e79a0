"""Where imports meet the editor."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.ingest import desk
from depesche.media.wagtail_hooks import PhotoReportItem


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """The report of assumed credits."""
    view = desk.AssumedCreditReport
    return [
        path("reports/assumed-credits/", view.as_view(), name="ingest_credit_report"),
        path("reports/assumed-credits/results/", view.as_view(results_only=True), name="ingest_credit_report_results"),
    ]


@hooks.register("register_reports_menu_item")
def credit_report() -> MenuItem:
    """Assumed credits in the menu of reports."""
    return PhotoReportItem(
        _("Assumed credits"), reverse("ingest_credit_report"), name="assumed_credits", icon_name="image", order=120
    )
