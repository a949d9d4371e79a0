"""Newsletters and issues in Wagtail's lists and forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from depesche.newsletters.following import audience_of
from depesche.newsletters.models import Issue, Newsletter


class _SendColumn(Column):
    """The way from an issue to the screen that sends it."""

    def get_value(self, instance: Issue) -> Any:
        words = _("Sent") if instance.sent_at else _("Send or schedule")
        return format_html('<a href="{}">{}</a>', reverse("desk_send_issue", args=[instance.pk]), words)


class _Leading:
    """After an issue is saved, the way to the screen that sends it."""

    object: Issue

    def get_success_buttons(self) -> list[Any]:
        where = reverse("desk_send_issue", args=[self.object.pk])
        return [*super().get_success_buttons(), messages.button(where, _("Send or schedule"))]  # type: ignore[misc]


class IssueCreateView(_Leading, CreateView):
    """Begin an issue."""


class IssueEditView(_Leading, EditView):
    """Go on with an issue; one that was sent is what readers have, and stays so."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to what became of it."""
        if self.object.sent_at:
            return redirect("desk_send_issue", pk=self.object.pk)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class AudiencePanel(Panel):
    """Says how many would get the issue, as it was saved last."""

    class BoundPanel(Panel.BoundPanel):
        """An issue that is not saved yet is for nobody."""

        template_name = "newsletters/desk/audience.html"

        def is_shown(self) -> bool:
            """Only where there is somebody to count."""
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the number."""
            number = audience_of(Issue.objects.get(pk=self.instance.pk)).number()
            return {**super().get_context_data(parent_context), "number": number}


class IssueViewSet(SnippetViewSet):
    """Issues, the newest first."""

    model = Issue
    icon = "mail"
    menu_label = gettext_lazy("Issues")
    add_view_class = IssueCreateView
    edit_view_class = IssueEditView
    copy_view_enabled = False
    list_display = [
        "title",
        "newsletter",
        DateColumn("sent_at", label=gettext_lazy("Sent at")),
        DateColumn("send_at", label=gettext_lazy("To be sent at")),
        _SendColumn("send", label=""),
    ]
    list_filter = ["newsletter"]
    search_fields = ["title"]
    panels = [
        FieldPanel("newsletter"),
        FieldPanel("title"),
        FieldPanel("greeting"),
        FieldPanel("body"),
        MultiFieldPanel(
            [InlinePanel("also", panels=[PageChooserPanel("page", ["newsroom.Section", "newsroom.Story"])])],
            heading=gettext_lazy("Who gets it beside those who follow the newsletter"),
            help_text=gettext_lazy(
                "Whoever follows one of these sections and stories and wants to hear of it at once. Nobody gets an "
                "issue twice."
            ),
        ),
        AudiencePanel(),
    ]


class NewsletterViewSet(SnippetViewSet):
    """Newsletters."""

    model = Newsletter
    icon = "list-ul"
    menu_label = gettext_lazy("All newsletters")
    copy_view_enabled = False
    list_display = ["title", "edition", "live"]
    panels = [
        PageChooserPanel("edition", "newsroom.Edition"),
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("live"),
    ]


class NewsletterGroup(SnippetViewSetGroup):
    """Their entry in the main menu."""

    items = (IssueViewSet, NewsletterViewSet)
    menu_name = "newsletters"
    menu_label = gettext_lazy("Newsletters")
    menu_icon = "mail"
    menu_order = 560
