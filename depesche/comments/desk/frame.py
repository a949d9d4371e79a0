"""What the screens about keeping discussions share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from depesche.accounts.models import User


class Screen(WagtailAdminTemplateMixin):
    """A screen beneath the list of places."""

    page_title: Any = gettext_lazy("Discussions")
    header_icon = "comment"
    first = False  # whether it is the list itself

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        above = [] if self.first else [{"url": reverse("desk_discussions"), "label": _("Discussions")}]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


def user_of(request: HttpRequest) -> User:
    """Who is at the desk."""
    assert isinstance(request.user, User)
    return request.user
