"""Filing: what readers' pages read, kept in step with every publication."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import pgettext

from depesche.audience import actions as audience
from depesche.delivery import actions as delivery
from depesche.formats import jsonable
from depesche.formats.newsitem import Audio, NewsItem, reading_minutes
from depesche.media import actions as media
from depesche.media.models import File, Photo
from depesche.newsroom import keys, search
from depesche.newsroom.actions import tallies
from depesche.newsroom.actions.facts import NOTHING, facts_of_article, purge_changes
from depesche.newsroom.models import Article, Author, Filing, Gone, PlainPage, Snapshot, Story, Teaser, Under, subject
from depesche.newsroom.models.item import (
    article_item,
    photos_of,
    recordings_of,
    stories_of,
    with_publication,
    without_photo_details,
)


class Place(NamedTuple):
    """One list that an article stands in."""

    under: Under
    pk: int


@transaction.atomic
def file_article(*, article: Article, at: datetime, develop: bool = True) -> Teaser:
    """Take the snapshot that readers get and file the article in every list it belongs to.

    Without ``develop``, pictures that are still being made follow when they are ready.
    """
    known = facts_of_article(article, at=at)
    item = with_publication(
        article_item(article, at=at),
        published_at=article.first_published_at or at,
        updated_at=article.updated_at,
    )
    photos = list(Photo.objects.filter(uid__in={photo.key for photo in item.photos()}))
    documents = list(File.objects.filter(uid__in={key for key in _recordings(item) if key}))
    before = _photos_shown(article)
    release_photos(photos, at=at, develop=develop)
    for document in documents:
        media.release_document(document=document, at=at)
    if documents:  # their public addresses are known only now
        item = with_publication(
            article_item(article, at=at), published_at=item.published_at or at, updated_at=article.updated_at
        )
    teaser = _keep_teaser(article, item)
    snapshot, _created = Snapshot.objects.update_or_create(
        teaser=teaser, defaults={"item": jsonable.to_dict(without_photo_details(item))}
    )
    snapshot.photos.set(photos)
    snapshot.documents.set(documents)
    _file(teaser, places_of(article))
    search.put(teaser, item)
    audience.link_for(kind=subject.ARTICLE, subject=teaser.public_id, at=at)
    Gone.objects.filter(public_id=article.public_id).delete()
    conceal_unused(before - set(photos))
    purge_changes(known, facts_of_article(article, at=at))
    return teaser


@transaction.atomic
def refresh_article(*, article: Article, at: datetime) -> None:
    """File a live article anew after something around it changed: it moved, or was renamed."""
    if article.live and Teaser.objects.filter(article=article).exists():
        file_article(article=article, at=at)


@transaction.atomic
def unfile_article(*, article: Article, at: datetime) -> None:
    """Take an article out of every list and forget what readers were given."""
    teaser = Teaser.objects.filter(article=article).first()
    if teaser is None:
        return
    known = facts_of_article(article, at=at)
    photos = _photos_shown(article)
    documents = set(teaser.snapshot.documents.all())
    _file(teaser, set())
    search.drop(teaser)
    Gone.objects.update_or_create(public_id=teaser.public_id, defaults={"edition_id": teaser.edition_id, "gone_at": at})
    teaser.delete()
    conceal_unused(photos)
    for document in documents:
        conceal_unheard(document)
    delivery.purge(keys.article(teaser.public_id), hard=True)
    purge_changes(known, NOTHING)


def release_photos(photos: Iterable[Photo], *, at: datetime, develop: bool = True) -> None:
    """Let readers see the photos."""
    for photo in photos:
        media.release(photo=photo, at=at, develop=develop)


def conceal_unused(photos: Iterable[Photo]) -> None:
    """Take pictures away that nothing public shows any more."""
    for photo in photos:
        if not photo.shown_in.exists() and not _shown_on_pages(photo):
            media.conceal(photo=photo)


def conceal_unheard(document: File) -> None:
    """Take a recording away that nothing public offers any more."""
    if not document.heard_in.exists() and not _heard_on_pages(document):
        media.conceal_document(document=document)


def byline_of(names: Iterable[str], *, language: str) -> str:
    """The authors' names as lists show them, with the comma of the edition's language."""
    with translation.override(language):
        comma = pgettext("between names", ", ")
    return str(Truncator(comma.join(names)).chars(500))


def places_of(article: Article) -> set[Place]:
    """The lists in which a version of an article stands, or is to stand."""
    places = {Place(Under.EDITION, article.edition_page().pk), Place(Under.SECTION, article.get_parent().pk)}
    # Under a story that is not live as well: its list is complete when it goes live.
    places |= {Place(Under.STORY, story.pk) for story in stories_of(article)}
    places |= {Place(Under.AUTHOR, line.author_id) for line in article.bylines.all() if line.author_id}
    places |= {Place(Under.TAG, tag.pk) for tag in article.tags.all()}
    return places


def _photos_shown(article: Article) -> set[Photo]:
    return set(Photo.objects.filter(shown_in__teaser__article=article))


def _shown_on_pages(photo: Photo) -> bool:
    if any(model.objects.filter(live=True, photo=photo).exists() for model in (Author, Story)):
        return True
    return any(photo in photos_of(page) for page in PlainPage.objects.filter(live=True))


def _heard_on_pages(document: File) -> bool:
    return any(document in recordings_of(page) for page in PlainPage.objects.filter(live=True))


def _recordings(item: NewsItem) -> list[str]:
    return [block.key for block in item.body if isinstance(block, Audio)]


def _keep_teaser(article: Article, item: NewsItem) -> Teaser:
    edition = article.edition_page()
    story = article.main_story
    labelled = story is not None and story.live  # the name of a story that is not live is nobody's business
    teaser, _created = Teaser.objects.update_or_create(
        article=article,
        defaults={
            "edition": edition,
            "section_id": article.get_parent().pk,
            "main_story": story,
            "photo": article.lead_photo,
            "photo_caption": article.lead_caption,
            "photo_alt": article.lead_alt,
            "public_id": article.public_id,
            "translation_key": article.translation_key,
            "kind": article.kind,
            "path": article.public_path(),
            "headline": article.title,
            "short_headline": article.short_headline,
            "kicker": article.kicker or (story.title if story and labelled else ""),
            "kicker_path": story.public_path() if story and labelled else "",
            "standfirst": article.standfirst,
            "byline": byline_of(
                (line.name for line in item.bylines if line.role == "author"), language=edition.language
            ),
            "minutes": reading_minutes(item),
            "published_at": item.published_at or article.first_published_at,
            "updated_at": item.updated_at,
            "expires_at": article.expire_at,
        },
    )
    return teaser


def _file(teaser: Teaser, places: set[Place]) -> None:
    """Let the article stand in these lists and no others."""
    kept: dict[Place, Filing] = {}
    for row in teaser.filings.select_related("edition"):
        place = Place(Under(row.under), row.under_id)
        if place in places and row.published_at == teaser.published_at and row.edition_id == teaser.edition_id:
            kept[place] = row
        else:
            Filing.objects.filter(pk=row.pk).delete()
            tallies.count_out(row)
    teaser.filings.update(changed_at=teaser.changed_at, expires_at=teaser.expires_at)
    for row in kept.values():
        tallies.changed(row, at=teaser.changed_at)
    for place in sorted(places - set(kept)):
        tallies.count_in(_row(teaser, place))


def _row(teaser: Teaser, place: Place) -> Filing:
    return Filing.objects.create(
        edition=teaser.edition,
        under=place.under,
        under_id=place.pk,
        teaser=teaser,
        published_at=teaser.published_at,
        changed_at=teaser.changed_at,
        expires_at=teaser.expires_at,
    )
