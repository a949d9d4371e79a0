"""Photos and files: what holds whatever is done to them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.models import ReferenceIndex

from depesche.media import keys
from depesche.media.models import File, InUse, Photo

from .factories import a_photo, a_recording
from .pictures import exif, halves, picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"credit_line": "", "public_name": "a" * 32},
        {"year": 1500},
        {"year": 2500},
        {"focal_point_x": 10, "focal_point_y": None},
    ],
)
def test_the_database_refuses_what_must_not_be(wrong: dict[str, Any]) -> None:
    photo = a_photo(developed=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(**wrong)


def test_no_two_photos_or_files_share_a_public_name() -> None:
    a_photo(public_name="a" * 32, developed=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_photo(public_name="a" * 32, developed=False)
    a_recording(public_name="b" * 32)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_recording(public_name="b" * 32)


def test_an_original_gets_a_random_name_with_its_true_ending(private: Path) -> None:
    photo = a_photo(developed=False)
    assert photo.file.name.startswith("originals/")
    assert photo.file.name.endswith(".jpg")
    assert "harbour" not in photo.file.name
    assert (private / photo.file.name).exists()


@pytest.mark.parametrize(
    "name", ["../../x.mp3", "..\\x.mp3", "a\x00b.mp3", "%2e%2e/x.mp3", "n" * 4096 + ".mp3", "é.mp3"]
)
def test_no_name_of_an_upload_leads_out_of_its_folder(private: Path, name: str) -> None:
    recording = a_recording(name)
    assert Path(recording.file.path).resolve().is_relative_to((private / "documents").resolve())


def test_which_photos_may_be_shown_when() -> None:
    today = date(2026, 11, 22)
    ended = a_photo(licence_ends_on=today - timedelta(days=1), developed=False)
    last_day = a_photo(licence_ends_on=today, credit_line="", developed=False)
    later = a_photo(licence_ends_on=today + timedelta(days=30), public_name="c" * 32, developed=False)
    free = a_photo(developed=False)
    assert set(Photo.objects.licence_ended(today)) == {ended}
    assert set(Photo.objects.licence_ends_within(today, 30)) == {last_day}
    assert set(Photo.objects.without_credit()) == {last_day}
    assert set(Photo.objects.public()) == {later}
    assert later.may_be_shown(today)
    assert not later.may_be_shown(today + timedelta(days=31))
    assert not free.may_be_shown(today)


def test_the_neutral_record_has_renditions_only_while_readers_may_see_them() -> None:
    photo = a_photo(public_name="d" * 32, licence_ends_on=date(2026, 11, 22), focal_point_x=320, focal_point_y=100)
    item = photo.as_item(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert item.key == str(photo.uid)
    assert item.focal == (0.5, 0.25)
    assert [(r.type, r.width, r.height) for r in item.renditions][:2] == [
        ("image/avif", 320, 200),
        ("image/avif", 640, 400),
    ]
    assert item.renditions[0].href == f"/media/photos/{'d' * 32}/320.avif"
    assert not any("card" in r.href for r in item.renditions)
    assert photo.as_item(datetime(2026, 11, 23, 0, 0, tzinfo=UTC)).renditions == ()


def test_the_card_is_found_apart_from_the_others() -> None:
    card = a_photo(public_name="e" * 32).public_card()
    assert card is not None
    assert card.href == f"/media/photos/{'e' * 32}/card.jpeg"
    assert a_photo(developed=False).public_card() is None


def test_words_stand_in_for_the_picture() -> None:
    assert Photo(alt="A harbour", caption="Dawn").default_alt_text == "A harbour"
    assert Photo(caption="Dawn").default_alt_text == "Dawn"
    assert Photo(agency="Nordbild", year=2026).composed_credit == "© Nordbild 2026"
    assert Photo(focal_point_x=1, focal_point_y=1).focal is None
    assert not Photo().is_svg()


def test_the_size_is_the_upright_one_and_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = Photo(title="x", file=ContentFile(halves(exif=exif(orientation=8)), name="x.jpg"))
    photo.save()
    assert (photo.width, photo.height) == (400, 640)
    monkeypatch.setattr("depesche.media.darkroom.inspect", None)  # whoever asks again fails
    again = Photo.objects.get(pk=photo.pk)
    again.refresh_from_db()
    assert (again.width, again.height) == (400, 640)


def test_the_servers_process_opens_no_original() -> None:
    with pytest.raises(NotImplementedError):
        a_photo(developed=False).get_willow_image()


@pytest.mark.parametrize("developed", [True, False])
def test_the_desk_gets_small_pictures(developed: bool) -> None:
    photo = a_photo(developed=False)
    if developed:
        from depesche.media import renditions

        renditions.prepare(photo)
    small = photo.get_rendition("max-165x165")
    assert (small.width, small.height) == (165, 103)
    assert small.url.startswith("/desk/files/images/")
    with small.file.open() as file, Image.open(io.BytesIO(file.read())) as image:
        assert image.format == "JPEG"
    assert photo.get_rendition("original").width == 640
    assert photo.get_renditions("max-100x100", "max-50x50")["max-50x50"].width == 50


@pytest.mark.parametrize(
    "spec", ["fill-99999x99999", "width-99999", "max-0x10", "max-99999x10", "max-10x10|format-gif"]
)
def test_other_sizes_are_not_made_for_anybody(spec: str) -> None:
    with pytest.raises(InvalidFilterSpecError):
        a_photo(developed=False).get_rendition(spec)


def test_a_photo_that_a_page_shows_cannot_be_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = a_photo(developed=False)
    monkeypatch.setattr(ReferenceIndex, "get_references_to", lambda _thing: ReferenceIndex.objects.all())
    assert not photo.is_used()
    monkeypatch.setattr(ReferenceIndex, "get_references_to", lambda _thing: _Something())
    for attempt in (photo.delete, Photo.objects.all().delete):
        with pytest.raises(InUse, match="Harbour at dawn"):
            attempt()
    assert Photo.objects.count() == 1


class _Something:
    def exists(self) -> bool:
        return True


@pytest.mark.usefixtures("committed")
def test_a_deleted_photo_leaves_no_file_behind(house: Path, noon: datetime) -> None:
    from depesche.media import actions

    photo, recording = a_photo(), a_recording()
    actions.release(photo=photo, at=noon)
    actions.release_document(document=recording, at=noon)
    assert list((house / "public").rglob("*.*"))
    assert Photo.objects.all().delete()[0] >= 1
    recording.delete()
    a_photo(developed=False).delete()
    a_recording().delete()
    from django.core.management import call_command

    call_command("db_worker", batch=True, queue_name="*", interval=0, startup_delay=False, verbosity=0)
    assert [path for path in house.rglob("*") if path.is_file()] == []


def test_only_kinds_of_files_that_we_know_are_taken() -> None:
    from django.core.exceptions import ValidationError

    for name in ("page.html", "drawing.svg", "program.exe", "script.js"):
        with pytest.raises(ValidationError):
            File(title="x", file=ContentFile(b"x", name=name)).full_clean(exclude=["collection"])
    File(title="x", file=ContentFile(b"x", name="council.mp3")).full_clean(exclude=["collection"])


def test_a_file_is_private_until_something_live_offers_it() -> None:
    recording = a_recording()
    assert recording.url.startswith("/desk/files/documents/")
    assert recording.public_address() == ""
    recording.public_name = "f" * 32 + ".mp3"
    assert recording.public_address() == f"/media/files/{'f' * 32}.mp3"
    assert list(File.objects.public()) == []


def test_keys_name_what_shows_it() -> None:
    assert keys.photo("1") == "photo:1"
    assert keys.document("1") == "document:1"


def test_a_picture_without_name_of_its_own_type_is_stored_by_what_it_is() -> None:
    photo = Photo(title="x", file=ContentFile(picture(form="PNG"), name="page.html"))
    photo.save()
    assert photo.file.name.endswith(".png")
