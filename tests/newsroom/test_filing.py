"""Filing: pictures, recordings and counts follow what is live, at the edges as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from depesche.accounts.models import User
from depesche.media.models import File
from depesche.newsroom import actions
from depesche.newsroom.actions import tallies
from depesche.newsroom.models import Article, Author, Edition, Filing, SearchEntry, Section, Story, Tally, Teaser, Under
from depesche.newsroom.search import Search, find
from tests import factories as make

pytestmark = pytest.mark.django_db


def recording_in(hafen: Section) -> tuple[File, list[Article]]:
    """A recording that two articles offer."""
    recording = File.objects.create(title="Rat", file=ContentFile(b"ID3", name="rat.mp3"))
    audio = {"title": "Rat", "file": recording.pk, "href": "", "credit": "", "transcript": ""}
    return recording, [make.article(hafen, body=[{"type": "audio", "value": audio}]) for _ in range(2)]


def test_a_recording_stays_public_while_a_plain_page_offers_it(bote: Edition, hafen: Section) -> None:
    recording, articles = recording_in(hafen)
    make.plain_page(bote, body=articles[0].body.get_prep_value())
    for article in articles:
        actions.withdraw(page=article, by=None, at=make.NOON)
    assert File.objects.get(pk=recording.pk).public_name


def test_a_recording_stays_public_while_another_article_offers_it(hafen: Section) -> None:
    recording, articles = recording_in(hafen)
    for article, public in zip(articles, (True, False), strict=True):
        actions.withdraw(page=article, by=None, at=make.NOON)
        assert bool(File.objects.get(pk=recording.pk).public_name) == public


def test_a_story_and_an_author_keep_a_photo_public(bote: Edition, hafen: Section) -> None:
    photo = make.photo()
    story, author = make.story(bote, photo=photo), make.author(bote, photo=photo)
    actions.withdraw(page=make.article(hafen, lead_photo=photo), by=None, at=make.NOON)
    for page, public in ((story, True), (author, False)):
        actions.withdraw(page=page, by=None, at=make.NOON)
        photo.refresh_from_db()
        assert bool(photo.public_name) == public


def test_refreshing_files_only_what_is_live(hafen: Section) -> None:
    article = make.article(hafen)
    SearchEntry.objects.all().delete()
    actions.refresh_article(article=article, at=make.NOON)
    assert SearchEntry.objects.exists()
    Teaser.objects.all().delete()
    actions.refresh_article(article=article, at=make.NOON)
    assert not Teaser.objects.exists()


def test_a_page_without_any_version_is_published_as_it_stands(hafen: Section) -> None:
    article = actions.place_page(page=Article(title="Kran", slug="kran"), under=hafen, by=None)
    actions.publish(page=article, by=None, at=make.NOON)
    assert Teaser.objects.get().headline == "Kran"


def test_an_archive_keeps_its_own_times(hafen: Section) -> None:
    old = make.NOON - timedelta(days=4000)
    article = make.article(hafen, at=None)
    article.first_published_at = old
    actions.publish(page=article, by=None, at=make.NOON, revision=article.save_revision(), dated=True)
    assert Teaser.objects.get().published_at == old


def test_two_who_count_in_a_new_list_at_once_both_count(hafen: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Filing.objects.filter(teaser=make.article(hafen).teaser, under=Under.SECTION).get()
    Tally.objects.filter(under=Under.SECTION).delete()
    get_or_create = Tally.objects.get_or_create

    def slower(**fields: Any) -> tuple[Tally, bool]:
        Tally.objects.create(**{name: value for name, value in fields.items() if name != "defaults"}, count=1)
        return get_or_create(**fields)

    monkeypatch.setattr(Tally.objects, "get_or_create", slower)
    tallies.count_in(row)
    assert set(Tally.objects.filter(under=Under.SECTION).values_list("count", flat=True)) == {2}


def test_crowded_seconds_stay_in_their_place_in_time(bote: Edition, hafen: Section) -> None:
    crowd = [make.article(hafen, f"Kran {n}") for n in range(3)]
    make.article(hafen, "Kran später", at=make.NOON + timedelta(hours=2))
    for article in crowd:
        actions.refresh_article(article=article, at=make.NOON + timedelta(hours=3))
    asked = Search(edition_id=bote.pk, language="de", text="kran", order="newest")
    found = [teaser.headline for teaser in find(asked, at=make.NOON + timedelta(hours=3)).teasers]
    assert found[0] == "Kran später"
    assert sorted(found[1:]) == ["Kran 0", "Kran 1", "Kran 2"]
    assert str(SearchEntry.objects.order_by("pk")[0]).isdecimal()


@pytest.mark.parametrize("slug", ["stories", "authors", "tags", "archive", "search"])
def test_no_section_or_plain_page_takes_the_address_of_a_list(slug: str, bote: Edition) -> None:
    for kind in (make.section, make.plain_page):
        with pytest.raises(ValidationError, match="Choose another one"):
            kind(bote, "Anders", slug=slug)
    assert make.story(bote, "Anders", slug=slug).slug == slug


def test_no_edition_takes_the_address_of_the_house(db: None) -> None:
    with pytest.raises(ValidationError, match="desk"):
        make.edition("desk")


def test_a_month_and_a_day_begin_at_the_editions_midnight(bote: Edition) -> None:
    start, end = bote.month(2026, 12)
    assert (start.isoformat(), end.isoformat()) == ("2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00")
    spring, after = bote.day(2026, 3, 29)
    assert after.utcoffset() != spring.utcoffset(), "the clocks go forward on that day"
    for year, month in ((0, 1), (1, 1), (9999, 12), (2026, 13), (10**30, 1)):
        with pytest.raises((ValueError, OverflowError)):
            bote.month(year, month)


def test_a_page_knows_its_edition_and_its_address(hafen: Section, nordkai: Story, ineke: Author) -> None:
    assert (hafen.edition_code(), hafen.get_url_parts()[2]) == ("de", "/de/hafen/")  # type: ignore[index]
    assert nordkai.full_url.endswith("/de/stories/streit-um-den-nordkai/")
    assert ineke.edition_page().code == "de"


def test_whatever_calls_wagtails_own_publish_and_unpublish_goes_through_the_actions(
    hafen: Section, editor: User, noon: Any
) -> None:
    article = make.article(hafen, at=None)
    article.publish(article.latest_revision, user=editor)
    assert Teaser.objects.get().published_at == make.NOON.replace(second=1)
    Article.objects.get(pk=article.pk).unpublish(user=editor)
    assert not Teaser.objects.exists()
