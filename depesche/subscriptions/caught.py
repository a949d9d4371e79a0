"""The desk's look at letters that went into a folder, since the newsroom has no mail server yet.

Administrators only: among the letters are those by which anybody's account can be opened.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from depesche.subscriptions.channels import folder

EACH_PAGE = 25
# The frame in which a letter is shown: nothing in it runs, is fetched or leads anywhere.
_SAFE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
}


class Row(NamedTuple):
    """A letter in the list."""

    name: str
    at: datetime
    to: str
    subject: str


class _Screen(WagtailAdminTemplateMixin, TemplateView):
    page_title: Any = gettext_lazy("Letters in the folder")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in whoever may, while there is something to see."""
        _may_look(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.parents(), {"url": "", "label": self.get_page_title()}]

    def parents(self) -> list[dict[str, Any]]:
        """What stands above this screen."""
        return []


class FolderView(_Screen):
    """All letters, the newest first."""

    template_name = "subscriptions/desk/folder.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of them."""
        page = Paginator(folder.names(), EACH_PAGE).get_page(self.request.GET.get("p"))
        rows = [row for name in page.object_list if (row := _row(name))]
        return {**super().get_context_data(**kwargs), "rows": rows, "page": page, "most": folder.MOST}


class LetterView(_Screen):
    """One letter: as mail programs show it, as text, and as it would have left."""

    template_name = "subscriptions/desk/caught.html"

    def parents(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk_letters"), "label": self.page_title}]

    def get_page_title(self) -> str:
        """What the letter is about."""
        row = _row(self.kwargs["name"])
        return row.subject if row else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its parts; raises Http404 if it is there no more."""
        source = _source(self.kwargs["name"])
        letter = folder.understood(source)
        return {
            **super().get_context_data(**kwargs),
            "name": self.kwargs["name"],
            "row": _row(self.kwargs["name"]),
            "text": _part(letter, "plain"),
            "has_html": bool(_part(letter, "html")),
            "source": source.decode(errors="replace"),
        }


@xframe_options_sameorigin
def html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a letter, for a frame in which nothing of it runs."""
    _may_look(request)
    letter = folder.understood(_source(name))
    return HttpResponse(_part(letter, "html"), content_type="text/html; charset=utf-8", headers=_SAFE)


def may_look(request: HttpRequest) -> bool:
    """Whether there is a folder of letters, and this is somebody who may see it."""
    return folder.is_used() and bool(getattr(request.user, "is_superuser", False))


def _may_look(request: HttpRequest) -> None:
    if not folder.is_used():
        raise Http404
    if not may_look(request):
        raise PermissionDenied


def _source(name: str) -> bytes:
    source = folder.read(name)
    if source is None:
        raise Http404
    return source


def _row(name: str) -> Row | None:
    source = folder.read(name)
    if source is None:
        return None  # it has just been thrown away
    letter = folder.understood(source)
    at = datetime.strptime(name[:20], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    return Row(name, at, str(letter["To"] or ""), str(letter["Subject"] or "–"))


def _part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    return str(body.get_content()) if isinstance(body, EmailMessage) else ""


urlpatterns = [
    path("letters/", FolderView.as_view(), name="desk_letters"),
    path("letters/<slug:name>/", LetterView.as_view(), name="desk_letter"),
    path("letters/<slug:name>/html/", html, name="desk_letter_html"),
]
