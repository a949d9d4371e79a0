"""What readers can follow, and what those who follow it are told of an article."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from taggit.models import Tag
from wagtail.models import Page

from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Author, Edition, Filing, Section, Story, Tally, Teaser, Under
from depesche.newsroom.models.public import marked
from depesche.subscriptions import figures, reach, subjects
from depesche.subscriptions.mailings import PIECE
from depesche.subscriptions.subjects import Label, Piece, Place, Subject

_KINDS = {
    Under.STORY: "story",
    Under.SECTION: "section",
    Under.AUTHOR: "author",
    Under.TAG: "tag",
    Under.EDITION: "edition",
}
_UNDER = {kind: under for under, kind in _KINDS.items()}
_NEAREST_FIRST = {under: number for number, under in enumerate(_KINDS)}
MOST = 200  # pieces that are looked at for one letter


def register() -> None:
    """Tell subscriptions who knows about editions, sections, stories, authors and tags, and who publishes."""
    subjects.register("edition", _edition, _page_labels)
    subjects.register("tag", _tag, _tag_labels)
    for kind, model in (("section", Section), ("story", Story), ("author", Author)):
        subjects.register(kind, _finder(kind, model), _page_labels)
    subjects.publishes(_Articles())


def tag_name(edition: int, tag: int) -> str:
    """What a keyword is called as something to follow: editions share keywords, and readers follow one paper's."""
    return f"{edition}-{tag}"


def at_the_desk(article: Any) -> str:
    """How many the version of an article in the editor's hands would reach, and what became of those before."""
    name = str(article.pk)
    places = places_of(article)
    context = {
        "reach": reach.of_piece(places, name=name, published_at=article.first_published_at),
        "letters": figures.of(PIECE, name),
        "messages": figures.pushed(name),
    }
    return render_to_string("subscriptions/desk/reach.html", context)


def places_of(article: Any) -> list[Place]:
    """What a version of an article stands under, or is to stand under."""
    edition = article.edition_page().pk
    return [_place_of(one.under, one.pk, edition) for one in newsroom.places_of(article)]


class _Articles:
    """The articles of the newsroom, by the numbers of their pages."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        """The article, if readers may see it."""
        found = _visible(at).filter(article_id=_number(name)).first()
        return _pieces([found], at)[0] if found else None

    def new(self, places: Collection[Place], *, since: datetime, until: datetime, at: datetime) -> list[Piece]:
        """What was published first in a time, under any of the places."""
        wanted = [asked for place in places if (asked := _asked(place))]
        if not wanted:
            return []
        editions = Edition.objects.visible(at).values("pk")  # with which the index of lists begins
        rows = Filing.objects.filter(
            reduce(or_, wanted), edition__in=editions, published_at__gt=since, published_at__lte=until
        )
        newest = rows.order_by("-published_at").values_list("teaser_id", flat=True).distinct()[:MOST]
        found = _visible(at).filter(pk__in=list(newest))
        return _pieces(found.order_by("-published_at", "-pk"), at)


def _visible(at: datetime) -> Any:
    teasers = Teaser.objects.visible(at).filter(edition__in=Edition.objects.visible(at))
    return teasers.select_related("edition__locale", "section", "main_story")


def _pieces(teasers: Iterable[Teaser], at: datetime) -> list[Piece]:
    teasers = list(teasers)
    places: dict[int, list[Filing]] = {}
    for row in Filing.objects.filter(teaser__in=teasers).order_by("pk"):
        places.setdefault(row.teaser_id, []).append(row)
    return [_piece(teaser, places.get(teaser.pk, []), at) for teaser in teasers]


def _piece(teaser: Teaser, rows: list[Filing], at: datetime) -> Piece:
    edition, story = teaser.edition, teaser.main_story
    story = story if story and story.live and not (story.expire_at and story.expire_at <= at) else None
    rows = sorted(rows, key=lambda row: _NEAREST_FIRST[Under(row.under)])
    return Piece(
        name=str(teaser.article_id),
        headline=marked(teaser.headline, kind=teaser.kind, language=edition.language),
        summary=teaser.standfirst,
        byline=teaser.byline,
        path=teaser.path,
        opens=f"{story.public_path()}#{teaser.public_id}" if story else teaser.path,
        published_at=teaser.published_at,
        places=tuple(_place(row) for row in rows),
        group=story.title if story else teaser.section.title,
        group_path=story.public_path() if story else teaser.section.public_path(),
        so_far=story.summary if story else "",
        edition=Place("edition", str(edition.pk)),
        paper=edition.title,
        language=edition.language,
        direction=edition.direction,
    )


def _place(row: Filing) -> Place:
    return _place_of(row.under, row.under_id, row.edition_id)


def _place_of(under: int, pk: int, edition: int) -> Place:
    return Place(_KINDS[Under(under)], tag_name(edition, pk) if under == Under.TAG else str(pk))


def _asked(place: Place) -> Q | None:
    """The rows of lists that a place stands for."""
    under, name = _UNDER.get(place.kind), place.name
    if under is None:
        return None
    if under == Under.TAG:
        edition, tag = _numbers(name)
        return Q(under=under, under_id=tag, edition_id=edition)
    return Q(under=under, under_id=_number(name))


def _edition(name: str, at: datetime) -> Subject | None:
    edition = Edition.objects.visible(at).select_related("locale").filter(pk=_number(name)).first()
    return _subject(Place("edition", name), edition, edition.title, edition.public_path()) if edition else None


def _tag(name: str, at: datetime) -> Subject | None:
    """A keyword under which something is live in an edition."""
    of, pk = _numbers(name)
    edition = Edition.objects.visible(at).select_related("locale").filter(pk=of).first()
    used = Tally.objects.filter(edition=of, under=Under.TAG, under_id=pk, period="", count__gt=0)
    tag = Tag.objects.filter(pk=pk).first() if edition and used.exists() else None
    if edition is None or tag is None:
        return None
    return _subject(Place("tag", name), edition, tag.name, f"{edition.public_path()}tags/{tag.slug}/")


def _finder(kind: str, model: Any) -> subjects.Find:
    def find(name: str, at: datetime) -> Subject | None:
        page = model.objects.visible(at).filter(pk=_number(name)).first()
        if page is None:
            return None
        edition = Edition.objects.visible(at).select_related("locale").filter(slug=page.edition_code()).first()
        return _subject(Place(kind, name), edition, page.title, page.public_path()) if edition else None

    return find


def _page_labels(names: Collection[str]) -> dict[str, Label]:
    editions = dict(Edition.objects.values_list("path", "title"))
    pages = Page.objects.filter(pk__in=[_number(name) for name in names]).values_list("pk", "title", "path")
    return {str(pk): Label(title, _edition_above(path, editions)) for pk, title, path in pages}


def _edition_above(path: str, editions: dict[str, str]) -> str:
    above = (editions.get(path[:end]) for end in range(Page.steplen, len(path) + 1, Page.steplen))
    return next((title for title in above if title), "")


def _tag_labels(names: Collection[str]) -> dict[str, Label]:
    editions = dict(Edition.objects.values_list("pk", "title"))
    numbers = {name: _numbers(name) for name in names}
    tags = dict(Tag.objects.filter(pk__in={tag for _of, tag in numbers.values()}).values_list("pk", "name"))
    return {name: Label(tags[tag], editions.get(of, "")) for name, (of, tag) in numbers.items() if tag in tags}


def _subject(place: Place, edition: Edition, title: str, path: str) -> Subject:
    return Subject(
        place=place,
        title=title,
        path=path,
        edition=Place("edition", str(edition.pk)),
        code=edition.code,
        paper=edition.title,
        language=edition.language,
        direction=edition.direction,
        zone=edition.time_zone,
    )


def _number(name: str) -> int:
    """The number of a page; 0, which none has, for what is no number, and for a second way to write one."""
    return int(name) if name.isascii() and name.isdecimal() and not name.startswith("0") and len(name) < 18 else 0


def _numbers(name: str) -> tuple[int, int]:
    edition, _dash, tag = name.partition("-")
    return _number(edition), _number(tag)
