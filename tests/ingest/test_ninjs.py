"""A folder of items with their pictures and recordings."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import File

from depesche.accounts.models import User
from depesche.formats import ninjs
from depesche.formats.newsitem import Audio, Byline, NewsItem, Paragraph, Photo, Picture, Ref, RelatedBox
from depesche.ingest import actions
from depesche.ingest.models import Imported
from depesche.media import actions as media
from depesche.media.models import Photo as MediaPhoto
from depesche.newsroom.models import Article, Author, Edition, Teaser
from tests.ingest.conftest import NOW

pytestmark = pytest.mark.django_db

SECTION = NewsItem(
    key="en:section:harbour", headline="Harbour", language="en", item_type="section", edition="en", slug="harbour"
)
AUTHOR = NewsItem(
    key="en:author:ada",
    headline="Ada Lund",
    language="en",
    item_type="author",
    edition="en",
    extra={"account": "ada@gazette.example", "role": "Reporter"},
)


def article(key: str, **fields: object) -> NewsItem:
    return NewsItem(
        **{  # type: ignore[arg-type]  # the test gives fields by their right types
            "key": f"en:article:{key}",
            "headline": f"About {key}",
            "language": "en",
            "edition": "en",
            "section": Ref(key=SECTION.key, name="Harbour"),
            "bylines": (Byline(name="Ada Lund", key=AUTHOR.key),),
            "body": (Paragraph(f"<p>{key}</p>"),),
            "published_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
            **fields,
        }
    )


@pytest.fixture
def folder(tmp_path: Path, picture_file: Callable[..., Path]) -> Path:
    root = tmp_path / "paper"
    picture_file(root / "photos/crane.jpg", credit="© Ada")
    picture_file(root / "photos/quay.jpg", credit="© Ada")
    (root / "audio").mkdir()
    (root / "audio/horn.mp3").write_bytes(b"ID3\x03" + bytes(64))
    front = (Ref(key="en:article:quay"), Ref(key="en:article:crane"))
    paper = NewsItem(
        key="en:edition:en", headline="The Gazette", language="en", item_type="edition", edition="en", related=front
    )
    quay = article(
        "quay",
        related=(Ref(key="en:article:crane"),),
        lead=Picture(photo=Photo(key="quay")),
        body=(Audio(title="Horn", key="horn"), RelatedBox(items=(Ref(key="en:article:crane"),))),
    )
    crane = article("crane", related=(Ref(key="en:article:quay"),), lead=Picture(photo=Photo(key="crane")))
    back = article("back", body=(Picture(photo=Photo(key="crane")),))
    (root / "items").mkdir()
    for number, item in enumerate((quay, crane, back, paper, SECTION, AUTHOR)):
        (root / "items" / f"{number}.json").write_text(json.dumps(ninjs.dump(item)))
    return root


def test_a_folder_becomes_a_newspaper(folder: Path) -> None:
    user = User.objects.create_user("ada@gazette.example")
    steps = list[int]()
    report = actions.import_ninjs(folder, at=NOW, progress=steps.append)
    assert (report.total("imported"), sum(steps)) == (6 + 2 + 1, 6)
    assert [slot.article.title for slot in Edition.objects.get().slots.all()] == ["About quay", "About crane"]
    quay, crane = Article.objects.get(title="About quay"), Article.objects.get(title="About crane")
    assert quay.related_picks.get().target == crane
    assert crane.related_picks.get().target == quay
    assert quay.body[1].value["articles"][0].pk == crane.pk
    assert quay.body[0].value["file"].public_name
    assert (Author.objects.get().user, Author.objects.get().role) == (user, "Reporter")
    assert {article.revisions.count() for article in Article.objects.all()} == {1}


def test_pictures_of_the_front_page_are_there_when_the_import_ends(folder: Path) -> None:
    actions.import_ninjs(folder, at=NOW)
    assert all(Teaser.objects.filter(photo__isnull=False).values_list("photo__public_name", flat=True))


def test_the_other_pictures_follow_by_task(folder: Path, run_tasks: Callable[[], None]) -> None:
    paper = folder / "items/3.json"
    item = next(ninjs.load(paper))
    paper.write_text(
        json.dumps(ninjs.dump(NewsItem(key=item.key, headline="G", language="en", item_type="edition", edition="en")))
    )
    actions.import_ninjs(folder, at=NOW)
    assert not any(MediaPhoto.objects.values_list("public_name", flat=True))
    run_tasks()
    assert all(MediaPhoto.objects.values_list("public_name", flat=True))


def test_a_second_run_changes_nothing(folder: Path) -> None:
    actions.import_ninjs(folder, at=NOW)
    again = actions.import_ninjs(folder, at=NOW)
    assert (again.total("imported"), again.total("changed"), again.total("unchanged")) == (0, 0, 6)


def photo_of(headline: str) -> MediaPhoto:
    return MediaPhoto.objects.get(shown_in__teaser__headline=headline)


def test_a_picture_with_another_file_is_replaced(folder: Path, picture_file: Callable[..., Path]) -> None:
    actions.import_ninjs(folder, at=NOW)
    before, other = photo_of("About quay"), photo_of("About crane")
    picture_file(folder / "photos/quay.jpg", credit="© Bo", size=(96, 48))
    again = actions.import_ninjs(folder, at=NOW)
    after = photo_of("About quay")
    assert (again.total("changed"), again.total("imported"), again.total("unchanged")) == (1, 0, 6)
    assert (after.pk, after.width, after.credit_line) == (before.pk, 96, "© Bo")
    with after.file.open() as stored:
        assert stored.read() == (folder / "photos/quay.jpg").read_bytes()
    assert {entry["width"] for entry in after.prepared()} == {96}
    assert after.public_name not in ("", before.public_name)
    assert photo_of("About crane").public_name == other.public_name
    assert actions.import_ninjs(folder, at=NOW).total("changed") == 0


def test_a_picture_that_the_desk_has_replaced_is_left_alone(folder: Path, picture_file: Callable[..., Path]) -> None:
    actions.import_ninjs(folder, at=NOW)
    photo = photo_of("About quay")
    with picture_file(folder.parent / "desk.jpg", credit="© Desk", size=(80, 48)).open("rb") as file:
        media.replace_file(photo=photo, file=File(file), by=None, at=NOW)
    picture_file(folder / "photos/quay.jpg", credit="© Bo", size=(96, 48))
    again = actions.import_ninjs(folder, at=NOW)
    assert (again.total("changed"), photo_of("About quay").width) == (0, 80)
    assert "desk" in str(again)


def test_a_picture_that_cannot_take_the_place_of_another_leaves_it(folder: Path) -> None:
    actions.import_ninjs(folder, at=NOW)
    (folder / "photos/quay.jpg").write_bytes(b"no picture")
    again = actions.import_ninjs(folder, at=NOW)
    assert (again.total("changed"), photo_of("About quay").width) == (0, 64)
    assert "quay.jpg" in str(again)


def test_a_dry_run_tells_of_another_file_and_leaves_it(folder: Path, picture_file: Callable[..., Path]) -> None:
    actions.import_ninjs(folder, at=NOW)
    picture_file(folder / "photos/quay.jpg", credit="© Bo", size=(96, 48))
    assert actions.import_ninjs(folder, at=NOW, dry_run=True).total("changed") == 1
    assert photo_of("About quay").width == 64


def test_a_broken_off_run_goes_on(folder: Path) -> None:

    def stop(step: int) -> None:
        if Imported.objects.exclude(digest="").count() > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_ninjs(folder, at=NOW, progress=stop)
    report = actions.import_ninjs(folder, at=NOW)
    assert (report.total("changed"), Article.objects.count(), Edition.objects.get().slots.count()) == (0, 3, 2)


def test_a_dry_run_leaves_no_trace(folder: Path) -> None:
    report = actions.import_ninjs(folder, at=NOW, dry_run=True)
    assert report.total("imported") == 9
    assert not Imported.objects.exists()


def test_an_item_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "items/9.json").write_text("{")
    with pytest.raises(actions.NotImportable, match=r"9\.json"):
        actions.import_ninjs(folder, at=NOW)
    assert not Imported.objects.exists()


def test_a_folder_without_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(actions.NotImportable):
        actions.import_ninjs(tmp_path / "nothing", at=NOW)
