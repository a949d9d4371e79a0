"""What readers' pages are made of: facts, each under the surrogate key of the pages that show it.

A change is purged by comparing the facts before and after it.  So an action
need not know which pages show what it changes, and what it does not change is
not purged.  Facts know no clock: an article that has expired is a fact until
it is withdrawn, since pages of earlier still show it.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from depesche.delivery import actions as delivery
from depesche.delivery.keys import everything
from depesche.formats import sitemap
from depesche.newsroom import keys
from depesche.newsroom.models import (
    Article,
    Author,
    Edition,
    Filing,
    NewsroomPage,
    PlainPage,
    Section,
    Story,
    Tally,
    Teaser,
    Under,
)

Facts = frozenset[tuple[str, Hashable]]
NOTHING: Facts = frozenset()
_NEWS = sitemap.NEWS_AGE + timedelta(hours=1)  # older articles stand on no map of news that anybody is given
_COUNTED = (Under.EDITION, Under.STORY, Under.TAG)  # the lists whose pages say how many articles they have
_SMALL = {Section: Under.SECTION, Story: Under.STORY, Author: Under.AUTHOR}


def purge_changes(before: Facts, now: Facts) -> None:
    """Purge the pages that show something which was not so before, or is not so any more."""
    delivery.purge(*{key for key, _fact in before ^ now})


def facts_of_article(article: Article, *, at: datetime) -> Facts:
    """What readers' pages say of an article; nothing of one that is not live."""
    teaser = Teaser.objects.filter(article=article).select_related("edition__locale", "snapshot").first()
    return NOTHING if teaser is None else frozenset(_article(teaser, at))


def facts_of_page(page: NewsroomPage, *, live: bool) -> Facts:
    """What readers' pages say of a story, author, section, plain page or edition, if it is live, and if it is not."""
    if not live:
        return frozenset() if isinstance(page, Edition) else frozenset({(keys.address(page.public_path()), "draft")})
    return frozenset({(keys.page(page.pk), page.public_path()), *_OF_PAGE[type(page)](page)})


def _article(teaser: Teaser, at: datetime) -> Iterator[tuple[str, Hashable]]:
    code, public_id = teaser.edition.code, teaser.public_id
    link = (teaser.path, teaser.list_headline, teaser.kind)
    version = (code, teaser.path, teaser.list_headline)
    yield keys.address(public_id), teaser.path
    yield keys.headline(public_id), link
    yield keys.teaser(public_id), (link, *(getattr(teaser, name) for name in _SHOWN))
    yield keys.article(public_id), (link, teaser.kicker, _written(teaser.snapshot.item))
    yield keys.translations(teaser.translation_key), version
    for row in teaser.filings.select_related("edition"):
        yield from _filed(row, at)
    yield keys.month(code, _month(teaser)), (version, teaser.changed_at, teaser.photo_id)
    for other in Teaser.objects.filter(translation_key=teaser.translation_key).exclude(pk=teaser.pk):
        yield keys.month(other.edition.code, _month(other)), version
    if teaser.kind != "advertisement" and teaser.published_at > at - _NEWS:
        yield keys.news(code), (public_id, teaser.path, teaser.headline, teaser.published_at)


_SHOWN = (
    *("headline", "kicker", "kicker_path", "standfirst", "byline", "published_at"),
    *("photo_id", "photo_caption", "photo_alt"),
)


def _filed(row: Filing, at: datetime) -> Iterator[tuple[str, Hashable]]:
    """An article's place in one list."""
    under = Under(row.under)
    of = (row.edition_id, row.under, row.under_id)
    on = f"{timezone.localdate(row.published_at, row.edition.zone)}"
    yield keys.after(*of, row.teaser_id), "itself"
    for place in _before(row, on, at):
        yield keys.after(*of, place), row.teaser_id
    if under in _COUNTED:
        yield keys.count(*of), (row.teaser_id, on[:7])
    if under == Under.EDITION:
        yield keys.count(*of, on[:4]), (row.teaser_id, on[:7])
        yield keys.count(*of, on[:7]), (row.teaser_id, on)
    tally = Tally.objects.filter(edition=row.edition_id, under=under, under_id=row.under_id, period="").first()
    changed = tally.changed_at if tally else None
    if under in (Under.EDITION, Under.STORY):
        yield keys.changed(*of), changed
    if under in _SMALL.values():
        yield keys.pages(row.edition.code), (of, changed)
    if tally and under == Under.STORY and Story.objects.filter(pk=row.under_id, live=True, running=True).exists():
        yield keys.running(row.edition.code), (of, tally.count, changed)


def _before(row: Filing, on: str, at: datetime) -> Iterator[int | str]:
    """After what the row comes in its list: the row above, and where the list of its month or day begins.

    A row above that readers do not see now may have been seen by a page of
    earlier, so the next one counts as well.
    """
    day = ""
    for above in Filing.objects.above(row).iterator(chunk_size=10):
        yield above.teaser_id
        if above.published_at <= at and (above.expires_at is None or above.expires_at > at):
            day = f"{timezone.localdate(above.published_at, row.edition.zone)}"
            break
    else:
        yield ""
    yield from (period for period in (on[:7], on) if not day.startswith(period))


def _story(page: Story) -> Iterator[tuple[str, Hashable]]:
    yield keys.name(page.pk), (page.title, page.public_path())
    timeline = tuple((event.on, event.text) for event in page.timeline.all())
    pinned = tuple(pin.article_id for pin in page.pinned.all())
    own = (page.summary, page.checked_on, page.places, page.people, page.photo_id, page.running)
    yield keys.text(page.pk), (*own, timeline, pinned)
    if page.running:
        for tally in Tally.objects.filter(under=Under.STORY, under_id=page.pk, period="").select_related("edition"):
            yield keys.running(tally.edition.code), (page.pk, page.title, page.public_path())
    yield _on_the_map(page, _tally(page))


def _author(page: Author) -> Iterator[tuple[str, Hashable]]:
    line = (page.title, page.public_path(), page.role, page.photo_id)
    yield keys.name(page.pk), line[:2]
    yield keys.text(page.pk), (page.role, page.biography, page.email, page.photo_id)
    yield keys.authors(page.edition_code()), line
    yield _on_the_map(page, _tally(page))


def _section(page: Section) -> Iterator[tuple[str, Hashable]]:
    link = (page.title, page.public_path())
    yield keys.name(page.pk), link
    yield keys.text(page.pk), page.description
    yield keys.edition(page.edition_code()), link
    yield _on_the_map(page, _tally(page))


def _plain_page(page: PlainPage) -> Iterator[tuple[str, Hashable]]:
    link = (page.title, page.public_path())
    yield keys.text(page.pk), (link, page.standfirst, _written(page.body.get_prep_value()))
    if page.in_footer:
        yield keys.edition(page.edition_code()), link
    yield _on_the_map(page, None)


def _edition(page: Edition) -> Iterator[tuple[str, Hashable]]:
    masthead = (page.title, page.public_path(), page.language)
    yield everything(), masthead  # the mastheads of all editions lead to it
    yield keys.name(page.pk), masthead
    yield keys.edition(page.code), (page.time_zone, page.accent, page.accent_dark)
    yield keys.text(page.pk), page.tagline
    yield keys.reactions(page.code), tuple(page.reaction_words)
    yield keys.front(page.code), tuple((slot.article_id, slot.rank, slot.may_repeat) for slot in page.slots.all())


_OF_PAGE: dict[type[NewsroomPage], Any] = {
    Story: _story,
    Author: _author,
    Section: _section,
    PlainPage: _plain_page,
    Edition: _edition,
}


def _on_the_map(page: Any, tally: Tally | None) -> tuple[str, Hashable]:
    changed = tally.changed_at if tally else page.last_published_at
    return keys.pages(page.edition_code()), (page.public_path(), changed)


def _tally(page: Any) -> Tally | None:
    found: Tally | None = Tally.objects.filter(
        edition=page.edition_page(), under=_SMALL[type(page)], under_id=page.pk, period=""
    ).first()
    return found


def _month(teaser: Teaser) -> str:
    return f"{timezone.localtime(teaser.published_at, teaser.edition.zone):%Y-%m}"


def _written(data: Any) -> str:
    return json.dumps(data, sort_keys=True, default=str)
