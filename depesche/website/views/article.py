"""Articles, from the snapshot that was taken when they were published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from depesche.audience.models import reach_of
from depesche.formats import newsitem as n
from depesche.newsroom.models import Edition, Filing, Gone, Section, Teaser, Under, follow, shows
from depesche.newsroom.models.public import public_items
from depesche.website.discussion import host_of, paragraphs_of
from depesche.website.templatetags.reading import sharing_image
from depesche.website.views.discussion import talk
from depesche.website.views.errors import gone
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.reach import reach_of_article, reactions
from depesche.website.views.story import counted
from depesche.website.views.structured import article_data

RELATED = 4
NEWEST = 12  # so many of each story and tag are looked at for what is related


class Translation(NamedTuple):
    """The same article in another edition."""

    edition: Edition
    path: str
    headline: str


@in_edition
def article(request: HttpRequest, frame: Frame, section: str, slug: str, public_id: str) -> HttpResponse:
    """The page of one article.  The public id alone finds it; an old path leads to the present one."""
    teaser = _live(frame, public_id)
    if teaser is None:
        if Gone.objects.filter(public_id=public_id, edition=frame.edition).exists():
            return gone(frame)
        raise Http404
    if request.path != teaser.path:
        return HttpResponsePermanentRedirect(teaser.path)
    [item] = public_items([teaser], at=frame.at)
    context = article_context(frame, item, teaser)
    shows(context["related"])
    context |= {
        "card": _card(frame, teaser),
        "json_ld": article_data(frame, item),
        "reactions": reactions(frame, public_id),
        **reach_of_article(teaser),
        "talk": talk(frame, host_of(teaser, frame.edition), partial(paragraphs_of, item)),
    }
    return frame.render("article", context)


def article_context(frame: Frame, item: n.NewsItem, teaser: Teaser) -> dict[str, Any]:
    """What an article's page shows; used for live articles and, by the preview, for drafts."""
    stories = counted(frame, [int(story.key) for story in item.stories])
    picked = _picked(frame, item)
    return {
        "item": item,
        "teaser": teaser,
        "section": frame.section(teaser.section_id) or Section(title=item.section.name if item.section else ""),
        "main_story": next((story for story in stories if story.pk == teaser.main_story_id), None),
        "stories": stories,
        "tags": item.tags,
        "related": (picked if len(picked) >= RELATED else [*picked, *_found(frame, item, teaser, picked)])[:RELATED],
        "translations": list(_translations(frame, item)),
        "canonical": teaser.path,
        "feed": f"{frame.edition.public_path()}feed.rss",
    }


def _card(frame: Frame, teaser: Teaser) -> n.Rendition | None:
    """The picture that stands for the article where its address is shared."""
    if teaser.photo is None:
        return None
    photo = teaser.photo.as_item(frame.at)
    return (teaser.photo.public_card() or sharing_image(photo)) if photo.renditions else None


def _live(frame: Frame, public_id: str) -> Teaser | None:
    found: Teaser | None = (
        Teaser.objects.visible(frame.at)
        .filter(edition__in=frame.editions, public_id=public_id)
        .select_related("snapshot", "photo")
        .annotate(**reach_of("article", "public_id"))
        .first()
    )
    return found


def _picked(frame: Frame, item: n.NewsItem) -> list[Teaser]:
    """What editors recommend beneath the article."""
    picks = [ref.key for ref in item.related]
    rows = Teaser.objects.visible(frame.at).filter(public_id__in=picks).with_photos() if picks else ()
    found = {row.public_id: row for row in rows}
    return [found[key] for key in picks if key in found]


def _found(frame: Frame, item: n.NewsItem, teaser: Teaser, picked: list[Teaser]) -> list[Teaser]:
    """Articles that share stories or tags with this one, the closest and newest first: two queries."""
    weights = {(Under.STORY, int(ref.key)): 3 for ref in item.stories}
    weights |= {(Under.TAG, int(ref.key)): 2 for ref in item.tags}
    rows = Filing.objects.newest_of_each(frame.edition.pk, weights, at=frame.at, count=NEWEST)
    scores: dict[int, tuple[int, datetime]] = {}
    for (under, pk), newest in rows.items():
        for row in islice(follow(newest, frame.edition.pk, under, pk), NEWEST):
            score, _published = scores.get(row.teaser_id, (0, None))
            scores[row.teaser_id] = (score + weights[under, pk], row.published_at)
    for known in (teaser, *picked):
        scores.pop(known.pk, None)
    closest = sorted(scores, key=lambda pk: (*scores[pk], pk), reverse=True)[:RELATED]
    found = Teaser.objects.with_photos().in_bulk(closest)
    return [found[pk] for pk in closest if pk in found]


def _translations(frame: Frame, item: n.NewsItem) -> Iterator[Translation]:
    refs = {ref.uri.split("/")[1]: ref for ref in item.translations}
    for edition in frame.editions:
        if edition.code in refs:
            yield Translation(edition, refs[edition.code].uri, refs[edition.code].name)
