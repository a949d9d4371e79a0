"""Writing and publishing: Wagtail's forms with the newsroom's actions behind the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView

from depesche.newsroom import actions
from depesche.newsroom.actions import NotPublishable, Reason, reasons_against
from depesche.newsroom.desk import refusal
from depesche.newsroom.desk.conflict import ConflictMixin
from depesche.newsroom.models import Article, Author, Byline

_Edit = EditView if TYPE_CHECKING else object


class PublishMixin(_Edit):  # type: ignore[misc, valid-type]
    """Publishes through the newsroom's action; what it refuses comes back as a form with everything typed."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask for reasons before anything is saved, then save all or nothing."""
        section = self.standing_under() if isinstance(self.page, Article) else None
        if self.action_name == "publish" and (reasons := list(reasons_against(form.instance, section=section))):
            return self._refuse(form, reasons)
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except NotPublishable as refused:  # an approval publishes, too
            return self._refuse(form, refused.reasons)

    def standing_under(self) -> Any:
        """The page above."""
        return self.parent

    def run_hooks(self, *names: str) -> HttpResponse | None:
        """The answer of the first of the hooks that has one."""
        return next(filter(None, (self.run_hook(name, self.request, self.page) for name in names)), None)

    def get_side_panels(self) -> Any:
        """The schedule stands in a tab of its own, so that nobody needs a second way to it."""
        panels = super().get_side_panels()
        for panel in panels:
            panel.show_schedule_publishing_toggle = False
        return panels

    def _refuse(self, form: Any, reasons: list[Reason]) -> HttpResponse:
        refusal.mark(form, reasons)
        refusal.explain(self.request, reasons)
        self.errors_debug = repr(form.errors)
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())


class DeskEditView(PublishMixin, ConflictMixin, EditView):
    """The form of a page that exists."""

    page: Any

    def publish_action(self) -> HttpResponse:
        """Save what was typed as a version and publish it, or make an appointment for it."""
        now = timezone.now()
        self.page = self.form.save(commit=not self.page.live)
        self.subscription.save()
        revision = self.page.save_revision(
            user=self.request.user, log_action=True, previous_revision=self.previous_revision
        )
        if response := self.run_hooks("before_publish_page"):
            return response
        self.page = actions.publish(
            page=self.page,
            by=self.request.user,
            at=now,
            revision=revision,
            changed=self.has_content_changes,
            previous_revision=self.previous_revision,
        )
        self._tell_commenters(revision)
        if response := self.run_hooks("after_publish_page", "after_edit_page"):
            return response
        say_published(self.request, self.page, now)
        return self.redirect_away()

    def _tell_commenters(self, revision: Any) -> None:
        if self.has_content_changes and "comments" in self.form.formsets:
            changes = self.get_commenting_changes()
            self.log_commenting_changes(changes, revision)
            self.send_commenting_notifications(changes)


class DeskRevertView(DeskEditView, RevisionsRevertView):
    """The form of an earlier version, to bring it back."""


class DeskCreateView(PublishMixin, CreateView):
    """The form of a page that does not exist yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Offer an empty form; a new article begins with its writer's name in the byline."""
        if isinstance(self.page, Article):
            self.page.bylines = own_byline(self.page, request.user, self.parent_page)
        return super().get(request)

    def standing_under(self) -> Any:
        """The page above."""
        return self.parent_page

    def publish_action(self) -> HttpResponse:
        """Create the page as a draft and publish it."""
        now = timezone.now()
        self.page = self.form.save(commit=False)
        actions.add_page(page=self.page, under=self.parent_page, by=self.request.user, publish_at=None)
        self.subscription.page = self.page
        self.subscription.save()
        if response := self.run_hooks("before_publish_page"):
            return response
        self.page = actions.publish(page=self.page, by=self.request.user, at=now)
        if response := self.run_hooks("after_publish_page", "after_create_page"):
            return response
        say_published(self.request, self.page, now)
        return self.redirect_away()


def own_byline(article: Article, user: Any, section: Any) -> list[Byline]:
    """The byline that a new article begins with: the author's page of whoever writes it, in its edition."""
    author = Author.objects.filter(user=user).child_of(section.specific.edition_page()).first()
    return [Byline(article=article, author=author)] if author else []


def say_published(request: HttpRequest, page: Any, at: Any) -> None:
    """Tell the editor what has happened, with a way to the page."""
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=(page.pk,)), _("Edit"))
    if page.go_live_at and page.go_live_at > at:
        text = _("“%(title)s” goes live on its own at the time you set. Until then it is locked.")
        messages.success(request, text % {"title": page.title}, buttons=[edit])
    else:
        view = messages.button(page.url, _("See it on the site"), new_window=True)
        messages.success(request, _("“%(title)s” is published.") % {"title": page.title}, buttons=[view, edit])
