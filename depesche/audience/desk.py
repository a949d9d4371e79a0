"""The desk's look at its readers: who is there now, what they read, where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Sum
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from depesche.audience import subjects
from depesche.audience.drawing import Curve, drawn
from depesche.audience.models import Count, Origin, Period, ShortLink, Visit, What

MOST = 15
_LENGTHS = {Period.HOUR: (timedelta(hours=1), 48), Period.DAY: (timedelta(days=1), 60)}


class Row(NamedTuple):
    """A line of a ranking: what was read, where it stands, where its figures are, and how often it was read."""

    title: str
    path: str
    figures: str
    number: int


class _Screen(WagtailAdminTemplateMixin, TemplateView):
    page_title: Any = gettext_lazy("Readers")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.parents(), {"url": "", "label": self.get_page_title()}]

    def parents(self) -> list[dict[str, Any]]:
        """What stands above this screen."""
        return []


class ReadersView(_Screen):
    """Readers now, and what is read most now and today."""

    template_name = "audience/desk/readers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything as of this moment."""
        now = timezone.now()
        half_hour = Visit.objects.since(now, minutes=30)
        today = [("article", name, number) for name, number in Count.objects.most_read("article", hours=24, at=now)]
        return {
            **super().get_context_data(**kwargs),
            "five": Visit.objects.since(now, minutes=5).count(),
            "thirty": half_hour.count(),
            "rankings": [
                (_("Being read now"), list(_rows(half_hour.busiest(MOST), now))),
                (_("Most read in 24 hours"), list(_rows(today, now))),
            ],
        }


class SubjectView(_Screen):
    """The figures of one article, story, section or author."""

    template_name = "audience/desk/subject.html"

    def parents(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk_readers"), "label": _("Readers")}]

    def get_page_title(self) -> str:
        """The name of the thing, or its key when readers may not see it any more."""
        found = subjects.places(self.kwargs["kind"], [self.kwargs["subject"]], timezone.now())
        place = found.get(self.kwargs["subject"])
        return place.title if place else str(self.kwargs["subject"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Curves of two days and two months, and the origins of a week; raises Http404 if nothing was ever counted."""
        kind, subject, now = self.kwargs["kind"], self.kwargs["subject"], timezone.now()
        link = ShortLink.objects.of(kind, subject).first()
        total = Count.objects.total(kind, subject)
        if not (link or total):
            raise Http404
        week = Origin.objects.filter(kind=kind, subject=subject, day__gt=now.date() - timedelta(days=7))
        origins = week.values("host").annotate(number=Sum("number")).order_by("-number", "host")
        return {
            **super().get_context_data(**kwargs),
            "link": link,
            "total": total,
            "followed": Count.objects.total(kind, subject, What.LINK),
            "shared": Count.objects.total(kind, subject, What.SHARE),
            "curves": [
                _curve(_("By the hour, two days"), kind, subject, Period.HOUR, now),
                _curve(_("By the day, two months"), kind, subject, Period.DAY, now),
            ],
            "origins": [(_origin(row["host"]), row["number"]) for row in origins[:MOST]],
        }


def _rows(ranked: Iterable[tuple[str, str, int]], now: datetime) -> Iterator[Row]:
    """The lines of a ranking with their titles: one question for each kind."""
    ranked = list(ranked)
    kinds = {kind for kind, _name, _number in ranked}
    places = {
        kind: subjects.places(kind, [name for other, name, _number in ranked if other == kind], now) for kind in kinds
    }
    for kind, name, number in ranked:
        place = places[kind].get(name)
        if place:
            yield Row(place.title, place.path, reverse("desk_readers_of", args=[kind, name]), number)


def _curve(title: str, kind: str, subject: str, period: Period, now: datetime) -> Curve:
    step, length = _LENGTHS[period]
    start = period.start(now) - step * (length - 1)
    numbers = dict(Count.objects.curve(kind, subject, period=period, since=start))
    times = [start + step * index for index in range(length)]
    return drawn(title, times, [numbers.get(at, 0) for at in times])


def _origin(host: str) -> str:
    return {
        Origin.OWN: _("Our own pages"),
        Origin.UNKNOWN: _("Unknown, or typed in"),
        Origin.OTHER: _("Other sites"),
    }.get(host, host)


urlpatterns = [
    path("readers/", ReadersView.as_view(), name="desk_readers"),
    path("readers/<str:kind>/<str:subject>/", SubjectView.as_view(), name="desk_readers_of"),
]
