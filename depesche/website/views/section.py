"""Sections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from depesche.newsroom import keys
from depesche.newsroom.models import Section, Under
from depesche.website.views.frame import Frame
from depesche.website.views.lists import listing
from depesche.website.views.reach import most_read, reach
from depesche.website.views.structured import list_data


def section_page(request: HttpRequest, frame: Frame, section: Section) -> HttpResponse:
    """The newest of a section, and the way back in time."""
    context = {
        "section": section,
        "listing": listing(request, frame, Under.SECTION, section.pk),
        "canonical": section.public_path(),
        "feed": f"{section.public_path()}feed.rss",
        **reach("section", section.pk),
        **most_read(frame, Under.SECTION, section.pk),
        "json_ld": list_data(frame, name=section.title, path=section.public_path(), description=section.description),
    }
    return frame.render("section", context, keys=[keys.page(section.pk), keys.text(section.pk)])
