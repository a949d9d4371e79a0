"""The other buttons that publish or take back: lists, history, review, withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction, UnpublishBulkAction
from wagtail.admin.views.pages.revisions import RevisionsUnscheduleView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.views.pages.workflow import WorkflowActionView

from depesche.accounts.models import User
from depesche.newsroom import actions
from depesche.newsroom.actions import NotPublishable, Reason
from depesche.newsroom.desk import refusal
from depesche.newsroom.models import NewsroomPage

Refused = tuple[NewsroomPage, list[Reason]]


class DeskUnpublishView(UnpublishView):
    """Asks before a page is taken back from readers."""

    def unpublish(self) -> HttpResponse | None:
        """Take back everything that the confirmation named."""
        if response := self.run_hook("before_unpublish_page", self.request, self.object):
            return response
        below = bool(self.request.POST.get("include_descendants"))
        with transaction.atomic():
            for page in self.objects_to_unpublish:
                _withdraw(page.specific, by=self.request.user, below=below)
        return self.run_hook("after_unpublish_page", self.request, self.object)


class DeskUnscheduleView(RevisionsUnscheduleView):
    """Asks before an appointment to publish is struck."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Strike the appointment; the version stays as a draft."""
        actions.unschedule(page=self.object, by=cast("User", request.user), at=timezone.now())
        text = _("“%(title)s” does not go live on its own any more. It can be edited again.")
        messages.success(request, text % {"title": self.object.title}, buttons=self.get_success_buttons())
        return redirect(self.get_next_url())


class DeskWorkflowActionView(WorkflowActionView):
    """Approves or sends back a piece under review."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve and publish together, or explain why not and leave the review open."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except NotPublishable as refused:
            refusal.explain(request, refused.reasons, title=self.object.title)
            self.redirect_url = super().get_redirect_url()
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
            return redirect(self.redirect_url)


class PublishManyAction(PublishBulkAction):
    """Publishes the pages chosen in a list; one that cannot be published does not stop the others."""

    @classmethod
    def execute_action(
        cls, objects: Iterable[Any], include_descendants: bool = False, user: Any = None, **how: Any
    ) -> tuple[int, int]:
        """Publish each page in a savepoint of its own and say how many went live."""
        refused: list[Refused] = how["refused"]
        done = [_publish(page, by=user, refused=refused) for page in objects]
        below = [page.get_descendants().not_live().specific() for page in objects] if include_descendants else []
        done_below = [
            _publish(page, by=user, refused=refused)
            for pages in below
            for page in pages
            if page.permissions_for_user(user).can_publish()
        ]
        return sum(done), sum(done_below)

    def get_execution_context(self) -> dict[str, Any]:
        """Keep what is refused, for the message."""
        self.refused: list[Refused] = []
        return {**super().get_execution_context(), "refused": self.refused}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Wagtail's message for what went live, and one more for each that did not."""
        for page, reasons in self.refused:
            refusal.explain(self.request, reasons, title=page.title)
        if not num_parent_objects + num_child_objects:
            return None
        return super().get_success_message(num_parent_objects, num_child_objects)


class WithdrawManyAction(UnpublishBulkAction):
    """Takes back the pages chosen in a list."""

    @classmethod
    def execute_action(
        cls, objects: Iterable[Any], include_descendants: bool = False, user: Any = None, **_kwargs: Any
    ) -> tuple[int, int]:
        """Take back each page and what stands beneath it, when that was asked for."""
        counts = [_withdraw(page.specific, by=user, below=include_descendants) for page in objects]
        return len(counts), sum(counts)


def not_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Stands for a screen of Wagtail's that this newsroom does without."""
    raise Http404


def _publish(page: Any, *, by: Any, refused: list[Refused]) -> bool:
    page = page.specific
    try:
        actions.publish(page=page, by=by, at=timezone.now())
    except NotPublishable as error:
        refused.append((page, error.reasons))
        return False
    return True


def _withdraw(page: Any, *, by: Any, below: bool) -> int:
    """Take back a page; say how many beneath it came along."""
    now = timezone.now()
    beneath = list(page.get_descendants().live().specific()) if below else []
    beneath = [child for child in beneath if child.permissions_for_user(by).can_unpublish()]
    for one in [page, *beneath]:
        actions.withdraw(page=one, by=by, at=now)
    return len(beneath)
