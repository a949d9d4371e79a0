"""Search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from depesche.formats.newsitem import plain_text
from depesche.newsroom.models import Author, Story, Tally, Teaser, Under
from depesche.newsroom.search import Results, Search, find
from depesche.newsroom.search.excerpt import Segment, excerpt, segments
from depesche.website.following.searches import CannotFollow, Wanted
from depesche.website.views.frame import Frame, in_edition

# Nobody reads page 51; who needs it asks more precisely.
LAST_PAGE = 50
LONGEST = 200
# A form is no archive: older stories have a page that lists them all.
STORIES = 20


@dataclass(frozen=True)
class Asked:
    """The form as the reader filled it in; what makes no sense is left empty."""

    text: str
    section: str
    story: str
    author: str
    since: date | None
    until: date | None
    order: Literal["best", "newest"]
    page: int

    @classmethod
    def read(cls, query: QueryDict) -> Asked:
        """Read the listed query keys and no others."""
        return cls(
            text=query.get("q", "").strip()[:LONGEST],
            section=query.get("section", "")[:100],
            story=query.get("story", "")[:100],
            author=query.get("author", "")[:100],
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            order="newest" if query.get("order") == "newest" else "best",
            page=_page(query.get("page", "1")),
        )

    def query(self, page: int) -> str:
        """The address of another page of the same answer."""
        query = QueryDict(mutable=True)
        query["q"] = self.text
        for name in ("section", "story", "author", "since", "until"):
            if value := getattr(self, name):
                query[name] = str(value)
        if self.order == "newest":
            query["order"] = "newest"
        if page > 1:
            query["page"] = str(page)
        return query.urlencode()


class Choice(NamedTuple):
    """A section, story or author that the answer can be limited to."""

    pk: int
    slug: str
    title: str


@dataclass(frozen=True)
class Hit:
    """A found article with the words asked for marked."""

    teaser: Teaser
    kicker: list[Segment]
    headline: list[Segment]
    excerpt: list[Segment]


@in_edition
def search(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Articles that hold the words, in the language of the edition."""
    asked = Asked.read(request.GET)
    choices = _choices(frame, asked)
    found = find(_search(frame, asked, choices), at=frame.at) if asked.text else None
    if asked.page > 1 and not (found and found.teasers):
        raise Http404
    context = {
        "asked": asked,
        "found": found,
        "hits": [_hit(frame, found, teaser) for teaser in found.teasers] if found else [],
        "newer": asked.query(asked.page - 1) if asked.page > 1 else "",
        "older": asked.query(asked.page + 1) if found and found.more and asked.page < LAST_PAGE else "",
        "stories": choices["story"],
        "authors": choices["author"],
        "follow": _follow(frame, asked, choices) if found else "",
        "canonical": f"{frame.edition.public_path()}search/",
    }
    return frame.render("search", context)


def wanted_of(frame: Frame, asked: Asked) -> Wanted | None:
    """What the form asks for, as something to follow; None if it has no words, too many, or unknown filters."""
    return _wanted(frame, asked, _choices(frame, asked))


def _wanted(frame: Frame, asked: Asked, choices: dict[str, list[Choice]]) -> Wanted | None:
    under = {name: _chosen(choices[name], getattr(asked, name)) for name in choices if getattr(asked, name)}
    try:
        return Wanted.of(frame.edition, asked.text, under) if all(under.values()) else None
    except CannotFollow:
        return None


def _follow(frame: Frame, asked: Asked, choices: dict[str, list[Choice]]) -> str:
    """Where the search can be followed, or nothing."""
    if _wanted(frame, asked, choices) is None:
        return ""
    query = QueryDict(mutable=True)
    query["edition"] = frame.edition.code
    query["q"] = asked.text
    query.update({name: getattr(asked, name) for name in choices if getattr(asked, name)})
    return f"{reverse('website:follow_search')}?{query.urlencode()}"


def _search(frame: Frame, asked: Asked, choices: dict[str, list[Choice]]) -> Search:
    under = [
        (kind, _chosen(choices[name], getattr(asked, name)))
        for name, kind in (("section", Under.SECTION), ("story", Under.STORY), ("author", Under.AUTHOR))
        if getattr(asked, name)
    ]
    return Search(
        edition_id=frame.edition.pk,
        language=frame.edition.language,
        text=asked.text,
        under=tuple(under),
        since=_midnight(frame, asked.since) if asked.since else None,
        until=_midnight(frame, asked.until + timedelta(days=1)) if asked.until else None,
        order=asked.order,
        page=asked.page,
    )


def _choices(frame: Frame, asked: Asked) -> dict[str, list[Choice]]:
    """What a search can be limited to: the twenty stories that changed last, and whatever was chosen already."""
    changed = Tally.objects.filter(edition=frame.edition, under=Under.STORY, period="").order_by("-changed_at")
    newest = Q(pk__in=[tally.under_id for tally in changed[:STORIES]])
    stories = Story.objects.visible(frame.at).in_edition(frame.edition)
    authors = Author.objects.visible(frame.at).in_edition(frame.edition)
    return {
        "section": [Choice(section.pk, section.slug, section.title) for section in frame.sections],
        "story": _listed(stories.filter(newest | Q(slug=asked.story))),
        "author": _listed(authors),
    }


def _listed(pages: QuerySet[Any]) -> list[Choice]:
    return [Choice(*row) for row in pages.order_by("title").values_list("pk", "slug", "title")]


def _chosen(choices: list[Choice], slug: str) -> int:
    # Nothing is filed under 0, so that an unknown name finds nothing instead of everything.
    return next((choice.pk for choice in choices if choice.slug == slug), 0)


def _hit(frame: Frame, found: Results, teaser: Teaser) -> Hit:
    language = frame.edition.language
    item = teaser.snapshot.as_text_item()
    text = f"{item.standfirst} {plain_text(item)}".replace("\n", " ")
    return Hit(
        teaser=teaser,
        kicker=segments(teaser.kicker, found.terms, language),
        headline=segments(teaser.headline, found.terms, language),
        excerpt=excerpt(" ".join(text.split()), found.terms, language),
    )


def _midnight(frame: Frame, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=frame.edition.zone)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None


def _page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= LAST_PAGE:
        raise Http404
    return int(text[:4])
