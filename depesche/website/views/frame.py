"""The frame that every page of an edition stands in: masthead, navigation, footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from depesche.newsroom.models import Edition, PlainPage, Section


@dataclass(frozen=True)
class Frame:
    """An edition at a moment: three queries, however much it holds."""

    edition: Edition
    editions: tuple[Edition, ...]
    at: datetime

    @classmethod
    def open(cls, code: str, at: datetime) -> Frame:
        """The frame of the edition ``code``; raises Http404."""
        editions = tuple(sorted(Edition.objects.visible(at).select_related("locale"), key=attrgetter("path")))
        for edition in editions:
            if edition.code == code:
                return cls(edition, editions, at)
        raise Http404

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in the order of the tree."""
        return sorted(Section.objects.visible(self.at).in_edition(self.edition), key=attrgetter("path"))

    @cached_property
    def plain_pages(self) -> list[PlainPage]:
        """What the footer links to."""
        pages = PlainPage.objects.visible(self.at).in_edition(self.edition).filter(in_footer=True)
        return sorted(pages.defer("body"), key=attrgetter("path"))

    def section(self, pk: int) -> Section | None:
        """The section with the given number, if it is live."""
        return next((section for section in self.sections if section.pk == pk), None)

    def render(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """A page of the edition; ``canonical`` in the context is its path."""
        canonical = context.get("canonical", "")
        html = render_to_string(
            f"website/{template}.html",
            {
                "frame": self,
                "edition": self.edition,
                "editions": self.editions,
                "sections": self.sections,
                "plain_pages": self.plain_pages,
                "now": timezone.localtime(self.at),
                "base_url": settings.BASE_URL,
                **context,
                "canonical": settings.BASE_URL + canonical if canonical else "",
            },
        )
        return HttpResponse(html, status=status)


def in_edition(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call the view with the frame of the edition in the address, in its language and time zone.

    The view sees the request for its path and listed query keys only: no
    header or cookie may change what it renders.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, code: str, **parts: Any) -> HttpResponse:
        frame = Frame.open(code, timezone.now())
        with translation.override(frame.edition.language), timezone.override(frame.edition.zone):
            return view(request, frame, **parts)

    return answer
