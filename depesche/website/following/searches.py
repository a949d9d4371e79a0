"""A search as something to follow: words and the filters beside them, in one edition.

Its name tells nothing: whoever types the same words follows the same, and
nobody can find out by trying names which words others have typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.http import QueryDict
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from depesche.newsroom.models import Author, Edition, Section, Story, Teaser, Under
from depesche.newsroom.search import Search, newest
from depesche.newsroom.search.holding import Held
from depesche.newsroom.search.match import clauses, tidy
from depesche.newsroom.search.query import match_of
from depesche.subscriptions.models import Described
from depesche.subscriptions.subjects import Asked, Place, Subject
from depesche.website.following.places import number, subject_of

KIND = "search"
LONGEST = 100  # signs of its words; a letter names them
MOST_FOLLOWED = 20  # by one address: each costs a question to the index for each of its letters
MOST_ANSWERS = 100  # of one search in one letter
_FILTERS: tuple[tuple[str, Under, Any], ...] = (
    ("section", Under.SECTION, Section),
    ("story", Under.STORY, Story),
    ("author", Under.AUTHOR, Author),
)


class CannotFollow(ValueError):
    """There are no words, or too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search that somebody wants to follow; ``under`` are numbers of pages by the names of the filters."""

    edition: int
    words: str
    under: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, edition: Edition, text: str, under: dict[str, int]) -> Self:
        """What somebody typed, without all that search does not look at; raises CannotFollow."""
        words = tidy(text)
        if not clauses(words, edition.language)[0] or len(words) > LONGEST:
            raise CannotFollow(len(words))
        return cls(edition=edition.pk, words=words, under=tuple(sorted(under.items())))

    @classmethod
    def read(cls, said: str) -> Self:
        """What ``said`` has written down."""
        query = QueryDict(said)
        under = ((name, number(query[name])) for name, _under, _model in _FILTERS if name in query)
        return cls(edition=number(query["edition"]), words=query["q"], under=tuple(sorted(under)))

    @property
    def said(self) -> str:
        """How it is kept."""
        query = QueryDict(mutable=True)
        query.update({"edition": str(self.edition), "q": self.words, **{name: str(pk) for name, pk in self.under}})
        return query.urlencode()

    @property
    def place(self) -> Place:
        """What it is called: the same for the same search, and for nobody to work out."""
        return Place(KIND, salted_hmac("depesche.website.searches", self.said, algorithm="sha256").hexdigest()[:32])

    def asks(self, edition: Edition, *, since: datetime | None = None) -> Search:
        """The question to the index."""
        kinds = {name: under for name, under, _model in _FILTERS}
        return Search(
            edition_id=self.edition,
            language=edition.language,
            text=self.words,
            under=tuple((kinds[name], pk) for name, pk in self.under),
            since=since,
            order="newest",
        )


def subject(name: str, at: datetime) -> Subject | None:
    """The search of this name, while readers may see the edition and what it is limited to."""
    kept = Described.objects.filter(kind=KIND, name=name).first()
    return subject_of_search(Wanted.read(kept.said), at, place=Place(KIND, name)) if kept else None


def subject_of_search(wanted: Wanted, at: datetime, *, place: Place | None = None) -> Subject | None:
    """A search as something to follow, kept already or not; a query for each filter and one."""
    edition = Edition.objects.visible(at).select_related("locale").filter(pk=wanted.edition).first()
    limits = [_limit(name, pk, at) for name, pk in wanted.under]
    if edition is None or not all(limits):
        return None
    with translation.override(edition.language):
        title = _("Search: %(words)s") % {"words": wanted.words}
    title = Truncator(" · ".join([title, *(page.title for page in limits)])).chars(250)
    slugs = {name: page.slug for (name, _pk), page in zip(wanted.under, limits, strict=True)}
    query = QueryDict(mutable=True)
    query.update({"q": wanted.words, **slugs})
    path = f"{edition.public_path()}search/?{query.urlencode()}"
    return subject_of(place or wanted.place, edition, title, path)


def somebody_waits() -> bool:
    """Whether anybody wants to hear of the answers to a search at once."""
    return bool(Described.objects.heard_at_once(KIND).exists())


def new(asked: Asked, *, until: datetime, at: datetime) -> dict[int, list[Place]]:
    """The live articles that answer searches, each with these: two queries for each search, and two."""
    found: dict[int, list[Place]] = {}
    names = [place.name for place in asked if place.kind == KIND]
    kept = Described.objects.filter(kind=KIND, name__in=names) if names else ()
    editions = _editions(at) if names else {}
    for one in kept:
        place, wanted = Place(KIND, one.name), Wanted.read(one.said)
        if edition := editions.get(wanted.edition):
            for teaser in newest(wanted.asks(edition, since=asked[place]), most=MOST_ANSWERS):
                found.setdefault(teaser, []).append(place)
    return found


def answered_by(teasers: Iterable[Teaser], at: datetime) -> Iterator[Place]:
    """Which of the searches that somebody hears of at once have one of these as an answer.

    Two queries, one for each article, and no question to the index: thousands of searches are read once.
    """
    fresh = [(teaser.edition_id, Held.by(teaser)) for teaser in teasers]
    if not fresh:
        return
    editions = _editions(at)
    kept = Described.objects.heard_at_once(KIND).values_list("name", "said")
    for name, said in kept.iterator(chunk_size=2000):
        wanted = Wanted.read(said)
        mine = [held for edition, held in fresh if edition == wanted.edition]
        if mine and wanted.edition in editions:
            match = match_of(wanted.asks(editions[wanted.edition]))
            if any(held.answers(match) for held in mine):
                yield Place(KIND, name)


def _editions(at: datetime) -> dict[int, Edition]:
    return {edition.pk: edition for edition in Edition.objects.visible(at).select_related("locale")}


def _limit(name: str, pk: int, at: datetime) -> Any:
    """The page that a search is limited to, if readers may see it."""
    [model] = [model for known, _under, model in _FILTERS if known == name]
    return model.objects.visible(at).filter(pk=pk).first()
