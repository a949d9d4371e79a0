"""What must never be otherwise is said in the database."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from depesche.newsroom.models import (
    Appointment,
    Article,
    ArticleStory,
    Byline,
    Edition,
    Filing,
    FrontSlot,
    Gone,
    PinnedArticle,
    RelatedPick,
    Section,
    Story,
    Tally,
    Teaser,
)
from depesche.newsroom.models.edition import check_time_zone
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(hafen: Section) -> Article:
    """A live article."""
    return make.article(hafen)


def refused(change: Callable[[], Any], constraint: str) -> None:
    """The database does not take the change, and says why."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change()


def test_an_article_is_of_a_known_kind(article: Article) -> None:
    refused(lambda: Article.objects.filter(pk=article.pk).update(kind="rumour"), "article_kind_is_known")


def test_an_article_has_a_public_id(article: Article) -> None:
    refused(lambda: Article.objects.filter(pk=article.pk).update(public_id=""), "article_has_public_id")


def test_no_two_articles_have_one_public_id(article: Article, hafen: Section) -> None:
    other = make.article(hafen)
    refused(lambda: Article.objects.filter(pk=other.pk).update(public_id=article.public_id), "public_id")


def test_a_byline_names_somebody(article: Article) -> None:
    refused(lambda: Byline.objects.create(article=article), "byline_names_somebody")


def test_an_article_belongs_to_a_story_once(article: Article, nordkai: Story) -> None:
    ArticleStory.objects.create(article=article, story=nordkai)
    refused(lambda: ArticleStory.objects.create(article=article, story=nordkai), "article_id, .*story_id|in_story_once")


def test_an_article_is_recommended_once_and_not_by_itself(article: Article, hafen: Section) -> None:
    other = make.article(hafen)
    RelatedPick.objects.create(article=article, target=other)
    refused(lambda: RelatedPick.objects.create(article=article, target=other), "target_id|related_article_once")
    refused(lambda: RelatedPick.objects.create(article=article, target=article), "related_article_is_another")


def test_a_story_pins_an_article_once(article: Article, nordkai: Story) -> None:
    PinnedArticle.objects.create(story=nordkai, article=article)
    refused(lambda: PinnedArticle.objects.create(story=nordkai, article=article), "article_id|story_pins_article_once")


def test_an_article_has_one_slot_on_the_front_page_unless_it_may_repeat(article: Article, bote: Edition) -> None:
    FrontSlot.objects.create(edition=bote, article=article)
    FrontSlot.objects.create(edition=bote, article=article, may_repeat=True)
    refused(lambda: FrontSlot.objects.create(edition=bote, article=article), "article_id|front_slot_article_once")


def test_an_article_stands_in_a_list_once(article: Article) -> None:
    row = Filing.objects.filter(teaser=article.teaser).first()
    assert row
    refused(
        lambda: Filing.objects.create(
            edition=row.edition,
            under=row.under,
            under_id=row.under_id,
            teaser=row.teaser,
            changed_at=row.changed_at,
            published_at=row.published_at,
        ),
        "under_id|filing_once",
    )


def test_a_list_is_counted_once(article: Article) -> None:
    tally = Tally.objects.first()
    assert tally
    refused(
        lambda: Tally.objects.create(
            edition=tally.edition, under=tally.under, under_id=tally.under_id, period=tally.period
        ),
        "period|tally_once",
    )


def test_a_count_is_never_below_nothing(article: Article) -> None:
    refused(lambda: Tally.objects.update(count=-1), "count")


def test_a_public_id_is_gone_once(article: Article, bote: Edition) -> None:
    Gone.objects.create(public_id=article.public_id, edition=bote, gone_at=make.NOON)
    refused(lambda: Gone.objects.create(public_id=article.public_id, edition=bote, gone_at=make.NOON), "public_id")


def test_a_page_has_one_appointment_of_a_kind(article: Article) -> None:
    Appointment.objects.create(page=article, act="publish", due_at=make.NOON)
    Appointment.objects.create(page=article, act="withdraw", due_at=make.NOON)
    refused(lambda: Appointment.objects.create(page=article, act="publish", due_at=make.NOON), "act|once_per_act")


def test_an_article_has_one_snapshot_for_readers(article: Article) -> None:
    teaser = Teaser.objects.get(article=article)
    teaser.pk, teaser.public_id, teaser.translation_key = None, "2" * 12, uuid.uuid4()
    refused(teaser.save, "article_id")


def test_a_time_zone_is_one_that_exists() -> None:
    check_time_zone("Europe/Berlin")
    with pytest.raises(ValidationError, match="Europe/Berlin"):
        check_time_zone("Mitteleuropa")


def test_public_ids_are_random_and_easy_to_read(hafen: Section) -> None:
    ids = {make.article(hafen, at=None).public_id for _ in range(3)}
    assert len(ids) == 3
    assert all(len(one) == 12 and not set(one) & set("01ilo") for one in ids)
