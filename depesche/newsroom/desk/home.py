"""The first screen after signing in: what waits for this person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from depesche.delivery import actions as delivery
from depesche.media.models import Photo
from depesche.newsroom.desk.articles import new_article_url
from depesche.newsroom.desk.menu import publishes
from depesche.newsroom.desk.overviews import appointments_for
from depesche.newsroom.models import Article, Section

MOST = 8


class StartPanel(Component):
    """The way to a new article and to the lists."""

    order = 10
    template_name = "newsroom/desk/home_start.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Only those who may write somewhere are asked to."""
        user = parent_context["request"].user
        policy = policy_registry.get_by_type(Section)
        return {
            "may_write": policy.user_has_permission(user, "add"),
            "may_arrange": publishes(user),
            "new_article": new_article_url(),
        }


class ReleasePanel(Component):
    """Why front page and lists stand still, while they do: a release of the newsroom that nobody has accepted."""

    order = 5
    template_name = "newsroom/desk/home_release.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """What is wrong in particular helps those who run the newsroom, and nobody else."""
        release, faults = delivery.waiting_release() or (None, [])
        may_know = parent_context["request"].user.is_superuser
        return {"release": release, "faults": faults[:MOST] if may_know else []}


class DraftsPanel(Component):
    """What this person has begun and readers do not see yet."""

    order = 120
    template_name = "newsroom/desk/home_drafts.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Begun by the person, or touched last by the person; the last touched first."""
        user = parent_context["request"].user
        mine = Article.objects.filter(Q(owner=user) | Q(latest_revision__user=user), has_unpublished_changes=True)
        rows = mine.defer("body").order_by("-latest_revision_created_at")[:MOST]
        return {"drafts": list(rows), "all": f"{reverse('articles:index')}?mine=true"}


class AppointmentsPanel(Component):
    """What goes live or comes down next, and what failed."""

    order = 130
    template_name = "newsroom/desk/home_appointments.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The failed ones are never left out."""
        rows = appointments_for(parent_context["request"].user)
        failed, ahead = rows.failed(), rows.filter(failures=0)
        return {"failed": list(failed[:50]), "ahead": list(ahead[:MOST]), "all": reverse("desk_schedule")}


class PicturesPanel(Component):
    """Pictures that nobody can publish yet because they name no owner."""

    order = 140
    template_name = "newsroom/desk/home_pictures.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The newest pictures without a credit line, for those who may give them one."""
        user = parent_context["request"].user
        photos = policy_registry.get_by_type(Photo).instances_user_has_any_permission_for(user, ["change"])
        bare = photos.filter(credit_line="").order_by("-created_at")
        return {"photos": list(bare[:MOST]), "count": bare.count()}
