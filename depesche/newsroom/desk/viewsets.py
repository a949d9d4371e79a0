"""Which screens each kind of page gets."""

from __future__ import annotations

from typing import Any

from wagtail.admin.viewsets.pages import PageViewSet

from depesche.newsroom.desk import editing, publication
from depesche.newsroom.models import Article, Author, Edition, PlainPage, Section, Story


class DeskViewSet(PageViewSet):
    """Wagtail's screens, with the newsroom's actions behind every button that publishes."""

    add_view_class = editing.DeskCreateView
    edit_view_class = editing.DeskEditView
    revisions_revert_view_class = editing.DeskRevertView
    revisions_unschedule_view_class = publication.DeskUnscheduleView
    unpublish_view_class = publication.DeskUnpublishView
    workflow_action_view_class = publication.DeskWorkflowActionView

    def get_view_by_name(self, name: str) -> Any:
        """Pages are never private and never mirrors of others, so those screens do not exist."""
        return publication.not_here if name in ("set_privacy", "convert_alias") else super().get_view_by_name(name)

    @property
    def parent_models(self) -> list[Any]:
        """Lists in the tree are Wagtail's own."""
        return []


page_viewsets = [
    type(f"{model.__name__}ViewSet", (DeskViewSet,), {"model": model})()
    for model in (Article, Author, Edition, PlainPage, Section, Story)
]
