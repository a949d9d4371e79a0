"""Two people, one text: a save over a version that the editor has not seen is refused.

Wagtail compares versions only when it saves by itself.  Here every way of
saving is compared, inside the transaction that saves; the form comes back with
everything that was typed, and going over the newer version takes a second,
explicit button that names the version it goes over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

# A mixin for Wagtail's views that edit a page; the type checker needs to know which.
_Base = EditView if TYPE_CHECKING else object

OVER = "over-version"


class ConflictMixin(_Base):  # type: ignore[misc, valid-type]
    """Refuses to save over a newer version."""

    conflict: dict[str, Any] | None = None

    def get_template_names(self) -> list[str]:
        """Wagtail's template with room for the notice above the form."""
        names: list[str] = super().get_template_names()
        return ["newsroom/desk/edit.html" if name == "wagtailadmin/pages/edit.html" else name for name in names]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save in one transaction with the comparison, or hand the form back."""
        with transaction.atomic():
            self._look_again()
            if self.expects_json_response or self.page.alias_of_id or not self._is_stale():
                return super().post(request, *args, **kwargs)
        return self._hand_back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A refused form keeps saying which version it was made from, and does not save by itself."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["conflict"] = self.conflict
        if self.conflict:
            context["autosave_enabled"] = False
            context["loaded_revision_created_at"] = self.request.POST.get("loaded_revision_created_at", "")
        return context

    def _look_again(self) -> None:
        # The page was read before the transaction began; whoever comes second must see the first.
        page = Page.objects.select_for_update().get(pk=self.page.pk)
        self.latest_revision = page.get_latest_revision()
        for name in ("is_out_of_date", "latest_revision_created_at"):
            self.__dict__.pop(name, None)

    def _is_stale(self) -> bool:
        going_over = self.request.POST.get(OVER)
        return going_over != self._newest() if going_over else bool(self.is_out_of_date)

    def _newest(self) -> str:
        return f"{self.latest_revision.pk}@{self.latest_revision_created_at}"

    def _hand_back(self) -> HttpResponse:
        self.conflict = {
            "who": self._who(),
            "when": self.latest_revision.created_at,
            "newer": self.get_edit_url(),
            "over": OVER,
            "version": self._newest(),
        }
        self.page.latest_revision_id = self.request.POST.get("loaded_revision_id")  # the one that was seen
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        self.form.defer_required_fields()
        self.form.is_valid()  # fills the panels with what was typed
        self.form.restore_required_fields()
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data(), status=409)

    def _who(self) -> str:
        user = self.latest_revision.user
        if user is None:
            return _("Somebody")
        return _("You, in another window,") if user == self.request.user else str(user)
