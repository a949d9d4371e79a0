"""Running stories."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from depesche.delivery.collecting import mark
from depesche.newsroom import keys
from depesche.newsroom.models import Story, Tally, Teaser, Under, shows
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.lists import listing
from depesche.website.views.months import archive
from depesche.website.views.reach import most_read, reach
from depesche.website.views.structured import list_data

_LINK = ("title", "slug", "url_path", "first_published_at")  # of a story that is only named


@in_edition
def stories(request: HttpRequest, frame: Frame) -> HttpResponse:
    """All running stories of an edition, the last changed first."""
    context = {
        "running": with_counts(frame, 500),
        "canonical": f"{frame.edition.public_path()}stories/",
    }
    return frame.render("story_list", context)


@in_edition
def story(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """A story: so far, timeline, pinned, exact count, its articles, its months."""
    found = _story(frame, slug)
    pinned = dict(found.pinned.order_by("sort_order").values_list("article_id", "article__public_id"))
    mark(*map(keys.headline, pinned.values()))  # one that is not live may go live
    teasers = {
        teaser.article_id: teaser
        for teaser in Teaser.objects.visible(frame.at).filter(article__in=pinned).with_photos()
    }
    shows(teasers.values())
    context = {
        "story": found,
        "timeline": list(found.timeline.all()),
        "pinned": [teasers[pk] for pk in pinned if pk in teasers],
        "listing": listing(request, frame, Under.STORY, found.pk),
        "canonical": found.public_path(),
        "feed": f"{found.public_path()}feed.rss",
        **reach("story", found.pk),
        **most_read(frame, Under.STORY, found.pk),
        "json_ld": list_data(frame, name=found.title, path=found.public_path(), description=found.summary[:300]),
        **_archive(frame, found),
    }
    changed = keys.changed(frame.edition.pk, Under.STORY, found.pk)
    return frame.render("story", context, keys=[changed, keys.text(found.pk)])


@in_edition
def month(request: HttpRequest, frame: Frame, slug: str, year: int, month: int) -> HttpResponse:
    """The articles of a story in one month."""
    found = _story(frame, slug)
    start, end = month_bounds(frame, year, month)
    context = {
        "story": found,
        "month": start,
        "listing": listing(
            request,
            frame,
            Under.STORY,
            found.pk,
            period=f"{year}-{month:02}",
            published_at__gte=start,
            published_at__lt=end,
        ),
        "canonical": f"{found.public_path()}{year}/{month:02}/",
        **_archive(frame, found, start.date()),
    }
    if not context["listing"].teasers:
        raise Http404
    return frame.render("story_month", context)


def with_counts(frame: Frame, most: int) -> list[Story]:
    """Running stories with ``count`` and ``changed_at``, the last changed first: two queries."""
    mark(keys.running(frame.edition.code))
    stories = Story.objects.visible(frame.at).filter(running=True)
    last_changed = Tally.objects.filter(
        edition=frame.edition, under=Under.STORY, period="", under_id__in=stories.order_by().values("pk")
    ).order_by("-changed_at", "-under_id")
    tallies = {tally.under_id: tally for tally in last_changed[:most]}
    running = {story.pk: story for story in _counted(stories.filter(pk__in=tallies), tallies)}
    mark(*map(keys.name, running))  # they may be those of another edition
    return [running[pk] for pk in tallies]


def counted(frame: Frame, pks: list[int]) -> list[Story]:
    """The given stories with their counts, in the given order; those that are not live are left out."""
    mark(*(keys.count(frame.edition.pk, Under.STORY, pk) for pk in pks))
    tallies = {
        tally.under_id: tally
        for tally in Tally.objects.filter(edition=frame.edition, under=Under.STORY, period="", under_id__in=pks)
    }
    stories = Story.objects.visible(frame.at).filter(pk__in=pks).only(*_LINK)
    found = {story.pk: story for story in _counted(stories, tallies)}
    return [found[pk] for pk in pks if pk in found]


def month_bounds(frame: Frame, year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of a month and of the next, on the edition's clock; raises Http404."""
    try:
        return frame.edition.month(year, month)
    except (ValueError, OverflowError):
        raise Http404 from None


def _story(frame: Frame, slug: str) -> Story:
    stories = Story.objects.visible(frame.at).in_edition(frame.edition).select_related("photo")
    found: Story = get_object_or_404(stories, slug=slug)
    mark(keys.name(found.pk), keys.page(found.pk))
    return found


def _counted(stories: Any, tallies: dict[int, Tally]) -> list[Story]:
    rows = []
    for story in stories:
        tally = tallies.get(story.pk)
        story.count = tally.count if tally else 0
        story.changed_at = tally.changed_at if tally else story.first_published_at
        rows.append(story)
    return rows


def _archive(frame: Frame, story: Story, current: date | None = None) -> dict[str, Any]:
    mark(keys.count(frame.edition.pk, Under.STORY, story.pk))
    found = archive(frame, Under.STORY, story.pk, path=story.public_path(), current=current)
    return {"months": found.months, "count": found.count, "changed_at": found.changed_at}
