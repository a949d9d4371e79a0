"""Articles, from the snapshot that was taken when they were published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from depesche.formats import newsitem as n
from depesche.newsroom import keys
from depesche.newsroom.models import Author, Filing, Gone, Section, Story, Teaser, Under
from depesche.website.views.errors import gone
from depesche.website.views.frame import Frame, in_edition
from depesche.website.views.story import counted

RELATED = 4


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
    context = article_context(frame, teaser.snapshot.as_item(frame.at), teaser)
    return frame.render("article", context, keys=[keys.article(public_id), *map(_story_key, context["stories"])])


def article_context(frame: Frame, item: n.NewsItem, teaser: Teaser) -> dict[str, Any]:
    """What an article's page shows; used for live articles and, by the preview, for drafts."""
    named = _named(frame, item)
    item = live_only(frame, item, named)
    stories = counted(frame, [int(story.key) for story in item.stories])
    picked = [named[ref.key] for ref in item.related if ref.key in named]
    return {
        "item": item,
        "teaser": teaser,
        "section": frame.section(teaser.section_id) or Section(title=item.section.name if item.section else ""),
        "main_story": next((story for story in stories if story.pk == teaser.main_story_id), None),
        "stories": stories,
        "tags": item.tags,
        "related": [*picked, *_found(frame, item, teaser, skip={one.pk for one in picked})][:RELATED],
        "translations": _translations(frame, teaser),
        "canonical": teaser.path,
        "feed": f"{frame.edition.public_path()}feed.rss",
    }


def live_only(frame: Frame, item: n.NewsItem, named: dict[str, Teaser]) -> n.NewsItem:
    """The item with every reference as it is live now; what is not live is not named."""
    authors = {str(author.pk): author for author in _authors(frame, item)}
    return replace(
        item,
        bylines=tuple(_byline(line, authors) for line in item.bylines),
        body=tuple(_box(block, named) for block in item.body),
    )


def _story_key(story: Story) -> str:
    return keys.story(story.pk)


def _live(frame: Frame, public_id: str) -> Teaser | None:
    found: Teaser | None = (
        Teaser.objects.visible(frame.at)
        .filter(edition=frame.edition, public_id=public_id)
        .select_related("snapshot", "photo")
        .first()
    )
    return found


def _authors(frame: Frame, item: n.NewsItem) -> list[Author]:
    keys = [int(line.key) for line in item.bylines if line.key]
    return list(Author.objects.visible(frame.at).filter(pk__in=keys)) if keys else []


def _byline(line: n.Byline, authors: dict[str, Author]) -> n.Byline:
    author = authors.get(line.key)
    if author is None:
        return replace(line, key="", uri="")
    return replace(line, name=author.title, uri=author.public_path())


def _box(block: n.Block, named: dict[str, Teaser]) -> n.Block:
    if not isinstance(block, n.RelatedBox):
        return block
    live = (named[ref.key] for ref in block.items if ref.key in named)
    return replace(block, items=tuple(n.Ref(key=t.public_id, name=t.list_headline, uri=t.path) for t in live))


def _named(frame: Frame, item: n.NewsItem) -> dict[str, Teaser]:
    boxes = (block for block in item.body if isinstance(block, n.RelatedBox))
    keys = {ref.key for ref in item.related} | {ref.key for box in boxes for ref in box.items}
    if not keys:
        return {}
    return {teaser.public_id: teaser for teaser in Teaser.objects.visible(frame.at).filter(public_id__in=keys)}


def _found(frame: Frame, item: n.NewsItem, teaser: Teaser, *, skip: set[int]) -> Iterator[Teaser]:
    """Articles that share stories or tags with this one, the closest and newest first: one query."""
    weights = {(Under.STORY.value, int(ref.key)): 3 for ref in item.stories}
    weights |= {(Under.TAG.value, int(ref.key)): 2 for ref in item.tags}
    each = Q(pk__in=[])
    for under, pk in weights:
        each |= Q(pk__in=Filing.objects.under(frame.edition.pk, Under(under), pk).visible(frame.at)[:12].values("pk"))
    scores: dict[int, int] = {}
    teasers: dict[int, Teaser] = {}
    for row in Filing.objects.filter(each).select_related("teaser"):
        teasers[row.teaser_id] = row.teaser
        scores[row.teaser_id] = scores.get(row.teaser_id, 0) + weights[row.under, row.under_id]
    order = sorted(teasers.values(), key=lambda t: (scores[t.pk], t.published_at), reverse=True)
    return (other for other in order if other.pk != teaser.pk and other.pk not in skip)


def _translations(frame: Frame, teaser: Teaser) -> list[Teaser]:
    others = Teaser.objects.visible(frame.at).filter(translation_key=teaser.translation_key).exclude(pk=teaser.pk)
    editions = {edition.pk: edition for edition in frame.editions}
    found = [other for other in others if other.edition_id in editions]
    for other in found:
        other.edition = editions[other.edition_id]
    return found
