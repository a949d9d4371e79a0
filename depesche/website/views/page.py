"""What stands directly beneath an edition: sections and plain pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from depesche.formats import newsitem as n
from depesche.newsroom import keys
from depesche.newsroom.models import PlainPage
from depesche.newsroom.models.item import blocks_of
from depesche.newsroom.models.public import renewed
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.section import section_page


@in_edition
def section_or_page(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """A section or a plain page; they share their names, so that no two can be the same."""
    for section in frame.sections:
        if section.slug == slug:
            return section_page(request, frame, section)
    found = get_object_or_404(PlainPage.objects.visible(frame.at).in_edition(frame.edition), slug=slug)
    return frame.render("page", page_context(frame, found), keys=[keys.page(found.pk), keys.text(found.pk)])


def page_context(frame: Frame, page: PlainPage) -> dict[str, Any]:
    """What a page that is no news shows; used for live pages and, by the preview, for drafts."""
    text = n.NewsItem(
        key=str(page.pk),
        item_type="page",
        headline=page.title,
        language=frame.edition.language,
        body=tuple(blocks_of(page.body, at=frame.at)),
    )
    [text] = renewed([text], at=frame.at)
    return {"page": page, "blocks": text.body, "canonical": page.public_path()}
