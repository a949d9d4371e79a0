"""One item at a time: what becomes of it, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from depesche.formats.newsitem import (
    Audio,
    Byline,
    Gallery,
    KeyFacts,
    NewsItem,
    Paragraph,
    Photo,
    Picture,
    Ref,
    RelatedBox,
    TimelineEvent,
)
from depesche.ingest import actions
from depesche.ingest.models import Imported
from depesche.ingest.run import Run
from depesche.media.models import Photo as MediaPhoto
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Appointment, Article, Author, Edition, PlainPage, Section, Story, Teaser
from tests import factories
from tests.ingest.conftest import NOW, Shelf

Make = Callable[..., NewsItem]

pytestmark = pytest.mark.django_db


def test_an_article_comes_with_its_dates_and_its_section(run: Run, item: Make) -> None:
    updated = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert actions.ingest_item(item=item(updated_at=updated, kind="analysis"), run=run) == "imported"
    teaser = Teaser.objects.get()
    assert (teaser.headline, teaser.kind) == ("Headline 1", "analysis")
    assert (teaser.published_at, teaser.updated_at) == (item().published_at, updated)
    assert Section.objects.get().live
    assert "Text of 1." in str(teaser.snapshot.item)


def test_a_second_run_changes_nothing(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    before = Article.objects.get().latest_revision_id, Teaser.objects.get().pk
    assert actions.ingest_item(item=item(), run=run) == "unchanged"
    assert (Article.objects.get().latest_revision_id, Teaser.objects.get().pk) == before


def test_a_changed_item_updates_the_page_that_it_became(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    later = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    changed = item(headline="Better headline", updated_at=later, section=Ref(key="section:town", name="Town"))
    assert actions.ingest_item(item=changed, run=run) == "changed"
    teaser = Teaser.objects.get()
    assert (teaser.headline, teaser.updated_at, teaser.published_at) == ("Better headline", later, item().published_at)
    assert teaser.section.title == "Town"


def test_what_the_desk_changed_since_is_never_overwritten(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    article = Article.objects.get()
    article.title = "The desk knows better"
    newsroom.publish(page=article, by=None, at=NOW, revision=article.save_revision())
    assert actions.ingest_item(item=item(headline="From the source"), run=run) == "kept"
    assert Teaser.objects.get().headline == "The desk knows better"
    assert run.report.as_json()["kept"] == {"the desk changed it after the last import": 1}


def test_what_the_desk_withdrew_stays_withdrawn(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    newsroom.withdraw(page=Article.objects.get(), by=None, at=NOW)
    assert actions.ingest_item(item=item(headline="Again"), run=run) == "kept"
    assert not Teaser.objects.exists()


def test_what_the_desk_deleted_does_not_come_back(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    Article.objects.get().delete()
    assert actions.ingest_item(item=item(), run=run) == "kept"
    assert not Article.objects.exists()


def test_a_draft_that_the_desk_published_is_not_overwritten(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(status="draft"), run=run)
    article = Article.objects.get()
    newsroom.publish(page=Section.objects.get(), by=None, at=NOW)
    newsroom.publish(page=article, by=None, at=NOW)
    assert actions.ingest_item(item=item(status="draft", headline="Unchecked"), run=run) == "kept"


@pytest.mark.parametrize("status", ["draft", "withheld", "canceled"])
def test_what_was_not_public_stays_a_draft_and_shows_nobody_its_section_or_author(
    run: Run, item: Make, client: Client, status: str
) -> None:
    author = item("author:ada", item_type="author", headline="Ada Canary", status="draft", section=None)
    actions.ingest_item(item=author, run=run)
    hidden = item(
        status=status, bylines=(Byline(name="Ada Canary", key="author:ada"),), old_addresses=("https://old.example/x/",)
    )
    actions.ingest_item(item=hidden, run=run)
    assert not Article.objects.get().live
    assert not Section.objects.get().live
    assert not Author.objects.get().live
    assert client.get("/x/").status_code == 404
    assert run.report.remarks.total() == 1


def test_a_scheduled_piece_becomes_an_appointment(run: Run, item: Make) -> None:
    at = NOW + timedelta(days=2)
    actions.ingest_item(item=item(publish_at=at, published_at=None), run=run)
    appointment = Appointment.objects.get()
    assert (appointment.due_at, Article.objects.get().live) == (at, False)
    assert newsroom.keep_appointments(at=at) == 1
    assert Teaser.objects.get().published_at == at


def test_a_piece_whose_time_is_over_stays_a_draft(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(expires_at=NOW - timedelta(days=1)), run=run)
    assert not Article.objects.get().live


def test_a_live_piece_is_withdrawn_when_its_source_withdraws_it(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    actions.ingest_item(item=item(status="canceled"), run=run)
    assert not Teaser.objects.exists()


def test_authors_with_a_page_are_linked_and_others_stand_by_name(run: Run, item: Make) -> None:
    actions.ingest_item(item=item("author:ada", item_type="author", headline="Ada", status="draft"), run=run)
    lines = (Byline(name="Ada", key="author:ada"), Byline(name="Wire", role="agency"))
    actions.ingest_item(item=item(bylines=lines), run=run)
    first, second = Article.objects.get().bylines.all()
    assert (first.author.title, first.author.live, second.name, second.role) == ("Ada", True, "Wire", "agency")


def test_references_may_come_in_any_order(run: Run, item: Make) -> None:
    referring = item(
        "1",
        related=(Ref(key="2"),),
        stories=(Ref(key="story:quay", name="The quay"),),
        bylines=(Byline(name="Ada", key="author:ada"),),
        body=(RelatedBox(items=(Ref(key="2"),), title="More"),),
    )
    actions.ingest_item(item=referring, run=run)
    assert Imported.objects.get(key="1").waiting
    actions.ingest_item(item=item("2"), run=run)
    actions.ingest_item(item=item("author:ada", item_type="author", headline="Ada"), run=run)
    actions.ingest_item(item=item("story:quay", item_type="story", headline="The quay"), run=run)
    actions.settle(run=run)
    article = Article.objects.get(title="Headline 1")
    assert [pick.target.title for pick in article.related_picks.all()] == ["Headline 2"]
    assert article.bylines.get().author.title == "Ada"
    assert article.main_story.title == "The quay"
    assert article.body[0].value["articles"][0].title == "Headline 2"
    assert Imported.objects.get(key="1").waiting is None


def test_pieces_keep_waiting_for_what_never_comes_and_stay_as_they_are(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(related=(Ref(key="never"),)), run=run)
    before = Article.objects.get().latest_revision_id
    actions.settle(run=run)
    actions.settle(run=run)
    assert Article.objects.get().latest_revision_id == before


def test_translations_know_each_other_in_whichever_order_they_come(run: Run, item: Make) -> None:
    factories.edition("de")
    english = item("en:1", translations=(Ref(key="de:1"),))
    german = item("de:1", edition="de", language="de", translations=(Ref(key="en:1"),))
    for piece in (english, german):
        actions.ingest_item(item=piece, run=run)
    assert len({article.translation_key for article in Article.objects.all()}) == 1


def test_two_translations_in_one_edition_do_not_share_a_key(run: Run, item: Make) -> None:
    for key, other in (("a", "b"), ("b", "a")):
        actions.ingest_item(item=item(key, translations=(Ref(key=other),)), run=run)
    assert len({article.translation_key for article in Article.objects.all()}) == 2


def test_a_story_comes_whole(run: Run, item: Make) -> None:
    actions.ingest_item(item=item("1"), run=run)
    story = item(
        "story:quay",
        item_type="story",
        headline="The quay",
        standfirst="So far.",
        checked_on=date(2026, 11, 20),
        timeline=(TimelineEvent(on=date(2026, 11, 18), text="Closed."),),
        places=("North Quay", "South Harbour"),
        people=("Ada",),
        related=(Ref(key="1"),),
        extra={"running": "no"},
    )
    actions.ingest_item(item=story, run=run)
    page = Story.objects.get()
    assert (page.summary, page.place_names(), page.running) == ("So far.", ("North Quay", "South Harbour"), False)
    assert page.timeline.get().text == "Closed."
    assert page.pinned.get().article.title == "Headline 1"


def test_an_edition_comes_with_its_front_page(item: Make, db: None) -> None:
    run = Run(source="test", at=NOW)
    paper = item(
        "edition:en",
        item_type="edition",
        headline="The Courier",
        slug="en",
        related=tuple(Ref(key=key) for key in "123456"),
        extra={"time_zone": "Europe/Berlin", "accent": "#123456", "reactions": "Helpful\nMoving"},
    )
    actions.keep_place(item=paper, run=run)
    for key in "123456":
        actions.ingest_item(item=item(key), run=run)
    actions.ingest_item(item=paper, run=run)
    edition = Edition.objects.get()
    assert (edition.time_zone, edition.accent) == ("Europe/Berlin", "#123456")
    assert edition.reaction_words == ["Helpful", "Moving"]
    assert [slot.rank for slot in edition.slots.all()] == ["lead", "second", "second", "second", "standard", "standard"]


def test_an_edition_of_the_newsroom_s_own_is_left_alone(run: Run, item: Make, edition: Edition) -> None:
    paper = item("edition:en", item_type="edition", headline="Another name", slug="en")
    actions.ingest_item(item=paper, run=run)
    edition.refresh_from_db()
    assert edition.title == "Bruckhaven Courier"


def test_a_section_of_the_newsroom_s_own_takes_the_articles_of_its_name(run: Run, item: Make, edition: Edition) -> None:
    own = factories.section(edition, "Harbour", description="Ours")
    actions.ingest_item(item=item("section:harbour", item_type="section", headline="harbour", status="draft"), run=run)
    actions.ingest_item(item=item(), run=run)
    own.refresh_from_db()
    assert Article.objects.get().get_parent().pk == own.pk
    assert own.description == "Ours"


def test_a_plain_page_keeps_its_pictures_and_its_place_in_the_footer(run: Run, item: Make) -> None:
    actions.ingest_item(item=item("p", item_type="page", slug="about", extra={"in_footer": "no"}), run=run)
    page = PlainPage.objects.get()
    assert (page.slug, page.in_footer, page.live) == ("about", False, True)


def test_addresses_in_the_edition_never_collide(run: Run, item: Make) -> None:
    for key, slug in (("a", "stories"), ("b", "about"), ("c", "about"), ("d", "%E0%A4"), ("e", "")):
        actions.ingest_item(item=item(key, item_type="page", slug=slug), run=run)
    assert sorted(PlainPage.objects.values_list("slug", flat=True)) == [
        "about", "about-2", "headline-d", "headline-e", "stories-2",
    ]  # fmt: skip


def test_old_addresses_lead_to_the_piece(run: Run, item: Make, client: Client) -> None:
    old = ("https://old.example/2020/05/storm/", "https://old.example/?p=12", "https://old.example/", "http://[bad")
    actions.ingest_item(item=item(old_addresses=old), run=run)
    answer = client.get("/2020/05/storm/")
    assert (answer.status_code, answer["Location"]) == (301, Teaser.objects.get().path)
    assert client.get("/?p=12")["Location"] == Teaser.objects.get().path
    assert run.report.as_json()["lost"] == {"old address that can lead nowhere": 2}


def test_an_old_address_that_the_desk_uses_already_stays_as_it_is(run: Run, item: Make) -> None:
    Redirect.objects.create(old_path="/storm", redirect_link="/elsewhere/")
    actions.ingest_item(item=item(old_addresses=("https://old.example/storm",)), run=run)
    assert Redirect.objects.get().redirect_link == "/elsewhere/"
    assert run.report.as_json()["kept"] == {"the old address leads elsewhere already": 1}


def test_running_text_is_cleaned_whatever_it_came_from(run: Run, item: Make) -> None:
    hostile = '<p onclick="x()">Hi<script>x()</script> <a href="javascript:x()">there</a></p>'
    actions.ingest_item(item=item(body=(Paragraph(hostile),)), run=run)
    text = str(Article.objects.get().body.raw_data[0]["value"])
    assert "script" not in text
    assert "onclick" not in text


def test_what_is_too_long_is_cut_and_told_in_whole(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(headline="x" * 300, kicker="k" * 200), run=run)
    assert Article.objects.get().title.endswith("…")
    assert run.report.as_json()["lost"]["text too long for its field, cut"] >= 2


def test_an_item_for_an_unknown_edition_is_skipped(run: Run, item: Make) -> None:
    assert actions.ingest_item(item=item(edition="fr"), run=run) == "skipped"


def test_an_item_that_became_something_else_is_left_alone(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(), run=run)
    assert actions.ingest_item(item=item(item_type="page"), run=run) == "kept"


def test_a_very_long_key_is_recognised_again(run: Run, item: Make) -> None:
    key = "https://old.example/" + "x" * 900
    actions.ingest_item(item=item(key), run=run)
    assert actions.ingest_item(item=item(key), run=run) == "unchanged"


def test_pictures_come_with_the_rights_in_their_files(
    run: Run, item: Make, tmp_path: Path, picture_file: Callable[..., Path]
) -> None:
    picture_file(tmp_path / "crane.jpg", credit="© Nordbild / Ada")
    picture_file(tmp_path / "quay.jpg", credit="© Nordbild / Ada")
    run.shelf = Shelf(tmp_path)
    shown = item(
        lead=Picture(photo=Photo(key="crane"), caption="Ours"),
        body=(
            Picture(photo=Photo(key="quay", alt="A quay")),
            Gallery(pictures=(Picture(photo=Photo(key="quay")), Picture(photo=Photo(key="gone")))),
            Audio(title="Horn", key="gone"),
            Audio(title="Bad", href="javascript:x()"),
            KeyFacts(facts=("One", "Two")),
        ),
    )
    actions.ingest_item(item=shown, run=run)
    article = Article.objects.get()
    assert (article.lead_photo.credit_line, article.lead_caption) == ("© Nordbild / Ada", "Ours")
    assert [block.block_type for block in article.body] == ["picture", "picture", "key_facts"]
    assert all(photo.public_name for photo in MediaPhoto.objects.all())
    assert MediaPhoto.objects.get(alt="A quay").caption == "A crane"
    assert set(run.report.as_json()["lost"]) == {
        "picture missing from the files that were given",
        "recording missing from the files that were given",
    }
    assert actions.ingest_item(item=shown, run=run) == "unchanged"
    assert MediaPhoto.objects.count() == 2


def test_a_picture_without_credit_holds_its_article_back(
    run: Run, item: Make, tmp_path: Path, picture_file: Callable[..., Path]
) -> None:
    picture_file(tmp_path / "crane.jpg")
    run.shelf = Shelf(tmp_path)
    actions.ingest_item(item=item(lead=Picture(photo=Photo(key="crane"))), run=run)
    assert not Article.objects.get().live
    assert len(run.report.as_json()["held"]) == 1


def test_an_assumed_credit_is_marked_for_the_desk(
    run: Run, item: Make, tmp_path: Path, picture_file: Callable[..., Path]
) -> None:
    picture_file(tmp_path / "crane.jpg")
    run.shelf, run.assumed_credit = Shelf(tmp_path), "Old Courier"
    actions.ingest_item(item=item(lead=Picture(photo=Photo(key="crane"))), run=run)
    assert Article.objects.get().live
    assert MediaPhoto.objects.get().credit_line == "Old Courier"
    assert Imported.objects.with_assumed_credit().get().photo == MediaPhoto.objects.get()
    assert run.report.as_json()["assumed"] == {"“Old Courier”": 1}


def test_a_file_that_is_no_picture_is_told_and_the_article_stands_without_it(
    run: Run, item: Make, tmp_path: Path
) -> None:
    (tmp_path / "crane.jpg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    run.shelf = Shelf(tmp_path)
    actions.ingest_item(item=item(lead=Picture(photo=Photo(key="crane"))), run=run)
    assert Article.objects.get().live
    assert len(run.report.as_json()["lost"]) == 1


def test_a_picture_that_was_missing_comes_with_the_next_run(
    run: Run, item: Make, tmp_path: Path, picture_file: Callable[..., Path]
) -> None:
    shown = item(lead=Picture(photo=Photo(key="crane")))
    actions.ingest_item(item=shown, run=run)
    picture_file(tmp_path / "crane.jpg", credit="© Ada")
    later = replace(run, shelf=Shelf(tmp_path))
    assert actions.ingest_item(item=shown, run=later) == "changed"
    assert Article.objects.get().lead_photo


def test_a_dry_run_writes_nothing(run: Run, item: Make) -> None:
    run = replace(run, dry_run=True)
    assert actions.ingest_item(item=item(old_addresses=("https://old.example/x",)), run=run) == "imported"
    assert not Article.objects.exists()
    assert not Imported.objects.exists()
    assert not Redirect.objects.exists()
    assert str(run.report).startswith("Nothing was written")


def test_the_book_says_what_came_from_where(run: Run, item: Make) -> None:
    actions.ingest_item(item=item(str(uuid4())), run=run)
    row = Imported.objects.get(page__isnull=False, digest__gt="")
    assert str(row).startswith("test ")
    assert row.first_seen_at == NOW
