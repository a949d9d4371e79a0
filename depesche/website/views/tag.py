"""Keywords."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from taggit.models import Tag

from depesche.newsroom import keys
from depesche.newsroom.models import Tally, Under
from depesche.website.following import tag_name
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.lists import listing
from depesche.website.views.structured import list_data


@in_edition
def tag(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """Everything live under one keyword; a keyword with nothing live does not exist."""
    found = get_object_or_404(Tag, slug=slug)
    tally = Tally.objects.filter(edition=frame.edition, under=Under.TAG, under_id=found.pk, period="").first()
    rows = listing(request, frame, Under.TAG, found.pk)
    if tally is None or not rows.teasers:
        raise Http404
    path = f"{frame.edition.public_path()}tags/{found.slug}/"
    context = {"tag": found, "count": tally.count, "listing": rows, "canonical": path, "feed": f"{path}feed.rss"}
    context["follow_name"] = tag_name(frame.edition.pk, found.pk)
    context["json_ld"] = list_data(frame, name=found.name, path=path)
    return frame.render("tag", context, keys=[keys.count(frame.edition.pk, Under.TAG, found.pk)])
