"""Deleting a page at the desk: readers find neither it nor a way to it, and nothing of it stays behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from depesche.accounts.models import User
from depesche.media.models import File
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Byline, Edition, Filing, Section, Story, Tally, Teaser, Under
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LISTS = ("/de/", "/de/hafen/", "/de/archive/2026/11/22/", "/de/search/?q=Kran", "/de/stories/", "/de/authors/")


@pytest.fixture
def desk(editor: User, client: Client) -> Client:
    """The browser of somebody who may delete."""
    client.force_login(editor)
    return client


def delete(desk: Client, page: Any) -> Any:
    """Press the button, with the site's name as Wagtail wants it for many pages at once."""
    address = reverse("wagtailadmin_pages:delete", args=(page.pk,))
    return desk.post(address, {"confirm_site_name": settings.WAGTAIL_SITE_NAME}, follow=True)


def of_list(under: Under, page: Any) -> int:
    """How many rows a list has in the tables for readers."""
    return sum(kind.objects.filter(under=under, under_id=page.pk).count() for kind in (Filing, Tally))


def assert_nothing_leads_to(address: str, *pages: str) -> None:
    """Read the pages that a reader may come from, as somebody who has not signed in."""
    reader = Client()
    assert reader.get(address).status_code in (404, 410)  # an article was once there to be read
    for page in (*LISTS, *pages):
        response = reader.get(page)
        assert response.status_code == 200, page
        assert address not in response.content.decode(), page


def test_a_deleted_story_leaves_no_way_to_it_and_no_name(hafen: Section, nordkai: Story, desk: Client) -> None:
    article = make.article(hafen, "Kran am Kai", stories=(nordkai,))
    own = make.article(hafen, "Kran im Dock", stories=(nordkai,), kicker="Eigenes")
    further = make.article(hafen, "Kran fährt", stories=(make.story(hafen.edition_page(), "Kräne"), nordkai))
    delete(desk, nordkai)
    assert not Story.objects.filter(pk=nordkai.pk).exists()
    labels = dict(Teaser.objects.exclude(article=further).values_list("article__slug", "kicker"))
    assert labels == {article.slug: "", own.slug: "Eigenes"}
    assert not of_list(Under.STORY, nordkai)
    pages = [one.public_path() for one in (article, own, further)]
    assert_nothing_leads_to(nordkai.public_path(), *pages)


def test_a_deleted_author_leaves_no_way_to_the_page(hafen: Section, ineke: Author, desk: Client) -> None:
    article = make.article(hafen, "Kran am Kai", authors=(ineke,))
    article.bylines.all().delete()  # what stands at the desk names somebody else; readers have the old version
    delete(desk, ineke)
    assert not Author.objects.filter(pk=ineke.pk).exists()
    assert not of_list(Under.AUTHOR, ineke)
    assert_nothing_leads_to(ineke.public_path(), article.public_path())


def test_a_deleted_section_leaves_no_way_to_it(bote: Edition, hafen: Section, nordkai: Story, desk: Client) -> None:
    city = make.section(bote, "Stadt")
    kept, gone = make.article(hafen, "Kran am Kai"), make.article(city, "Kran im Rathaus", stories=(nordkai,))
    delete(desk, city)
    assert [teaser.article_id for teaser in Teaser.objects.all()] == [kept.pk]
    assert not of_list(Under.SECTION, city)
    assert not of_list(Under.STORY, nordkai)
    assert_nothing_leads_to(city.public_path(), kept.public_path())
    assert_nothing_leads_to(gone.public_path())


def test_a_deleted_plain_page_leaves_no_way_to_it(bote: Edition, hafen: Section, desk: Client) -> None:
    make.article(hafen, "Kran am Kai")
    about = make.plain_page(bote, "Impressum")
    assert about.public_path() in Client().get("/de/").content.decode()
    delete(desk, about)
    assert_nothing_leads_to(about.public_path())


def test_a_photo_is_concealed_with_the_last_page_that_shows_it(bote: Edition, hafen: Section, desk: Client) -> None:
    photo = make.photo()
    shown = [{"type": "picture", "value": {"photo": photo.pk, "caption": "", "alt": ""}}]
    pages = (
        make.article(hafen, lead_photo=photo),
        make.story(bote, photo=photo),
        make.author(bote, photo=photo),
        make.plain_page(bote, body=shown),
    )
    for page in pages:
        photo.refresh_from_db()
        assert photo.released_at
        delete(desk, page)
    photo.refresh_from_db()
    assert photo.released_at is None
    assert not photo.public_name


def test_a_recording_is_concealed_with_the_page_that_offers_it(bote: Edition, desk: Client) -> None:
    recording = File.objects.create(title="Rat", file=ContentFile(b"ID3", name="rat.mp3"))
    audio = {"title": "Rat", "file": recording.pk, "href": "", "credit": "", "transcript": ""}
    page = make.plain_page(bote, body=[{"type": "audio", "value": audio}])
    recording.refresh_from_db()
    assert recording.public_name
    delete(desk, page)
    recording.refresh_from_db()
    assert not recording.public_name


def test_deleting_what_readers_never_saw_changes_nothing_for_them(hafen: Section, desk: Client) -> None:
    draft = make.story(hafen.edition_page(), "Entwurf", live=False)
    article = make.article(hafen, "Kran am Kai", stories=(draft,), kicker="Eigenes")
    delete(desk, draft)
    assert Teaser.objects.get().kicker == "Eigenes"
    assert not of_list(Under.STORY, draft)
    actions.refresh_article(article=Article.objects.get(pk=article.pk), at=make.NOON)
    assert Teaser.objects.get().main_story is None


def test_an_edition_is_deleted_with_everything_in_it(
    bote: Edition, hafen: Section, nordkai: Story, ineke: Author, courier: Edition, desk: Client
) -> None:
    photo = make.photo()
    make.several(hafen, 3, story=nordkai, author=ineke, lead_photo=photo)
    make.again(ineke, photo=photo)
    make.plain_page(bote)
    article = make.article(make.section(courier, "Port"), stories=(nordkai,))
    assert delete(desk, bote).status_code == 200
    assert list(Edition.objects.all()) == [courier]
    assert [teaser.article_id for teaser in Teaser.objects.all()] == [article.pk]
    assert (Teaser.objects.get().kicker, Teaser.objects.get().kicker_path) == ("", "")
    assert {row.edition_id for kind in (Filing, Tally) for row in kind.objects.all()} == {courier.pk}
    photo.refresh_from_db()
    assert photo.released_at is None
    reader = Client()
    assert reader.get("/de/").status_code == 404
    for address in ("/en/", article.public_path()):
        assert "/de/" not in reader.get(address).content.decode()


def test_somebody_whom_a_byline_elsewhere_names_is_not_deleted(
    bote: Edition, hafen: Section, ineke: Author, courier: Edition, desk: Client
) -> None:
    make.article(make.section(courier, "Port"), "Crane at the quay", authors=(ineke,))
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    attempts = (
        delete(desk, ineke),
        delete(desk, bote),
        desk.post(f"{bulk}?id={ineke.pk}&next=/desk/", follow=True),
    )
    for page in attempts:
        assert page.status_code == 200
        assert "the byline of “Crane at the quay” names Ineke Dorn" in page.content.decode()
    assert Author.objects.filter(pk=ineke.pk).exists()
    assert Edition.objects.filter(pk=bote.pk).exists()


def test_pages_that_no_byline_names_are_deleted_in_bulk(hafen: Section, ineke: Author, desk: Client) -> None:
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    desk.post(f"{bulk}?id={ineke.pk}&next=/desk/")
    assert not Author.objects.filter(pk=ineke.pk).exists()


def test_a_version_that_names_somebody_who_was_deleted_can_still_be_edited(
    hafen: Section, ineke: Author, desk: Client
) -> None:
    article = make.article(hafen, "Kran am Kai", names=("Jonas Falk",))
    article.bylines = [Byline(author=ineke), Byline(author=ineke, name="Ineke D."), Byline(name="Jonas Falk")]
    article.save_revision()
    delete(desk, ineke)
    assert desk.get(reverse("wagtailadmin_pages:edit", args=(article.pk,))).status_code == 200
    lines = Article.objects.get(pk=article.pk).get_latest_revision_as_object().bylines.all()
    assert [line.name for line in lines] == ["Ineke D.", "Jonas Falk"]
