"""Choosing articles, stories and authors: a searchable list, the newest first, of one edition."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from depesche.newsroom.models import Article, Author, Edition, Story


class EditionChooser(BaseChooser):
    """Offers what belongs to the edition of the form that it stands in."""

    linked_fields: ClassVar[dict[str, Any]] = {"edition": "#desk-edition"}


class _Explorable:
    """Shows nobody more than the tree of pages would."""

    def get_object(self, pk: Any) -> Any:
        return self._allowed().get(pk=pk)

    def get_objects(self, pks: list[Any]) -> Any:
        return self._allowed().filter(pk__in=pks)

    def get_object_list(self) -> Any:
        pages = self._allowed().select_related("locale")
        edition = self.request.GET.get("edition", "")  # type: ignore[attr-defined]
        if edition.isascii() and edition.isdigit():
            pages = pages.descendant_of(Edition.objects.filter(pk=int(edition)).first() or Edition())
        return pages

    def _allowed(self) -> Any:
        seen = policy_registry.get_by_type(Page).explorable_instances(self.request.user)  # type: ignore[attr-defined]
        return self.model_class.objects.filter(pk__in=seen.values("pk"))  # type: ignore[attr-defined]


class _List:
    ordering: ClassVar[list[str]] = ["-latest_revision_created_at"]
    per_page = 15

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column,  # type: ignore[attr-defined]
            Column("above", label=_("Section"), accessor=_above),
            DateColumn("latest_revision_created_at", label=_("Last edit"), width="18%"),
            PageStatusColumn("status", label=_("Status"), width="12%"),
        ]


class ChooseView(_Explorable, _List, chooser.ChooseView):
    """The dialog."""


class ChooseResultsView(_Explorable, _List, chooser.ChooseResultsView):
    """What a search in it finds."""


class ChosenView(_Explorable, chooser.ChosenView):
    """The answer when one is chosen."""


class ChosenMultipleView(_Explorable, chooser.ChosenMultipleView):
    """The answer when several are chosen."""


class _PageChooser(ChooserViewSet):
    base_widget_class = EditionChooser
    preserve_url_parameters: ClassVar[list[str]] = ["multiple", "edition"]
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class ArticleChooser(_PageChooser):
    """Choosing an article."""

    model = Article
    icon = "doc-full"
    choose_one_text = _("Choose an article")
    choose_another_text = _("Choose another article")
    edit_item_text = _("Edit this article")


class StoryChooser(_PageChooser):
    """Choosing a story."""

    model = Story
    icon = "folder-open-inverse"
    choose_one_text = _("Choose a story")
    choose_another_text = _("Choose another story")
    edit_item_text = _("Edit this story")


class AuthorChooser(_PageChooser):
    """Choosing an author."""

    model = Author
    icon = "user"
    choose_one_text = _("Choose an author")
    choose_another_text = _("Choose another author")
    edit_item_text = _("Edit this author")


choosers = [
    ArticleChooser("choose_article", url_prefix="choose/article"),
    StoryChooser("choose_story", url_prefix="choose/story"),
    AuthorChooser("choose_author", url_prefix="choose/author"),
]


def _above(page: Any) -> str:
    return str(page.get_parent().title)
