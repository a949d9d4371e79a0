"""A whole export of WordPress: what came along, what did not, and who is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from depesche.formats.newsitem import NewsItem
from depesche.ingest import actions
from depesche.ingest.models import Imported
from depesche.ingest.report import Report
from depesche.ingest.run import Run
from depesche.media.models import Photo
from depesche.newsroom.models import Appointment, Article, Author, Edition, PlainPage, Section, Teaser
from tests import factories
from tests.ingest.conftest import NOW
from tests.ingest.exports import export, post

pytestmark = pytest.mark.django_db

GAZETTE = Path(__file__).with_name("fixtures") / "gazette.xml"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "wxr"


@pytest.fixture
def uploads(tmp_path: Path, picture_file: Callable[..., Path]) -> Path:
    folder = tmp_path / "wp-content"
    picture_file(folder / "uploads/2024/05/mole.jpg", credit="© Ada Lund", size=(90, 60))
    picture_file(folder / "uploads/2024/05/mole-300x200.jpg", credit="© Nobody")
    picture_file(folder / "uploads/2024/05/ferry.jpg", size=(80, 60))
    return folder


@pytest.fixture
def imported(uploads: Path) -> Report:
    return actions.import_wxr(GAZETTE, at=NOW, media=uploads)


def test_an_empty_newsroom_gets_an_edition_with_the_name_of_the_site(imported: Report) -> None:
    edition = Edition.objects.get()
    assert (edition.code, edition.title, edition.live) == ("en", "The Mole Gazette", True)


def test_posts_become_articles_with_everything_in_them(imported: Report) -> None:
    article = Article.objects.get(slug="quiet-crane")
    assert article.first_published_at == datetime(2024, 5, 3, 8, 15, tzinfo=UTC)
    assert article.updated_at is None
    assert article.standfirst == "Nobody knows why."
    assert article.get_parent().title == "Harbour"
    assert {tag.name for tag in article.tags.all()} == {"Ferries", "Cranes"}
    assert article.bylines.get().author.title == "Ada Lund"
    kinds = [block.block_type for block in article.body]
    assert kinds == ["paragraph", "subhead", "picture", "quote", "embed"]
    assert article.lead_photo.alt == "A mole without ships"


def test_classic_text_keeps_captions_galleries_and_unknown_shortcodes(imported: Report) -> None:
    article = Article.objects.get(slug="late-ferry")
    kinds = [block.block_type for block in article.body]
    assert kinds.count("picture") == 1
    assert kinds.count("gallery") == 1
    assert "[tide_table" in str(article.body.raw_data[-1]["value"]) + str(article.body.raw_data[-2]["value"])
    assert any("tide_table" in why for why in imported.as_json()["lost"])


def test_pictures_are_the_originals_with_their_credit_or_an_assumed_one(imported: Report) -> None:
    mole, ferry = Photo.objects.get(width=90), Photo.objects.get(width=80)
    assert (mole.credit_line, ferry.credit_line) == ("© Ada Lund", "The Mole Gazette")
    assert [row.photo for row in Imported.objects.with_assumed_credit()] == [ferry]
    assert mole.public_name
    assert ferry.public_name


def test_another_credit_can_be_given(uploads: Path) -> None:
    actions.import_wxr(GAZETTE, at=NOW, media=uploads, credit="© Mole archive")
    assert Photo.objects.get(width=80).credit_line == "© Mole archive"


def test_what_was_not_public_is_no_more_public_here(imported: Report, client: Client) -> None:
    assert set(Teaser.objects.values_list("headline", flat=True)) == {
        "The quiet crane", "Late ferry", "Nowhere in particular",
    }  # fmt: skip
    assert imported.as_json()["draft"] == {"a draft in the source": 1, "not public in the source": 2}
    assert not Author.objects.get(title="Canary Ghostwriter").live
    assert not Section.objects.get(title="Weather").live
    for path in ("canary-draft", "canary-private", "canary-password", "canary-later"):
        assert client.get(f"/2024/05/{path}/").status_code == 404
    for path in ("/en/", "/en/authors/", "/en/archive/", "/en/search/?q=canarybody"):
        assert "Canary" not in client.get(path).content.decode()


def test_a_planned_post_becomes_an_appointment(imported: Report) -> None:
    assert Appointment.objects.get().due_at == datetime(2027, 1, 5, 6, tzinfo=UTC)


def test_a_planned_post_whose_time_has_passed_stays_a_draft(uploads: Path) -> None:
    actions.import_wxr(GAZETTE, at=datetime(2027, 2, 1, tzinfo=UTC), media=uploads)
    assert not Appointment.objects.exists()
    assert not Article.objects.get(slug="canary-later").live


def test_pages_become_plain_pages_on_one_level(imported: Report) -> None:
    about, cellar = PlainPage.objects.order_by("pk")
    assert (about.slug, about.in_footer, about.live) == ("about", True, True)
    assert (cellar.slug, cellar.in_footer) == ("about-2", False)


@pytest.mark.parametrize("old", ["/2024/05/quiet-crane/", "/?p=11", "/2024/05/silent-crane/"])
def test_old_addresses_lead_to_the_article(imported: Report, client: Client, old: str) -> None:
    assert client.get(old)["Location"] == Teaser.objects.get(headline="The quiet crane").path


def test_everything_that_did_not_come_along_is_told(imported: Report) -> None:
    said = imported.as_json()
    assert said["imported"]["comment"] == 2
    skipped = " ".join(said["skipped"])
    assert "Menus" in skipped
    assert "“tide”" in skipped
    assert "comment that was refused" in skipped
    assert "a tag that no article bears" in skipped


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/category/harbour/", "/en/harbour/"),
        ("/author/ada/", "/en/authors/ada/"),
        ("/tag/cranes/", "/en/tags/cranes/"),
        ("/category/harbour/ferries/", "/en/ferries/"),
        ("/feed/", "/en/feed.rss"),
    ],
)
def test_lists_of_the_old_site_lead_to_those_of_the_new_one(
    imported: Report, client: Client, old: str, new: str
) -> None:
    assert client.get(old)["location"] == new
    assert client.get(new).status_code == 200
    assert "Ferries" not in " ".join(
        " ".join(shown) for (kind, _), shown in imported.examples.items() if kind == "skipped"
    )


def test_the_report_lies_in_a_folder_for_the_owner_alone(imported: Report, settings: LazySettings) -> None:
    folder = Path(settings.HOME) / "imports" / "httpsgazetteexample"
    assert json.loads((folder / "report.json").read_text())["imported"]["article"] == 7
    assert "Skipped" in (folder / "report.txt").read_text()
    assert len((folder / "remarks.jsonl").read_text().splitlines()) == imported.remarks.total()
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_a_second_run_changes_nothing(imported: Report, uploads: Path) -> None:
    before = list(Article.objects.order_by("pk").values_list("pk", "latest_revision_id", "live"))
    again = actions.import_wxr(GAZETTE, at=NOW + timedelta(days=1), media=uploads)
    assert (again.total("imported"), again.total("changed")) == (0, 0)
    assert again.counts["unchanged", "comment"] == imported.counts["imported", "comment"] == 2
    assert list(Article.objects.order_by("pk").values_list("pk", "latest_revision_id", "live")) == before
    assert again.remarks == imported.remarks
    assert Imported.objects.filter(last_seen_at=NOW + timedelta(days=1)).count() >= 9
    assert Photo.objects.count() == 2


def test_a_dry_run_leaves_no_trace(uploads: Path, settings: LazySettings) -> None:
    report = actions.import_wxr(GAZETTE, at=NOW, media=uploads, dry_run=True)
    assert report.counts["imported", "article"] == 7
    assert report.counts["imported", "photo"] == 2
    assert not Edition.objects.exists()
    assert not Imported.objects.exists()
    assert not Path(settings.HOME).exists()


def test_missing_files_are_told_and_never_fetched(db: None) -> None:
    report = actions.import_wxr(GAZETTE, at=NOW)
    assert report.as_json()["lost"]["picture missing from the files that were given"] == 2
    assert Teaser.objects.count() == 3


def test_pieces_go_to_the_edition_of_their_language(uploads: Path) -> None:
    factories.edition("de")
    factories.edition("en")
    actions.import_wxr(GAZETTE, at=NOW, media=uploads)
    assert {article.edition_code() for article in Article.objects.all()} == {"en"}


def test_the_edition_can_be_named(uploads: Path) -> None:
    factories.edition("de")
    factories.edition("en")
    actions.import_wxr(GAZETTE, at=NOW, media=uploads, edition="de")
    assert {article.edition_code() for article in Article.objects.all()} == {"de"}


def test_an_unknown_edition_is_refused_with_those_that_there_are(edition: Edition) -> None:
    with pytest.raises(actions.NotImportable, match=r"no edition “fr”.*en"):
        actions.import_wxr(GAZETTE, at=NOW, edition="fr")


def test_several_editions_of_other_languages_ask_for_a_name(db: None, tmp_path: Path) -> None:
    factories.edition("de")
    factories.edition("ar")
    with pytest.raises(actions.NotImportable, match="--edition"):
        actions.import_wxr(GAZETTE, at=NOW)


def test_a_site_in_a_language_that_we_do_not_speak_comes_in_the_default_one(db: None, tmp_path: Path) -> None:
    report = actions.import_wxr(export(tmp_path, post(1), language="fi"), at=NOW)
    assert Edition.objects.get().language == "en"
    assert "language that this newsroom does not speak yet" in report.as_json()["lost"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG not xml", "Line 1"),
        (gzip.compress(b"<rss/>", mtime=0), r"^This is a compressed file; unpack it first\.$"),
        (b"PK\x03\x04\x14\0\0\0", r"^This is a compressed file; unpack it first\.$"),
        (b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;</rss>", "document type"),
        (b"<?xml version='1.0'?><rss><channel><title>Feed</title><item/></channel></rss>", "WordPress"),
        (b"<?xml version='1.0' encoding='utf-8'?><rss><channel><title>\xff\xfe</title>", "encoding"),
        (b"<a>" * 200, "Line 1"),
    ],
)
def test_bad_input_ends_with_one_line_and_leaves_nothing(db: None, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(content)
    with pytest.raises(actions.NotImportable, match=said) as error:
        actions.import_wxr(path, at=NOW)
    assert "\n" not in str(error.value)
    assert not Edition.objects.exists()


def test_what_is_good_before_the_fault_is_kept(db: None, tmp_path: Path) -> None:
    whole = export(tmp_path, *(post(n) for n in range(1, 8))).read_text()
    cut = tmp_path / "cut.xml"
    cut.write_text(whole[: whole.index("<title>Post 5")])
    with pytest.raises(actions.NotImportable) as error:
        actions.import_wxr(cut, at=NOW)
    assert Article.objects.count() == 4
    assert error.value.report
    assert error.value.report.counts["imported", "article"] == 4
    actions.import_wxr(export(tmp_path, *(post(n) for n in range(1, 8))), at=NOW)
    assert Article.objects.count() == 7


def test_progress_is_told_to_the_last_byte(db: None, tmp_path: Path) -> None:
    path, steps = export(tmp_path, post(1)), list[int]()
    actions.import_wxr(path, at=NOW, progress=steps.append)
    assert sum(steps) == path.stat().st_size


def test_one_piece_that_fails_does_not_stop_the_others(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from depesche.ingest.actions import publication

    whole = publication.bring_to

    def fragile(page: Any, item: NewsItem, run: Run) -> str:
        if item.key == "post:2":
            raise ValueError("something nobody thought of")
        return whole(page, item, run)

    monkeypatch.setattr(publication, "bring_to", fragile)
    report = actions.import_wxr(export(tmp_path, *(post(n) for n in (1, 2, 3))), at=NOW)
    assert Article.objects.count() == 2
    assert report.as_json()["skipped"] == {"it could not be written: something nobody thought of": 1}


def _shared() -> Iterator[Path]:
    yield from sorted(SHARED.rglob("*.xml")) if SHARED.is_dir() else ()


def test_real_exports_come_whole_or_say_why_not(db: None) -> None:
    """Where real exports lie beside the checkout they are all tried; each twice, the second time without effect."""
    for path in _shared():
        Imported.objects.all().delete()
        try:
            first = actions.import_wxr(path, at=NOW)
            again = actions.import_wxr(path, at=NOW)
        except actions.NotImportable:
            continue
        assert not [why for why in first.as_json()["skipped"] if why.startswith("it could not")], path.name
        assert again.counts["imported", "article"] == again.counts["changed", "article"] == 0, path.name
