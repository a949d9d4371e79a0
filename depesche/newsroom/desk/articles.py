"""All articles and stories of all editions in one list each, and the way to a new article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page

from depesche.newsroom.desk.overviews import seen_by
from depesche.newsroom.models import Article, Author, Edition, Section, Story, Tally, Under

STATES = [
    ("draft", _("Draft, never published")),
    ("review", _("Waiting for review")),
    ("scheduled", _("Goes live on its own")),
    ("live", _("Live")),
    ("changed", _("Live, with changes that readers do not see yet")),
    ("withdrawn", _("Taken back or expired")),
]


def in_state(pages: Any, state: str) -> Any:
    """The pages that are in one of the states that the desk knows."""
    reviewed = Page.objects.filter(workflow_states__status__in=["in_progress", "needs_changes"])
    asked: dict[str, Any] = {
        "draft": Q(live=False, first_published_at=None),
        "review": Q(pk__in=reviewed.values("pk")),
        "scheduled": Q(appointments__act="publish"),
        "live": Q(live=True),
        "changed": Q(live=True, has_unpublished_changes=True),
        "withdrawn": Q(live=False, first_published_at__isnull=False),
    }
    return pages.filter(asked[state]) if state in asked else pages


def _seen(model: Any, order: str) -> Callable[[HttpRequest], Any]:
    """What the person may find in the tree, to choose from."""
    return lambda request: model.objects.filter(pk__in=seen_by(request.user).values("pk")).order_by(order)


class _BelowFilter(django_filters.ModelChoiceFilter):
    """Pages beneath the chosen one."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.filter(path__startswith=value.path) if value else qs


class _NamedField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return str(page.title) if isinstance(page, Edition) else f"{page.title} ({page.edition_code()})"


class _EditionFilter(_BelowFilter):
    field_class = _NamedField


class ArticleFilters(WagtailFilterSet):
    """By what a list of articles can be narrowed down."""

    edition = _EditionFilter(label=_("Edition"), queryset=_seen(Edition, "path"))
    section = _EditionFilter(label=_("Section"), queryset=_seen(Section, "path"))
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=STATES, method=lambda pages, _name, state: in_state(pages, state)
    )
    kind = django_filters.ChoiceFilter(label=_("Type"), choices=Article.Kind.choices)
    author = django_filters.ModelChoiceFilter(
        label=_("Author"), queryset=_seen(Author, "title"), field_name="bylines__author", distinct=True
    )
    story = django_filters.ModelChoiceFilter(
        label=_("Story"),
        queryset=_seen(Story, "title"),
        method=lambda pages, _name, story: pages.filter(
            Q(main_story=story) | Q(pk__in=pages.filter(further_stories__story=story).values("pk"))
        ),
    )
    mine = django_filters.BooleanFilter(label=_("Only what I work on"), method="of_user")
    latest_revision_created_at = django_filters.DateFromToRangeFilter(
        label=_("Last edit"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Article
        fields: ClassVar[list[str]] = []

    def of_user(self, pages: Any, name: str, value: bool | None) -> Any:
        """What the signed-in person began or touched last."""
        user = self.request.user
        return pages.filter(Q(owner=user) | Q(latest_revision__user=user)) if value else pages


class ArticleIndexView(IndexView):
    """The list of all articles."""

    page_title = _("Articles")
    add_item_label = _("New article")
    show_locale_labels = False

    def annotate_queryset(self, pages: Any) -> Any:
        """Fetch what the columns show along with the rows."""
        pages = super().annotate_queryset(pages)
        return pages.select_related("latest_revision__user").prefetch_related("bylines__author")


class NewArticleView(ChooseParentView):
    """Asks for the section of a new article first: one press on its name."""

    template_name = "newsroom/desk/new_article.html"
    page_title = _("New article")
    locale = None  # the sections of all editions

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sections of all editions, unless there is only one to choose."""
        pks = list(self.sections.values_list("pk", flat=True)[:2])
        if len(pks) == 1:
            return redirect("wagtailadmin_pages:add", "newsroom", "article", pks[0])
        return self.render_to_response(self.get_context_data())

    @cached_property
    def sections(self) -> Any:
        """The sections in which the person may write, in the order of the tree."""
        pages = self.get_valid_parent_pages(self.request.user)
        return Section.objects.filter(pk__in=pages.values("pk")).order_by("path")

    def get_page_subtitle(self) -> str:
        """The title says it all."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sections by edition, in the order of the tree."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        editions = {edition.code: edition for edition in Edition.objects.order_by("path")}
        groups: dict[Any, list[Section]] = {edition: [] for edition in editions.values()}
        for section in self.sections:
            groups[editions[section.edition_code()]].append(section)
        return {**context, "groups": [(edition, rows) for edition, rows in groups.items() if rows]}


class ArticlesViewSet(PageListingViewSet):
    """Articles, whatever their edition."""

    model = Article
    icon = "doc-full"
    index_view_class = ArticleIndexView
    choose_parent_view_class = NewArticleView
    filterset_class = ArticleFilters
    list_per_page = 40
    columns: ClassVar[list[Any]] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Section")),
        Column("edition", label=_("Edition"), accessor="edition_code", classname="desk-edition"),
        Column("author", label=_("Author"), accessor=lambda article: _names(article), width="13%"),
        DateColumn(
            "latest_revision_created_at", label=_("Last edit"), sort_key="latest_revision_created_at", width="10%"
        ),
        Column("by", label=_("By whom"), accessor=lambda article: _last_editor(article), width="11%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]


class StoryIndexView(IndexView):
    """The list of all stories."""

    page_title = _("Stories")
    add_item_label = _("New story")
    show_locale_labels = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the exact number of live articles to the rows on this page of the list."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pks = [story.pk for story in context["object_list"]]
        rows = Tally.objects.filter(under=Under.STORY, period="", under_id__in=pks).values_list("under_id", "count")
        counts = dict(rows)
        for story in context["object_list"]:
            story.live_articles = counts.get(story.pk, 0)
        return context


class StoryFilters(WagtailFilterSet):
    """By what a list of stories can be narrowed down."""

    edition = _EditionFilter(label=_("Edition"), queryset=_seen(Edition, "path"))
    running = django_filters.BooleanFilter(label=_("Running"))

    class Meta:
        model = Story
        fields: ClassVar[list[str]] = []


class StoriesViewSet(PageListingViewSet):
    """Running stories, whatever their edition."""

    model = Story
    icon = "folder-open-inverse"
    index_view_class = StoryIndexView
    filterset_class = StoryFilters
    columns: ClassVar[list[Any]] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Story"), sort_key="title", classname="title"),
        Column("edition", label=_("Edition"), accessor="edition_code", classname="desk-edition"),
        Column("live_articles", label=_("Live articles"), accessor=lambda story: getattr(story, "live_articles", 0)),
        DateColumn("checked_on", label=_("Summary checked"), sort_key="checked_on"),
        BooleanColumn("running", label=_("Running")),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]


listings = [ArticlesViewSet("articles"), StoriesViewSet("stories")]


def new_article_url() -> str:
    """Where a new article begins."""
    return reverse("articles:choose_parent")


def _names(article: Article) -> str:
    lines = [line for line in article.bylines.all() if line.role == "author"]
    comma = pgettext("between names", ", ")
    return comma.join(line.author.title if line.author else line.name for line in lines)


def _last_editor(article: Article) -> str:
    revision = article.latest_revision
    return str(revision.user) if revision and revision.user else ""
