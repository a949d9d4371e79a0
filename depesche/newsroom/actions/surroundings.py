"""When a page around articles changes: what readers' lists must follow at once.

A story gets another name, a section another address, an author marries, an
edition moves to another time zone.  Articles are not published anew for it;
the narrow rows of the lists are brought in step here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr
from wagtail.models import Page

from depesche import events
from depesche.audience import actions as audience
from depesche.delivery import actions as delivery
from depesche.delivery.keys import everything
from depesche.media import actions as media
from depesche.media.models import Photo
from depesche.newsroom import keys
from depesche.newsroom.actions import filing, tallies
from depesche.newsroom.actions.facts import NOTHING, Facts, facts_of_page, purge_changes
from depesche.newsroom.events import Withdrawn
from depesche.newsroom.models import (
    Author,
    Byline,
    Edition,
    Filing,
    NewsroomPage,
    Section,
    Story,
    Tally,
    Teaser,
    Under,
    subject_of,
)
from depesche.newsroom.models.item import photos_of, recordings_of

_BATCH = 500
_LISTS: dict[type[NewsroomPage], Under] = {Story: Under.STORY, Author: Under.AUTHOR, Section: Under.SECTION}


def published(*, page: NewsroomPage, before: NewsroomPage, known: Facts, at: datetime, develop: bool = True) -> None:
    """Follow the publication of a page that is no article; ``known`` is what readers' pages said of it until now."""
    filing.release_photos(photos_of(page), at=at, develop=develop)
    for document in recordings_of(page):
        media.release_document(document=document, at=at)
    filing.conceal_unused(_no_longer_shown(before, page))
    if isinstance(page, Story):
        _label(page, kicker=page.title, path=page.public_path())
    elif isinstance(page, Author) and before.title != page.title:
        _rename_author(page)
    elif isinstance(page, (Section, Edition)) and before.public_path() != page.public_path():
        _readdress(before, page)
    if named := subject_of(page):
        audience.link_for(**named, at=at)
    if isinstance(page, Edition) and isinstance(before, Edition) and before.time_zone != page.time_zone:
        delivery.purge(*_months(page), keys.count(page.pk, Under.EDITION, page.pk))
        tallies.retally(page)
        delivery.purge(*_months(page))
    purge_changes(known, facts_of_page(type(page).objects.get(pk=page.pk), live=True))


def withdrawn(*, page: NewsroomPage) -> None:
    """Follow the withdrawal of a page that is no article."""
    purge_changes(facts_of_page(page, live=True), facts_of_page(page, live=False))
    _take_back(page)


def placed(*, page: NewsroomPage) -> None:
    """Follow a new draft: texts that lead to its address do not name it any more."""
    purge_changes(NOTHING, facts_of_page(page, live=False))


def moved(*, page: NewsroomPage, from_path: str, to_path: str) -> None:
    """Follow a page that is no article to another place in the tree, which may be one beside where it was."""
    if isinstance(page, Edition) or from_path != to_path:
        delivery.purge(everything())  # nobody does it twice in a year
    else:
        delivery.purge(keys.edition(page.edition_code()), keys.pages(page.edition_code()))


@transaction.atomic
def forget(*, page: NewsroomPage) -> None:
    """Follow the deletion of a page that is no article, just before its row goes.

    What a withdrawal does, and then its lists: nobody publishes it again, so
    nothing would ever empty them.
    """
    was_live = page.live
    purge_changes(facts_of_page(page, live=was_live), NOTHING)
    Page.objects.filter(pk=page.pk).update(live=False)  # or its own row would keep its pictures public
    _take_back(page)
    if under := _LISTS.get(type(page)):
        tallies.close(under, page.pk)
    if was_live:
        events.emit(Withdrawn(page_id=page.pk))


def _take_back(page: NewsroomPage) -> None:
    filing.conceal_unused(photos_of(page))
    for document in recordings_of(page):
        filing.conceal_unheard(document)
    if isinstance(page, Story):
        _label(page, kicker="", path="")
    delivery.purge(keys.page(page.pk), hard=True)
    if isinstance(page, Edition):
        delivery.purge(keys.edition(page.code), keys.name(page.pk), hard=True)


def _no_longer_shown(before: NewsroomPage, page: NewsroomPage) -> list[Photo]:
    now = set(photos_of(page))
    return [photo for photo in photos_of(before) if photo not in now]


def _label(story: Story, *, kicker: str, path: str) -> None:
    """Carry a story's name and address to the articles that it labels."""
    labelled = Teaser.objects.filter(main_story=story)
    labelled.filter(article__kicker="").update(kicker=kicker)
    labelled.update(kicker_path=path)


def _rename_author(author: Author) -> None:
    written = Filing.objects.filter(under=Under.AUTHOR, under_id=author.pk).values("teaser")
    rows: QuerySet[Teaser] = Teaser.objects.filter(pk__in=written).select_related("edition__locale").order_by("pk")
    for start in range(0, rows.count(), _BATCH):
        batch = list(rows[start : start + _BATCH])
        names = _names([teaser.article_id for teaser in batch])
        for teaser in batch:
            teaser.byline = filing.byline_of(names.get(teaser.article_id, []), language=teaser.edition.language)
        Teaser.objects.bulk_update(batch, ["byline"])
        delivery.purge(*(keys.teaser(teaser.public_id) for teaser in batch))


def _names(article_pks: list[int]) -> dict[int, list[str]]:
    """The authors' names of articles as they are now, in the order of the bylines."""
    names: dict[int, list[str]] = {}
    lines = Byline.objects.filter(article__in=article_pks, role=Byline.Role.AUTHOR)
    for line in lines.select_related("author").order_by("sort_order", "pk"):
        names.setdefault(line.article_id, []).append(line.author.title if line.author else line.name)
    return names


def _readdress(before: NewsroomPage, page: NewsroomPage) -> None:
    """Move everything that stands under an address to another."""
    old, new = before.public_path(), page.public_path()
    if isinstance(before, Edition):
        delivery.purge(keys.edition(before.code), hard=True)  # nothing stands there any more
    delivery.purge(*_months(page), keys.news(page.edition_code()))
    for field in ("path", "kicker_path"):
        moved: Any = Concat(Value(new), Substr(field, len(old) + 1))
        Teaser.objects.filter(**{f"{field}__startswith": old}).update(**{field: moved})


def _months(page: NewsroomPage) -> list[str]:
    """The sitemaps in which the articles of an edition or section stand."""
    periods = Tally.objects.filter(under__in=(Under.EDITION, Under.SECTION), under_id=page.pk).exclude(period="")
    return [keys.month(page.edition_code(), period) for period in periods.values_list("period", flat=True)]
