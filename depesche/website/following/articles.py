"""Editions, sections, stories, authors and tags, and what those who follow them are told of an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q
from taggit.models import Tag

from depesche.newsroom.models import Author, Correction, Edition, Filing, Section, Story, Tally, Teaser, Under
from depesche.newsroom.models.correction import last_correction
from depesche.newsroom.models.public import marked
from depesche.subscriptions import subjects
from depesche.subscriptions.subjects import Asked, Corrected, Piece, Place, Subject
from depesche.website.following import labels, searches
from depesche.website.following.places import number, numbers, subject_of, tag_name

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
    subjects.register("edition", _edition, labels=labels.of_pages)
    subjects.register("tag", _tag, labels=labels.of_tags)
    for kind, model in (("section", Section), ("story", Story), ("author", Author)):
        subjects.register(kind, _finder(kind, model), labels=labels.of_pages)
    subjects.publishes(_Articles())


class _Articles:
    """The articles of the newsroom, by the numbers of their pages."""

    def piece(self, name: str, at: datetime) -> Piece | None:
        """The article, if readers may see it."""
        found = _visible(at).filter(article_id=number(name)).first()
        return _pieces([found], at)[0] if found else None

    def correction(self, name: str, at: datetime) -> Corrected | None:
        """What was put right in an article, if readers may see it."""
        found = Correction.objects.filter(pk=number(name)).first()
        piece = self.piece(str(found.article_id), at) if found else None
        if found is None or piece is None:
            return None
        return Corrected(number=found.pk, piece=piece, wrong=found.wrong, right=found.right, since=found.since)

    def new(self, asked: Asked, *, until: datetime, at: datetime) -> list[Piece]:
        """What was published first in a time, under any of the places or as an answer to a search."""
        found = _found(asked, until, at)
        answers = searches.new(asked, until=until, at=at)
        teasers = _visible(at).filter(pk__in={*found, *answers}, published_at__lte=until)
        pieces = _pieces(teasers.order_by("-published_at", "-pk")[:MOST], at, answers)
        return [
            piece for piece in pieces if any(piece.published_at > asked.get(place, until) for place in piece.places)
        ]

    def moved(self, *, since: datetime, until: datetime) -> bool:
        """Whether somebody waits for the answers to a search, and something was published."""
        return searches.somebody_waits() and _published(since, until).exists()

    def stirred(self, *, since: datetime, until: datetime, at: datetime) -> Iterable[Place]:
        """The searches to which something new is an answer."""
        if not searches.somebody_waits():
            return ()
        fresh = _published(since, until).order_by("-published_at").values_list("teaser_id", flat=True)[:MOST]
        return searches.answered_by(_visible(at).filter(pk__in=list(fresh)).select_related("snapshot"), at)


def _found(asked: Asked, until: datetime, at: datetime) -> list[int]:
    """The rows of lists that stand under any of the places, the newest first."""
    wanted = [where & Q(published_at__gt=since) for place, since in asked.items() if (where := _asked(place))]
    if not wanted:
        return []
    editions = Edition.objects.visible(at).values("pk")  # with which the index of lists begins
    rows = Filing.objects.filter(reduce(or_, wanted), edition__in=editions, published_at__lte=until)
    return list(rows.order_by("-published_at").values_list("teaser_id", flat=True).distinct()[:MOST])


def _published(since: datetime, until: datetime) -> Any:
    """What was published in a time, by the lists of all editions."""
    editions = Edition.objects.filter(live=True).values("pk")
    every = Filing.objects.filter(edition__in=editions, under=Under.EDITION, under_id=F("edition_id"))
    return every.filter(published_at__gt=since, published_at__lte=until)


def _visible(at: datetime) -> Any:
    teasers = Teaser.objects.visible(at).filter(edition__in=Edition.objects.visible(at))
    # In one statement with the text: a letter knows for sure which errors it may hold.
    return teasers.annotate(corrected=last_correction()).select_related("edition__locale", "section", "main_story")


def _pieces(
    teasers: Iterable[Teaser], at: datetime, answers: Mapping[int, Sequence[Place]] | None = None
) -> list[Piece]:
    teasers, answers = list(teasers), answers or {}
    places: dict[int, list[Filing]] = {}
    for row in Filing.objects.filter(teaser__in=teasers).order_by("pk"):
        places.setdefault(row.teaser_id, []).append(row)
    return [_piece(teaser, places.get(teaser.pk, []), answers.get(teaser.pk, ()), at) for teaser in teasers]


def _piece(teaser: Any, rows: list[Filing], answers: Sequence[Place], at: datetime) -> Piece:
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
        places=(*map(_place, rows), *answers),
        group=story.title if story else teaser.section.title,
        group_path=story.public_path() if story else teaser.section.public_path(),
        so_far=story.summary if story else "",
        edition=Place("edition", str(edition.pk)),
        paper=edition.title,
        language=edition.language,
        direction=edition.direction,
        corrected=teaser.corrected or 0,
    )


def _place(row: Filing) -> Place:
    return place_of(row.under, row.under_id, row.edition_id)


def place_of(under: int, pk: int, edition: int) -> Place:
    """What a list of an edition is called as something to follow."""
    return Place(_KINDS[Under(under)], tag_name(edition, pk) if under == Under.TAG else str(pk))


def _asked(place: Place) -> Q | None:
    """The rows of lists that a place stands for."""
    under, name = _UNDER.get(place.kind), place.name
    if under is None:
        return None
    if under == Under.TAG:
        edition, tag = numbers(name)
        return Q(under=under, under_id=tag, edition_id=edition)
    return Q(under=under, under_id=number(name))


def _edition(name: str, at: datetime) -> Subject | None:
    edition = Edition.objects.visible(at).select_related("locale").filter(pk=number(name)).first()
    return subject_of(Place("edition", name), edition, edition.title, edition.public_path()) if edition else None


def _tag(name: str, at: datetime) -> Subject | None:
    """A keyword under which something is live in an edition."""
    of, pk = numbers(name)
    edition = Edition.objects.visible(at).select_related("locale").filter(pk=of).first()
    used = Tally.objects.filter(edition=of, under=Under.TAG, under_id=pk, period="", count__gt=0)
    tag = Tag.objects.filter(pk=pk).first() if edition and used.exists() else None
    if edition is None or tag is None:
        return None
    return subject_of(Place("tag", name), edition, tag.name, f"{edition.public_path()}tags/{tag.slug}/")


def _finder(kind: str, model: Any) -> subjects.Find:
    def find(name: str, at: datetime) -> Subject | None:
        page = model.objects.visible(at).filter(pk=number(name)).first()
        if page is None:
            return None
        edition = Edition.objects.visible(at).select_related("locale").filter(slug=page.edition_code()).first()
        return subject_of(Place(kind, name), edition, page.title, page.public_path()) if edition else None

    return find
