"""Two overviews: the schedule, and the front pages with their slots."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from depesche.newsroom.models import Appointment, Edition


def seen_by(user: Any) -> Any:
    """The pages that a member of the staff may find in the tree."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def appointments_for(user: Any) -> Any:
    """The appointments of pages that ``user`` may see, the next first."""
    rows = Appointment.objects.filter(page__in=seen_by(user).values("pk"))
    return rows.select_related("page", "page__content_type", "made_by").order_by("due_at", "pk")


class _Overview(WagtailAdminTemplateMixin, TemplateView):
    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ScheduleView(_Overview):
    """What goes live or comes down when, and what failed and why."""

    template_name = "newsroom/desk/schedule.html"
    page_title = _("Schedule")
    header_icon = "calendar-alt"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The failed ones first, then what lies ahead by day."""
        rows = list(appointments_for(self.request.user)[:500])
        failed = [row for row in rows if row.failures]
        ahead = [row for row in rows if not row.failures]
        return {**super().get_context_data(**kwargs), "failed": failed, "ahead": ahead, "now": timezone.now()}


class FrontPagesView(_Overview):
    """What stands in the slots of each front page."""

    template_name = "newsroom/desk/fronts.html"
    page_title = _("Front pages")
    header_icon = "home"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show all front pages; where there is only one, go straight to its slots."""
        self.editions = list(Edition.objects.filter(pk__in=seen_by(request.user).values("pk")).order_by("path"))
        if len(self.editions) == 1:
            return redirect("wagtailadmin_pages:edit", self.editions[0].pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each edition with its slots and whether the person may arrange them."""
        fronts = [
            {
                "edition": edition,
                "slots": list(edition.slots.select_related("article").order_by("sort_order")),
                "may_edit": edition.permissions_for_user(self.request.user).can_edit(),
            }
            for edition in self.editions
        ]
        return {**super().get_context_data(**kwargs), "fronts": fronts}


urlpatterns = [
    path("schedule/", ScheduleView.as_view(), name="desk_schedule"),
    path("front-pages/", FrontPagesView.as_view(), name="desk_fronts"),
]


def schedule_url() -> str:
    """Where the schedule is."""
    return reverse("desk_schedule")
