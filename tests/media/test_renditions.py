"""Renditions: what they carry, what they leave out, and that nothing half-made is ever seen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from depesche.media import actions, darkroom, files, renditions, rights, tasks
from depesche.media.models import Photo

from .factories import a_photo
from .pictures import exif, halves, iim, picture, with_iim
from .test_rights import FULL

pytestmark = pytest.mark.usefixtures("committed")


def telling(width: int = 800, height: int = 500) -> bytes:
    """A picture that betrays its photographer: position, serial number, device, comment, IIM and XMP."""
    spy = rights.write(FULL).replace(
        "</rdf:Description>",
        '<exif:GPSLatitude xmlns:exif="http://ns.adobe.com/exif/1.0/">53,37.2N</exif:GPSLatitude></rdf:Description>',
    )
    jpeg = halves(width, height, exif=exif(gps=True), xmp=spy.encode(), comment=b"comment CANARY")
    return with_iim(jpeg, iim((2, 116, b"from IIM"), (2, 40, b"instructions CANARY")))


def exiftool(*paths: Path) -> list[dict[str, Any]]:
    """Everything that an independent program finds in each of the files."""
    return json.loads(subprocess.check_output(["exiftool", "-j", "-a", "-G1", "-ee", *paths]))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def fresh(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


def folders(private: Path) -> set[str]:
    return {path.name for path in (private / "renditions").iterdir()} if (private / "renditions").exists() else set()


def test_no_rendition_says_where_or_with_what_a_picture_was_taken(noon: datetime, public: Path, tmp_path: Path) -> None:
    original = tmp_path / "original.jpg"
    original.write_bytes(telling())
    seen = exiftool(original)[0]
    assert any("GPS" in key for key in seen)  # the test's own picture does betray it
    assert "SN-4711-CANARY" in str(seen)
    photo = actions.add_photo(file=ContentFile(telling()), title="x", by=None, at=noon)
    actions.release(photo=photo, at=noon)
    made = files_in(public)
    assert len(made) == 3 * 4 + 1
    for path, found in zip(made, exiftool(*made), strict=True):
        assert not [key for key in found if any(word in key for word in ("GPS", "Serial", "EXIF", "IFD", "IPTC:"))]
        assert "CANARY" not in str(found)
        assert b"CANARY" not in path.read_bytes()
        assert b"Kamerawerk" not in path.read_bytes()


def test_every_rendition_says_whose_picture_it_is(noon: datetime, public: Path) -> None:
    photo = actions.add_photo(file=ContentFile(telling()), title="x", by=None, at=noon, licence="CC BY 4.0")
    actions.release(photo=photo, at=noon)
    for found in exiftool(*files_in(public)):
        assert found["XMP-photoshop:Credit"] == FULL.credit
        assert found["XMP-dc:Rights"] == FULL.copyright_notice
        assert found["XMP-dc:Creator"] in (FULL.creator, FULL.creator.split(", "))
        assert found["XMP-xmpRights:UsageTerms"] == FULL.usage_terms
        assert found["XMP-iptcCore:AltTextAccessibility"] == FULL.alt
        assert found["XMP-plus:DataMining"].endswith("DMI-PROHIBITED-GENAIMLTRAINING")


def test_the_set_tells_what_lies_in_the_folder(private: Path) -> None:
    photo = a_photo(content=picture(700, 350), developed=False)
    Photo.objects.filter(pk=photo.pk).update(width=700, height=350)
    assert renditions.prepare(photo)
    assert [entry["width"] for entry in photo.prepared("image/avif")] == [320, 480, 700]
    assert photo.rendition_set[-1] == {"type": "image/jpeg", "width": 667, "height": 350, "card": True}
    for entry in photo.rendition_set:
        if "card" not in entry:
            assert (private / photo.prepared_path(entry)).stat().st_size > 100


def test_the_theme_says_which_widths_it_needs(settings: Any) -> None:
    settings.PHOTO_WIDTHS = (100, 200)
    photo = a_photo(developed=False)
    renditions.prepare(photo)
    assert [entry["width"] for entry in photo.prepared("image/webp")] == [100, 200]


def test_making_them_twice_is_making_them_once(private: Path) -> None:
    photo = a_photo(developed=False)
    assert renditions.prepare(photo)
    name = photo.prepared_name
    assert not renditions.prepare(photo)
    assert folders(private) == {name}


@pytest.mark.parametrize(
    "change", [{"focal_point_x": 10, "focal_point_y": 10}, {"credit_line": "© Someone"}, {"file": "another"}]
)
def test_whatever_they_depend_on_makes_them_anew(private: Path, change: dict[str, Any]) -> None:
    photo = a_photo()
    before = photo.prepared_name
    if "file" in change:
        photo.file = ContentFile(picture(500, 300), name="b.png")
    else:
        Photo.objects.filter(pk=photo.pk).update(**change)
        photo.refresh_from_db()
    photo.save()
    assert not renditions.is_prepared(photo)
    assert renditions.prepare(photo)
    assert photo.prepared_name != before
    assert folders(private) == {photo.prepared_name}


def test_a_word_that_no_rendition_carries_makes_nothing_anew() -> None:
    photo = a_photo()
    photo.keywords, photo.title = "ferry", "Another title"
    photo.save()
    assert renditions.is_prepared(photo)


@pytest.mark.parametrize("step", ["darkroom.develop", "files.keep", "renditions._adopt"])
def test_a_crash_at_any_step_leaves_the_photo_as_it_was_and_the_next_run_finishes(
    monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    photo = a_photo(developed=False)

    def crash(*_args: Any, **_kwargs: Any) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(f"depesche.media.{step}", crash)
        with pytest.raises(SystemError):
            renditions.prepare(photo)
    assert (fresh(photo).prepared_name, fresh(photo).rendition_set) == ("", [])
    assert renditions.prepare(photo)
    assert renditions.is_prepared(fresh(photo))


def test_of_two_workers_the_second_throws_its_own_away(monkeypatch: pytest.MonkeyPatch, private: Path) -> None:
    photo = a_photo(developed=False)
    develop = renditions._develop

    def overtaken(one: Photo, folder: str) -> Any:
        monkeypatch.setattr(renditions, "_develop", develop)
        renditions.prepare(fresh(photo))  # meanwhile, in another process
        return develop(one, folder)

    monkeypatch.setattr(renditions, "_develop", overtaken)
    assert renditions.prepare(photo)
    assert folders(private) == {fresh(photo).prepared_name}


def test_a_photo_that_changes_while_it_is_developed_is_developed_again(
    monkeypatch: pytest.MonkeyPatch, private: Path
) -> None:
    photo = a_photo(developed=False)
    develop = renditions._develop

    def changed(one: Photo, folder: str) -> Any:
        monkeypatch.setattr(renditions, "_develop", develop)
        Photo.objects.filter(pk=photo.pk).update(credit_line="© Changed")
        return develop(one, folder)

    monkeypatch.setattr(renditions, "_develop", changed)
    assert renditions.prepare(photo)
    assert renditions.is_prepared(fresh(photo))
    assert folders(private) == {fresh(photo).prepared_name}


def test_a_photo_that_never_stops_changing_is_left_for_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = a_photo(developed=False)
    monkeypatch.setattr(renditions, "_develop", lambda _photo, _folder: [])
    monkeypatch.setattr(renditions, "_adopt", lambda *_args: False)
    assert not renditions.prepare(photo)


def test_a_photo_that_is_deleted_while_it_is_developed_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, private: Path
) -> None:
    photo = a_photo(developed=False)
    develop = renditions._develop

    def deleted(one: Photo, folder: str) -> Any:
        Photo.objects.get(pk=photo.pk).delete()
        return develop(one, folder)

    monkeypatch.setattr(renditions, "_develop", deleted)
    renditions.prepare(photo)
    assert folders(private) == set()


def test_many_photos_are_developed_at_once(private: Path) -> None:
    photos = [a_photo(developed=False) for _ in range(3)]
    broken = a_photo(developed=False)
    (private / broken.file.name).write_bytes(b"\xff\xd8\xff overwritten")
    refused = actions.make_renditions_of([photo.pk for photo in [*photos, broken]])
    assert set(refused) == {broken.pk}
    assert isinstance(refused[broken.pk], darkroom.Refused)
    assert all(renditions.is_prepared(fresh(photo)) for photo in photos)
    assert actions.make_renditions_of([photo.pk for photo in photos]) == {}


def test_photos_are_developed_while_an_import_goes_on_and_shown_when_they_are_ready(
    noon: datetime, public: Path, private: Path
) -> None:
    photo, unpublished, broken = (a_photo(developed=False) for _ in range(3))
    (private / broken.file.name).write_bytes(b"broken")
    developing = actions.begin_renditions_of([photo.pk, unpublished.pk, broken.pk])
    actions.release(photo=photo, at=noon, develop=False)
    assert fresh(photo).public_name == ""
    refused = actions.end_renditions(developing, at=noon)
    assert list(refused) == [broken.pk]
    assert fresh(photo).public_name
    assert fresh(unpublished).public_name == ""
    assert {path.parent.name for path in files_in(public)} == {fresh(photo).public_name}
    actions.conceal(photo=photo)
    actions.release(photo=photo, at=noon, develop=False)  # they lie ready this time
    assert fresh(photo).public_name


def test_an_upload_is_developed_in_the_background(noon: datetime, run_tasks: Callable[[], None]) -> None:
    photo = actions.add_photo(file=ContentFile(picture()), title="x", by=None, at=noon)
    assert not renditions.is_prepared(photo)
    run_tasks()
    assert renditions.is_prepared(fresh(photo))


def test_a_task_for_a_photo_that_is_gone_or_broken_ends_quietly(private: Path, caplog: Any) -> None:
    tasks.make_renditions.func(4711)
    photo = a_photo(developed=False)
    (private / photo.file.name).write_bytes(b"broken")
    tasks.make_renditions.func(photo.pk)
    assert "cannot be developed" in caplog.text


def test_a_replaced_photo_that_cannot_be_developed_is_shown_no_longer(
    noon: datetime, public: Path, private: Path
) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    (private / photo.file.name).write_bytes(b"broken")
    Photo.objects.filter(pk=photo.pk).update(credit_line="© Changed")
    with pytest.raises(darkroom.Refused):
        actions.settle(photo=photo, at=noon)
    assert fresh(photo).public_name == ""
    assert not files_in(public)


def test_storage_that_is_no_disk_is_not_asked_to_settle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_disk(*_args: object) -> str:
        raise NotImplementedError

    source = tmp_path / "a"
    source.write_bytes(b"1")
    saved: list[str] = []
    storage = type("Bucket", (), {"save": lambda _self, name, _content: saved.append(name), "path": no_disk})()
    monkeypatch.setattr(files, "private", lambda: storage)
    files.keep(source, "renditions/x/320.avif")
    assert saved == ["renditions/x/320.avif"]
