"""Taking in, changing, releasing and concealing photos and files."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from depesche.accounts.models import User
from depesche.media import actions, darkroom, files, renditions, rights, tasks
from depesche.media.models import Chore, File, Photo

from .factories import a_photo, a_recording
from .pictures import picture, png_with_xmp
from .test_rights import FULL

pytestmark = pytest.mark.usefixtures("committed")


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def tasks_waiting() -> list[str]:
    return [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.order_by("enqueued_at")]


def fresh(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


# Taking in


def test_a_photo_comes_with_what_its_file_says(editor: User, noon: datetime) -> None:
    file = ContentFile(png_with_xmp(rights.write(FULL)), name="a.jpg")
    photo = fresh(actions.add_photo(file=file, title="Dawn", by=editor, at=noon))
    assert photo.credit_line == FULL.credit
    assert photo.photographer == FULL.creator
    assert (photo.agency, photo.year, photo.taken_on) == ("Nordbild", 2026, FULL.taken_on)
    assert (photo.caption, photo.alt, photo.long_description) == (FULL.caption, FULL.alt, FULL.extended)
    assert photo.place == "Old harbour, Norderhaven, Germany"
    assert (photo.licence, photo.licence_ends_on) == (FULL.licence, FULL.licence_ends_on)
    assert (photo.allowed_uses, photo.web_statement) == (FULL.usage_terms, FULL.web_statement)
    assert (photo.digital_source, photo.data_mining) == ("digitalCapture", "DMI-PROHIBITED-GENAIMLTRAINING")
    assert (photo.uploaded_by_user, photo.created_at, photo.width) == (editor, noon, 640)
    assert photo.file_size
    assert photo.file_hash
    assert "make_renditions" in tasks_waiting()


def test_what_the_editor_says_stands_above_what_the_file_says(noon: datetime) -> None:
    file = ContentFile(png_with_xmp(rights.write(FULL)), name="a.png")
    photo = actions.add_photo(file=file, title="x", by=None, at=noon, credit_line="Own credit", year=1999)
    assert (photo.credit_line, photo.year, photo.agency) == ("Own credit", 1999, "Nordbild")


def test_a_credit_is_made_where_the_file_names_only_people(noon: datetime) -> None:
    photo = actions.add_photo(
        file=ContentFile(picture()),
        title="x",
        by=None,
        at=noon,
        agency="Nordbild",
        photographer="Ineke Dorn",
        year=2026,
    )
    assert photo.credit_line == "© Nordbild 2026 / Ineke Dorn"


def test_words_that_do_not_fit_are_left_out_or_cut(noon: datetime) -> None:
    said = rights.Rights(
        credit="c" * 400,
        digital_source="somethingNew",
        web_statement="javascript:alert(1)",
        data_mining="DMI-PROHIBITED-SEECONSTRAINT",
    )
    photo = actions.add_photo(file=ContentFile(png_with_xmp(rights.write(said))), title="t" * 300, by=None, at=noon)
    assert len(photo.credit_line) == 255
    assert len(photo.title) == 255
    assert (photo.digital_source, photo.web_statement) == ("", "")
    assert photo.data_mining == "DMI-PROHIBITED"  # conditions written elsewhere count as a no


def test_an_inspection_made_before_is_not_made_again(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture()
    found = darkroom.inspect(ContentFile(content))
    monkeypatch.setattr(darkroom, "inspect", None)
    assert actions.add_photo(file=ContentFile(content, name="x"), title="x", by=None, at=noon, found=found).width == 640


def test_what_is_refused_leaves_nothing_behind(noon: datetime, house: Path) -> None:
    with pytest.raises(darkroom.Refused):
        actions.add_photo(file=ContentFile(b"<svg/>", name="a.svg"), title="x", by=None, at=noon)
    with pytest.raises(ValidationError):
        actions.add_photo(file=ContentFile(picture(), name="a"), title="x", by=None, at=noon, year=1)
    assert Photo.objects.count() == 0
    assert files_in(house) == set()


# Changing


def test_changing_rights_makes_the_renditions_anew(noon: datetime, run_tasks: Callable[[], None], public: Path) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    before = files_in(public)
    actions.change_rights(photo=photo, by=None, at=noon, credit_line="© Someone else 2026")
    run_tasks()
    now = fresh(photo)
    assert now.recipe == renditions.recipe(now)
    assert before.isdisjoint(files_in(public))
    assert f"photos/{now.public_name}/320.avif" in files_in(public)


def test_a_photo_that_readers_see_keeps_a_credit(noon: datetime) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    with pytest.raises(actions.NoCredit):
        actions.change_rights(photo=photo, by=None, at=noon, credit_line="  ")
    assert fresh(photo).credit_line


def test_a_longer_licence_brings_a_photo_back(noon: datetime, run_tasks: Callable[[], None]) -> None:
    photo = a_photo(licence_ends_on=date(2026, 11, 22))
    actions.release(photo=photo, at=noon)
    actions.end_licences(at=noon + timedelta(days=1))
    assert not fresh(photo).public_name
    actions.change_rights(photo=fresh(photo), by=None, at=noon, licence_ends_on=date(2999, 1, 1))
    run_tasks()
    assert fresh(photo).public_name


# Releasing and concealing


def test_a_released_photo_lies_public_under_a_name_that_tells_nothing(noon: datetime, public: Path) -> None:
    photo = a_photo()
    assert files_in(public) == set()
    actions.release(photo=photo, at=noon)
    assert len(photo.public_name) == 32
    assert int(photo.public_name, 16)
    assert files_in(public) == {
        f"photos/{photo.public_name}/{name}"
        for name in ("320.avif", "640.avif", "320.webp", "640.webp", "320.jpeg", "640.jpeg", "card.jpeg")
    }
    assert fresh(photo).public_name == photo.public_name
    assert fresh(photo).released_at == noon


def test_releasing_twice_keeps_the_name(noon: datetime) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    name = photo.public_name
    actions.release(photo=fresh(photo), at=noon + timedelta(hours=1))
    assert (fresh(photo).public_name, fresh(photo).released_at) == (name, noon)


def test_a_photo_without_credit_is_not_released(noon: datetime, public: Path) -> None:
    photo = a_photo(credit_line="")
    with pytest.raises(actions.NoCredit, match="has no credit line"):
        actions.release(photo=photo, at=noon)
    assert files_in(public) == set()


def test_a_photo_whose_renditions_are_missing_gets_them_on_release(noon: datetime, public: Path) -> None:
    photo = a_photo(developed=False)
    actions.release(photo=photo, at=noon)
    assert f"photos/{photo.public_name}/640.webp" in files_in(public)


def test_a_photo_whose_file_is_missing_says_so(noon: datetime, private: Path) -> None:
    photo = a_photo(developed=False)
    (private / photo.file.name).unlink()
    with pytest.raises(darkroom.Refused) as caught:
        actions.release(photo=photo, at=noon)
    assert caught.value.code == "missing"
    assert fresh(photo).public_name == ""


def test_a_photo_whose_licence_ended_is_released_without_a_public_file(noon: datetime, public: Path) -> None:
    photo = a_photo(licence_ends_on=date(2026, 11, 21))
    actions.release(photo=photo, at=noon)
    assert (photo.public_name, files_in(public)) == ("", set())


def test_a_concealed_photo_is_gone_at_once_and_comes_back_under_another_name(
    noon: datetime, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    name = photo.public_name
    purged: list[tuple[Any, bool]] = []
    monkeypatch.setattr("depesche.delivery.actions.purge", lambda *keys, hard=False: purged.append((keys, hard)))
    actions.conceal(photo=photo)
    assert ((f"file:{name}",), True) in purged  # caches in front forget the files, not the pages alone
    assert (fresh(photo).public_name, fresh(photo).released_at, files_in(public)) == ("", None, set())
    actions.conceal(photo=photo)  # nothing left to conceal
    actions.release(photo=photo, at=noon)
    assert photo.public_name not in ("", name)


def test_a_stale_copy_of_a_photo_conceals_what_is_public_now(noon: datetime, public: Path) -> None:
    photo = a_photo()
    stale = fresh(photo)
    actions.release(photo=photo, at=noon)
    actions.conceal(photo=stale)
    assert files_in(public) == set()


def test_a_publication_that_is_rolled_back_shows_nothing(noon: datetime) -> None:
    photo = a_photo()
    with transaction.atomic():
        actions.release(photo=photo, at=noon)
        transaction.set_rollback(True)
    assert fresh(photo).public_name == ""


def test_concealing_that_is_rolled_back_takes_nothing_away(noon: datetime, public: Path) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    with transaction.atomic():
        actions.conceal(photo=photo)
        transaction.set_rollback(True)
    assert f"photos/{fresh(photo).public_name}/320.avif" in files_in(public)


def test_what_a_crash_left_public_is_removed_by_the_task(
    noon: datetime, public: Path, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    with monkeypatch.context() as crash:
        crash.setattr(files, "remove_folder", lambda *_args: None)  # the process died after the commit
        actions.conceal(photo=photo)
    assert files_in(public)
    run_tasks()
    assert files_in(public) == set()
    tasks.remove_public_photo.func(photo.pk, "a" * 32)  # nothing there any more
    actions.release(photo=photo, at=noon)
    tasks.remove_public_photo.func(photo.pk, photo.public_name)  # valid again
    assert files_in(public)


def test_public_files_that_got_lost_are_put_back(noon: datetime, public: Path) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    (public / "photos" / photo.public_name / "320.avif").unlink()
    actions.settle(photo=photo, at=noon)
    assert f"photos/{photo.public_name}/320.avif" in files_in(public)


def test_a_photo_that_a_broken_off_run_had_finished_is_shown_by_the_next(noon: datetime) -> None:
    photo, other = a_photo(developed=False), a_photo()
    for one in (photo, other):
        actions.release(photo=one, at=noon, develop=False)
    actions.conceal(photo=other)
    begun = actions.begin_renditions_of([photo.pk, other.pk])
    renditions.Developing.finish(begun)  # and here the run is broken off
    assert not fresh(photo).public_name
    assert actions.end_renditions(actions.begin_renditions_of([photo.pk, other.pk]), at=noon) == {}
    assert (bool(fresh(photo).public_name), fresh(other).public_name) == (True, "")


# Another file


def with_rights(width: int = 640, height: int = 400, **said: Any) -> ContentFile[bytes]:
    return ContentFile(picture(width, height, xmp=rights.write(rights.Rights(**said)).encode()))


def test_another_file_takes_the_place_of_the_original(noon: datetime, private: Path, editor: User) -> None:
    given = with_rights(creator="Ada Lund", credit="© Ada", caption="The quay")
    photo = actions.add_photo(file=given, title="Quay", by=None, at=noon, agency="Nordbild")
    actions.change_rights(photo=photo, by=editor, at=noon, caption="The old quay", focal_point_x=320, focal_point_y=100)
    first = photo.file.name
    better = with_rights(320, 400, creator="Bo Reed", credit="© Bo", caption="A quay")
    actions.replace_file(photo=photo, file=better, by=editor, at=noon, agency="Nordbild")
    photo = fresh(photo)
    assert (photo.credit_line, photo.photographer, photo.agency) == ("© Bo", "Bo Reed", "Nordbild")
    assert photo.caption == "The old quay"
    assert (photo.width, photo.height, photo.focal) == (320, 400, (0.5, 0.25))
    better.seek(0)
    with photo.file.open() as stored:
        assert stored.read() == better.read()
    assert not (private / first).exists()


def test_readers_see_the_old_file_until_the_new_one_is_developed(noon: datetime, run_tasks: Callable[[], None]) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    name = photo.public_name
    actions.replace_file(photo=photo, file=ContentFile(picture(320, 200)), by=None, at=noon)
    assert fresh(photo).public_name == name
    run_tasks()
    assert fresh(photo).public_name not in ("", name)
    assert {entry["width"] for entry in fresh(photo).prepared()} == {320}


def test_a_file_without_credit_does_not_take_the_place_of_one_that_readers_see(noon: datetime) -> None:
    photo = actions.add_photo(file=with_rights(64, 40, credit="© Ada"), title="Quay", by=None, at=noon)
    actions.release(photo=photo, at=noon)
    with pytest.raises(actions.NoCredit):
        actions.replace_file(photo=photo, file=ContentFile(picture(96, 40)), by=None, at=noon)
    assert (fresh(photo).width, fresh(photo).inspection().width) == (64, 64)


# Licences


def test_pages_with_the_plate_of_a_photo_whose_licence_has_ended_show_its_words_and_no_focal_point(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_photo(licence_ends_on=date(2026, 11, 21), released_at=noon)
    purged: list[str] = []
    monkeypatch.setattr("depesche.delivery.actions.purge", lambda *keys, hard=False: purged.extend(keys))
    actions.change_rights(photo=photo, by=None, at=noon, focal_point_x=10, focal_point_y=10)
    assert purged == []
    actions.change_rights(photo=photo, by=None, at=noon, caption="The old quay")
    assert purged == [f"photo:{photo.uid}"]


def test_a_photo_is_taken_away_when_its_licence_ends(noon: datetime, public: Path) -> None:
    photo = a_photo(licence_ends_on=date(2026, 11, 22))
    other = a_photo(licence_ends_on=date(2026, 11, 23))
    for one in (photo, other):
        actions.release(photo=one, at=noon)
    assert actions.end_licences(at=datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == []
    assert actions.end_licences(at=datetime(2026, 11, 23, 0, 0, tzinfo=UTC)) == [photo]
    assert fresh(photo).public_name == ""
    assert {name.split("/")[1] for name in files_in(public)} == {other.public_name}
    assert actions.end_licences(at=datetime(2026, 11, 23, 0, 0, tzinfo=UTC)) == []


def test_the_end_of_a_licence_is_announced(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    photo = a_photo(licence_ends_on=date(2026, 11, 22))
    actions.release(photo=photo, at=noon)
    monkeypatch.setattr("depesche.events.emit", said.append)
    actions.end_licences(at=noon + timedelta(days=1))
    assert [type(event).__name__ for event in said] == ["PhotoConcealed", "LicenceEnded"]


# Recordings and documents


def test_a_recording_is_released_and_concealed(noon: datetime, public: Path) -> None:
    recording = a_recording("Council, part 1.MP3")
    actions.release_document(document=recording, at=noon)
    name = recording.public_name
    assert name.endswith(".mp3")
    assert files_in(public) == {f"files/{name}"}
    actions.release_document(document=recording, at=noon)
    assert recording.public_name == name
    actions.conceal_document(document=recording)
    assert (File.objects.get().public_name, files_in(public)) == ("", set())
    actions.conceal_document(document=recording)


def test_a_recording_is_taken_in_and_a_program_is_not(editor: User) -> None:
    added = actions.add_file(file=ContentFile(b"ID3", name="a.mp3"), title="Council", by=editor, credit_line="Radio")
    assert (added.title, added.credit_line, added.uploaded_by_user, added.file_size) == ("Council", "Radio", editor, 3)
    with pytest.raises(ValidationError):
        actions.add_file(file=ContentFile(b"MZ", name="a.exe"), title="x", by=None)


def test_a_file_of_unknown_kind_gets_a_public_name_without_ending(noon: datetime) -> None:
    paper = a_recording("paper.html")
    actions.release_document(document=paper, at=noon)
    assert len(paper.public_name) == 32


def test_what_a_crash_left_of_a_recording_is_removed_by_the_task(
    noon: datetime, public: Path, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = a_recording()
    actions.release_document(document=recording, at=noon)
    with monkeypatch.context() as crash:
        crash.setattr(transaction, "on_commit", lambda _work, robust=False: None)
        actions.conceal_document(document=recording)
    run_tasks()
    assert files_in(public) == set()


# Sweeping


def test_what_nobody_names_is_swept_up_after_an_hour(noon: datetime, house: Path) -> None:
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    kept = files_in(house)
    for orphan in ("default/renditions/" + "0" * 32, "public/photos/" + "1" * 32):
        (house / orphan).mkdir(parents=True)
        (house / orphan / "320.avif").write_bytes(b"half a pic")
    now = datetime.now(UTC)
    assert actions.sweep(at=now) == 0  # somebody may still be at work
    assert actions.sweep(at=now + timedelta(hours=2)) == 2
    assert files_in(house) == kept
    tasks.sweep.func()
    assert files_in(house) == kept


def test_an_empty_house_is_swept_without_complaint(noon: datetime, house: Path) -> None:
    assert actions.sweep(at=noon) == 0
    (house / "public" / "photos" / "2").mkdir(parents=True)
    assert actions.sweep(at=noon) == 1


def test_two_never_sweep_at_once_and_one_that_died_is_not_waited_for(noon: datetime, house: Path) -> None:
    (house / "public" / "photos" / "2").mkdir(parents=True)
    Chore.objects.create(name=actions.SWEEPING, busy_since=noon - timedelta(hours=1))
    assert actions.sweep(at=noon) == 0
    assert actions.sweep(at=noon + timedelta(hours=6)) == 1
    assert Chore.objects.get().busy_since is None


def test_a_sweep_that_fails_is_over(noon: datetime, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (house / "public" / "photos" / "2").mkdir(parents=True)

    def full(*_: Any) -> int:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr("depesche.media.files.sweep_folders", full)
        with pytest.raises(OSError, match="gone"):
            actions.sweep(at=noon)
    assert actions.sweep(at=noon) == 1


# Moving files


def test_files_are_copied_where_they_cannot_be_linked(
    noon: datetime, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_args: object) -> None:
        raise OSError(18, "another disk")

    monkeypatch.setattr(os, "link", no_link)
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    assert (public / "photos" / photo.public_name / "320.avif").read_bytes() == b"stand-in 320.avif"


def test_carrying_a_file_twice_is_carrying_it_once(private: Path, public: Path) -> None:
    files.private().save("a", ContentFile(b"1"))
    files.carry("a", "b")
    files.carry("a", "b")
    assert files_in(public) == {"b"}
    with pytest.raises(FileNotFoundError):
        files.carry("missing", "c")
