"""What becomes of our own blocks: of everything only what readers may see at that moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from depesche.delivery.collecting import mark
from depesche.formats import newsitem as n
from depesche.newsletters import blocks, kinds
from depesche.newsletters.kinds import Around, NothingToShow, Part
from depesche.newsroom import keys
from depesche.newsroom.models import Filing, Story, Teaser, Under, follow, shows
from depesche.newsroom.models.correction import last_correction
from depesche.newsroom.models.item import html_of
from depesche.newsroom.models.public import absolute, marked, renewed, whole
from depesche.subscriptions.mailings import in_short


def register() -> None:
    """Declare them."""
    kinds.register("text", blocks.TextBlock(), _text)
    kinds.register("articles", blocks.ArticlesBlock(), _articles)
    kinds.register("story", blocks.StoryBlock(), _story)
    kinds.register("most_read", blocks.MostReadBlock(), _most_read, choose=_chosen_most_read)
    kinds.register("advertisement", blocks.AdvertisementBlock(), _advertisement)


def _text(value: Any, around: Around) -> Part:
    html = prose(value.source, around)
    if not html.strip():
        raise NothingToShow
    return Part(template="newsletters/parts/text", context={"html": html})


def prose(source: str, around: Around) -> str:
    """An editor's rich text as HTML in which only what readers may see is linked, by whole addresses."""
    item = n.NewsItem(key="", headline="", language=around.edition.language, body=(n.Paragraph(html_of(source)),))
    [live] = renewed([item], at=around.at)
    return "".join(block.html for block in absolute(live).body if isinstance(block, n.Paragraph))


def _articles(value: Any, around: Around) -> Part:
    wanted = [page.pk for page in value["articles"] if page]
    mark(*(keys.headline(page.specific.public_id) for page in value["articles"] if page))
    found = {one.article_id: one for one in _visible(around).filter(article__in=wanted)}
    return _list(value["title"], [found[pk] for pk in wanted if pk in found])


def _story(value: Any, around: Around) -> Part:
    page = value["story"]
    if page is None:
        raise NothingToShow
    mark(keys.name(page.pk), keys.page(page.pk), keys.text(page.pk))
    story = Story.objects.visible(around.at).filter(pk=page.pk).first()
    if story is None:
        raise NothingToShow
    newest = _newest(around, story, value["number"] or 0)
    context = {
        "title": story.title,
        "address": whole(story.public_path()),
        "so_far": in_short(story.summary),
        "pieces": _told(newest),
    }
    return Part(template="newsletters/parts/story", context=context, pieces=_names(newest))


def _newest(around: Around, story: Story, number: int) -> list[Any]:
    """The newest of a story that somebody has not paid for."""
    edition = around.edition.pk
    filed = Filing.objects.under(edition, Under.STORY, story.pk).visible(around.at).select_related("teaser")
    rows = list(filed.annotate(corrected=last_correction("teaser__article"))[:number])
    shown: list[Any] = list(follow(rows, edition, Under.STORY, story.pk))
    for row in shown:
        row.teaser.corrected = row.corrected
    return [row.teaser for row in shown]


def _chosen_most_read(value: Any, around: Around) -> list[str]:
    edition = around.edition.pk
    limits = {"hours": int(value["hours"]), "limit": value["number"], "at": around.at}
    read = Teaser.objects.most_read(edition, Under.EDITION, edition, **limits)
    return [teaser.public_id for teaser in read]


def _most_read(value: Any, around: Around) -> Part:
    wanted = _chosen_most_read(value, around) if around.chosen is None else around.chosen
    mark(*map(keys.headline, wanted))
    found = {one.public_id: one for one in _visible(around).filter(public_id__in=wanted)}
    titles = {"24": _("Most read in 24 hours"), "168": _("Most read in seven days")}
    teasers = [found[public_id] for public_id in wanted if public_id in found]
    return _list(titles[value["hours"]], teasers, template="newsletters/parts/ranking")


def _advertisement(value: Any, around: Around) -> Part:
    names = ("title", "text", "address", "client")
    return Part(template="newsletters/parts/advertisement", context={name: value[name] or "" for name in names})


def _list(title: str, teasers: list[Teaser], *, template: str = "newsletters/parts/articles") -> Part:
    if not teasers:
        raise NothingToShow
    return Part(template=template, context={"title": title or "", "pieces": _told(teasers)}, pieces=_names(teasers))


def _visible(around: Around) -> Any:
    teasers = Teaser.objects.visible(around.at).filter(edition__live=True).annotate(corrected=last_correction())
    return teasers.select_related("edition__locale")


def _names(teasers: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    """Of which articles a part tells, and up to which correction."""
    return tuple((str(one.article_id), one.corrected or 0) for one in teasers)


def _told(teasers: Iterable[Teaser]) -> list[dict[str, str]]:
    teasers = list(teasers)
    shows(teasers)
    return [
        {
            "headline": " ".join(marked(one.headline, kind=one.kind, language=one.edition.language).split()),
            "summary": in_short(one.standfirst),
            "byline": " ".join(one.byline.split()),
            "address": whole(one.path),
        }
        for one in teasers
    ]
