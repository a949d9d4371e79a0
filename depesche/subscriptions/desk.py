"""The desk's look at its followers: how many follow what, and what becomes of letters; figures, and never a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any, NamedTuple

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from depesche.audience.drawing import Curve, drawn
from depesche.formats.followers import cell
from depesche.subscriptions import figures, subjects
from depesche.subscriptions.figures import Followed

AT_ONCE = 5_000  # names in a question: databases take no more than some ten thousands
MOST = 50  # of a kind on the screen; the file has all
_COLUMNS = ("kind", "name", "title", "edition", "at_once", "daily", "weekly", "push", "began", "ended")
_DAY_COLUMNS = ("day", "sent", "failed", "unanswered", "came_back", "ended")


class Row(NamedTuple):
    """A thing with its name."""

    title: str
    edition: str
    figures: Followed


class Table(NamedTuple):
    """What is followed of a kind, the most followed first; ``more`` is how much the screen leaves out."""

    kind: str
    title: Any
    rows: list[Row]
    more: int


class FollowersView(WagtailAdminTemplateMixin, TemplateView):
    """How many follow what, and thirty days of letters."""

    template_name = "subscriptions/desk/followers.html"
    page_title = gettext_lazy("Followers")
    header_icon = "group"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Only itself."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything as of this moment."""
        now = timezone.now()
        days = figures.by_day(now)
        return {
            **super().get_context_data(**kwargs),
            "tables": _tables(now),
            "days": days[::-1],
            "curve": _curve(days),
            "paused": figures.paused(),
        }


@require_safe
def followed_file(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that is followed, as a table for other programs."""
    now = timezone.now()
    lines = (
        [*one.place, title, edition, *(getattr(one, name) for name in _COLUMNS[4:])]
        for title, edition, one in _named(figures.followed(now))
    )
    return _file(f"followers-{now.date()}.csv", _COLUMNS, lines)


@require_safe
def days_file(request: HttpRequest) -> StreamingHttpResponse:
    """Thirty days of letters, as a table for other programs."""
    now = timezone.now()
    lines = ([getattr(day, name) for name in _DAY_COLUMNS] for day in figures.by_day(now))
    return _file(f"letters-{now.date()}.csv", _DAY_COLUMNS, lines)


def _kinds() -> dict[str, Any]:
    return {
        "edition": _("Editions"),
        "section": _("Sections"),
        "story": _("Stories"),
        "author": _("Authors"),
        "tag": _("Tags"),
        "newsletter": _("Newsletters"),
        "discussion": _("Discussions"),
        "answers": _("Answers to comments"),
        "search": _("Searches"),
    }


def _tables(at: datetime) -> list[Table]:
    of_kind: dict[str, list[Followed]] = {}
    for one in figures.followed(at):
        of_kind.setdefault(one.place.kind, []).append(one)
    known = _kinds()
    order = [*(kind for kind in known if kind in of_kind), *sorted(set(of_kind) - set(known))]
    shown = {kind: of_kind[kind][:MOST] for kind in order}
    return [
        Table(kind, known.get(kind, kind), list(_named(shown[kind])), len(of_kind[kind]) - len(shown[kind]))
        for kind in order
    ]


def _named(found: Iterable[Followed]) -> Iterator[Row]:
    """With names as of today: one question for each kind, for thousands of things."""
    rest = iter(found)
    while some := list(islice(rest, AT_ONCE)):
        yield from _named_at_once(some)


def _named_at_once(found: list[Followed]) -> Iterator[Row]:
    kinds = {one.place.kind for one in found}
    names = {kind: subjects.labels(kind, [one.place.name for one in found if one.place.kind == kind]) for kind in kinds}
    for one in found:
        label = names[one.place.kind].get(one.place.name)
        title = label.title if label else one.title or one.place.name or _("All together")
        yield Row(title, label.edition if label else "", one)


def _curve(days: list[figures.Day]) -> Curve:
    times = [datetime.combine(day.day, time(), UTC) for day in days]
    return drawn(_("Letters sent by the day, thirty days"), times, [day.sent for day in days])


def _file(name: str, heading: Iterable[Any], lines: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    written = (_line(cells) for cells in [heading, *lines])
    response = StreamingHttpResponse(written, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _line(cells: Iterable[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([cell(str(one)) for one in cells])
    return written.getvalue()


urlpatterns = [
    path("followers/", FollowersView.as_view(), name="desk_followers"),
    path("followers/followers.csv", followed_file, name="desk_followers_file"),
    path("followers/letters.csv", days_file, name="desk_letters_file"),
]
