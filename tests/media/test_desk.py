"""The picture desk's screens: uploading in three ways, editing, reports, deleting."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection, ReferenceIndex

from depesche.accounts.models import User
from depesche.media import actions, checks, renditions, rights
from depesche.media import desk as desk_screens
from depesche.media.models import Photo

from .factories import a_photo, a_recording
from .pictures import bomb, picture, png_with_xmp
from .test_rights import FULL

pytestmark = pytest.mark.django_db


def upload(content: bytes = b"", name: str = "IMG_4711.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or png_with_xmp(rights.write(FULL)))


def form_of(photo: Photo, **changes: Any) -> dict[str, Any]:
    """What the edit screen would send back."""
    values = {
        name: getattr(photo, name) for name in Photo.admin_form_fields if name not in ("file", "tags", "collection")
    }
    values = {name: "" if value is None else value for name, value in values.items()}
    return {**values, "tags": "", "collection": photo.collection_id, **changes}


def test_a_single_upload_is_filled_in_from_its_file(desk: Client, editor: User) -> None:
    data = {"title": "Dawn", "file": upload(), "collection": Collection.get_first_root_node().pk, "alt": "Own words"}
    response = desk.post("/desk/images/add/", data)
    assert response.status_code == 302
    photo = Photo.objects.get()
    assert (photo.credit_line, photo.alt, photo.uploaded_by_user) == (FULL.credit, "Own words", editor)
    assert photo.file.name.endswith(".png")  # what it is, not what it was called
    assert "4711" not in photo.file.name


def test_many_uploads_show_what_was_found_for_the_editor_to_check(desk: Client) -> None:
    response = desk.post(
        "/desk/images/multiple/add/", {"title": "IMG_4711", "files[]": upload(), "collection": 1},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )  # fmt: skip
    answer = json.loads(response.content)
    assert answer["success"]
    assert FULL.credit in answer["form"]
    photo = Photo.objects.get()
    assert photo.caption == FULL.caption
    prefix = f"image-{photo.pk}-"
    data = {prefix + name: value for name, value in form_of(photo, credit_line="© Corrected").items()}
    assert json.loads(desk.post(f"/desk/images/multiple/{photo.pk}/", data).content)["success"]
    assert Photo.objects.get().credit_line == "© Corrected"


def test_an_upload_whose_title_is_too_long_is_finished_in_a_second_step(desk: Client) -> None:
    response = desk.post("/desk/images/multiple/add/", {"title": "t" * 300, "files[]": upload(), "collection": 1})
    answer = json.loads(response.content)
    assert answer["success"]
    upload_id = answer["uploaded_file_id"]
    data = {f"uploaded-image-{upload_id}-title": "Short", f"uploaded-image-{upload_id}-collection": 1}
    done = desk.post(f"/desk/images/multiple/create_from_uploaded_image/{upload_id}/", data)
    assert json.loads(done.content)["success"]
    assert Photo.objects.get().credit_line == FULL.credit


def test_an_upload_in_the_chooser_is_filled_in_too(desk: Client) -> None:
    data = {
        "image-chooser-upload-title": "Dawn",
        "image-chooser-upload-file": upload(),
        "image-chooser-upload-collection": 1,
    }
    response = desk.post("/desk/images/chooser/create/", data)
    assert json.loads(response.content)["step"] == "chosen"
    assert Photo.objects.get().credit_line == FULL.credit


def test_every_upload_is_developed_in_the_background(
    committed: None, desk: Client, run_tasks: Callable[[], None]
) -> None:
    root = Collection.get_first_root_node().pk
    desk.post("/desk/images/multiple/add/", {"title": "x", "files[]": upload(), "collection": root})
    run_tasks()
    assert renditions.is_prepared(Photo.objects.get())


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "a.svg",
            "SVG drawings can carry programs",
        ),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.jpg", "SVG drawings can carry programs"),
        (b"<html><script>alert(1)</script>", "a.jpg", "This is not a picture"),
        (picture(form="TIFF"), "a.tiff", "This is not a picture"),
        (bomb(), "a.png", "too many pixels"),
        (picture()[:3000], "a.jpg", "damaged or incomplete"),
    ],
)
def test_what_is_refused_is_refused_in_words(desk: Client, content: bytes, name: str, says: str) -> None:
    response = desk.post(
        "/desk/images/multiple/add/", {"title": "x", "files[]": upload(content, name), "collection": 1}
    )
    answer = json.loads(response.content)
    assert not answer["success"]
    assert says in answer["error_message"]
    assert says in desk.post("/desk/images/add/", {"title": "x", "file": upload(content, name)}).content.decode()
    assert Photo.objects.count() == 0


def test_the_edit_screen_has_panels_help_and_a_focal_point(desk: Client) -> None:
    page = desk.get(f"/desk/images/{a_photo(developed=False).pk}/").content.decode()
    for words in (
        "Whose picture it is",
        "What it may be used for",
        "What it shows",
        "Required to publish.",
        "Draw a box",
    ):
        assert words.lower() in page.lower()
    assert 'class="focal-point-chooser"' in page
    assert "generate_url" not in page
    for name in Photo.admin_form_fields:
        assert f'name="{name}"' in page or name == "collection"


def test_an_editor_changes_a_photo_that_readers_see(committed: None, desk: Client, noon: datetime) -> None:
    photo = a_photo(content=picture())
    actions.release(photo=photo, at=noon)
    before = photo.public_name
    response = desk.post(f"/desk/images/{photo.pk}/", form_of(photo, focal_point_x=10, focal_point_y=20))
    assert response.status_code == 302
    now = Photo.objects.get()
    assert now.public_name not in ("", before)
    assert renditions.is_prepared(now)


def test_another_file_in_its_place_is_shown_at_once(committed: None, desk: Client, noon: datetime, public: Any) -> None:
    photo = a_photo(content=picture())
    actions.release(photo=photo, at=noon)
    before, original = photo.public_name, photo.file.name
    desk.post(f"/desk/images/{photo.pk}/", form_of(photo, file=upload(picture(700, 300))))
    now = Photo.objects.get()
    assert (now.width, now.height) == (700, 300)
    assert now.file.name != original
    assert not photo.file.storage.exists(original)
    assert [folder.name for folder in (public / "photos").iterdir()] == [now.public_name] != [before]


def test_a_form_of_a_few_fields_asks_for_no_more(editor: User) -> None:
    from wagtail.images.forms import get_image_form

    photo = a_photo(public_name="a" * 32, developed=False)
    form = get_image_form(Photo, fields=["title"])({"title": "New", "collection": 1}, instance=photo, user=editor)
    assert form.is_valid(), form.errors
    assert "credit_line" not in form.fields
    empty = get_image_form(Photo)({"title": "x", "collection": 1}, user=editor)
    assert "file" in empty.errors


def test_a_photo_that_readers_see_keeps_its_credit(desk: Client, noon: datetime) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    page = desk.post(f"/desk/images/{photo.pk}/", form_of(photo, credit_line=" ")).content.decode()
    assert "Readers see this picture" in page
    assert Photo.objects.get().credit_line


@pytest.mark.parametrize("layout", ["grid", "list"])
def test_the_list_of_photos_says_whose_they_are(desk: Client, layout: str) -> None:
    a_photo(credit_line="© Nordbild 2026 / Ineke Dorn", licence_ends_on=date(2027, 1, 2))
    a_photo(credit_line="", title="Unknown")
    for address in ("/desk/images/", "/desk/images/results/"):
        page = desk.get(address, {"layout": layout}).content.decode()
        assert "© Nordbild 2026 / Ineke Dorn" in page
        assert ("No credit" in page) == (layout == "grid")


# Reports


def test_the_report_names_licences_that_end(desk: Client, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC))
    a_photo(title="Ended", licence_ends_on=date(2026, 11, 1), developed=False)
    a_photo(title="Soon", licence_ends_on=date(2026, 12, 1), developed=False)
    a_photo(title="Later", licence_ends_on=date(2027, 12, 1), developed=False)
    a_photo(title="Free", developed=False)
    for address in ("/desk/reports/licences/", "/desk/reports/licences/results/"):
        page = desk.get(address).content.decode()
        assert page.index("Ended") < page.index("Soon")
        assert "Later" not in page
        assert ">Free<" not in page
    table = b"".join(desk.get("/desk/reports/licences/", {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Ended,© Nordbild 2026 / Ineke Dorn" in table


def test_the_report_names_photos_without_credit(desk: Client) -> None:
    a_photo(title="Whose", credit_line="", developed=False)
    a_photo(title="Known", developed=False)
    for address in ("/desk/reports/credits/", "/desk/reports/credits/results/"):
        page = desk.get(address).content.decode()
        assert "Whose" in page
        assert "Known" not in page


def test_reports_stand_in_the_menu_of_those_who_work_with_photos(desk: Client, client: Client) -> None:
    page = desk.get("/desk/").content.decode()
    assert "/desk/reports/licences/" in page
    assert "/desk/reports/credits/" in page
    writer = User.objects.create_user(email="w@depesche.example", password="harbour light 7", is_staff=True)
    group = Group.objects.create(name="Moderation")
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(codename="access_admin"))
    writer.groups.add(group)
    client.force_login(writer)
    assert "/desk/reports/licences/" not in client.get("/desk/").content.decode()
    assert client.get("/desk/reports/licences/").status_code == 302


# Deleting


class _Used:
    def exists(self) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())


def test_a_photo_in_use_is_not_deleted_and_the_editor_is_told_why(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_photo(developed=False)
    with monkeypatch.context() as used:
        used.setattr(Photo, "is_used", lambda _self: True)
        response = desk.post(f"/desk/images/{photo.pk}/delete/", follow=True)
        assert "is in use" in response.content.decode()
        bulk = f"/desk/bulk/media/photo/delete/?id={photo.pk}&next=/desk/images/"
        assert "is in use" in desk.post(bulk, follow=True).content.decode()
        assert desk.post(f"/desk/images/multiple/{photo.pk}/delete/").status_code in (302, 403)
    assert Photo.objects.count() == 1
    desk.post(f"/desk/images/{photo.pk}/delete/")
    assert Photo.objects.count() == 0


def test_photos_and_files_that_nothing_shows_are_deleted_in_bulk(desk: Client) -> None:
    photo, recording = a_photo(developed=False), a_recording()
    desk.post(f"/desk/bulk/media/photo/delete/?id={photo.pk}")
    assert Photo.objects.count() == 0
    assert desk_screens.refuse_to_delete_what_is_used(None, "add_tags", [recording], None) is None  # type: ignore[arg-type]
    assert not ReferenceIndex.get_references_to(recording).exists()


# Checks of the configuration


def test_a_sound_configuration_has_no_complaints() -> None:
    assert [*checks.encoders(), *checks.sizes(), *checks.folders()] == []


def test_a_wrong_configuration_is_told_with_the_right_way(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: name != "avif")
    settings.PHOTO_MAX_MEGAPIXELS, settings.PHOTO_MAX_BYTES = 0, 10
    storages = dict(settings.STORAGES)
    storages["default"] = storages["default"] | {"OPTIONS": storages["public"]["OPTIONS"]}
    settings.STORAGES = storages
    found = [*checks.encoders(), *checks.sizes(), *checks.folders()]
    assert [message.id for message in found] == ["media.E001", "media.E002", "media.W001", "media.E003"]
    assert all(message.hint for message in found)
    settings.STORAGES = {"default": {"BACKEND": "x"}, "public": {"BACKEND": "x"}}
    assert checks.folders() == []
