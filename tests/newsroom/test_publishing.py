"""Publishing and withdrawing: what readers get, and what follows at once."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command

from depesche.media.models import File, Photo
from depesche.newsroom import actions, keys, search
from depesche.newsroom.models import (
    Article,
    Author,
    Edition,
    Filing,
    Gone,
    Section,
    Snapshot,
    Story,
    Tally,
    Teaser,
    Under,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


def _publish(page: Any, at: Any = make.NOON) -> None:
    actions.publish(page=page, by=None, at=at, revision=page.save_revision())


def test_readers_get_the_version_that_was_published(hafen: Section) -> None:
    article = make.article(hafen, "Erste Fassung")
    article.title = "Zweite Fassung"
    article.save_revision()
    assert Snapshot.objects.get().as_text_item().headline == "Erste Fassung"
    actions.publish(page=article, by=None, at=make.NOON + timedelta(hours=1))
    teaser = Teaser.objects.get()
    assert teaser.headline == teaser.snapshot.as_text_item().headline == str(teaser) == str(teaser.snapshot)
    assert (teaser.published_at, teaser.updated_at) == (make.NOON, make.NOON + timedelta(hours=1))
    assert teaser.changed_at == teaser.updated_at


def test_a_picture_without_credit_is_not_published(hafen: Section) -> None:
    bare = make.photo("Kran", credit_line="")
    body = [{"type": "picture", "value": {"photo": bare.pk, "caption": "", "alt": ""}}]
    article = make.article(hafen, at=None, body=body)
    with pytest.raises(actions.NotPublishable, match=r"Kran.*credit"):
        actions.publish(page=article, by=None, at=make.NOON)
    assert not Teaser.objects.exists()
    assert not Article.objects.get().live


def test_an_article_waits_for_its_section(bote: Edition) -> None:
    article = make.article(make.section(bote, "Geplant", live=False), at=None)
    with pytest.raises(actions.NotPublishable, match="Publish the section first"):
        actions.publish(page=article, by=None, at=make.NOON)


def test_a_withdrawn_article_leaves_nothing_but_its_public_id(hafen: Section, nordkai: Story) -> None:
    article = make.article(hafen, stories=(nordkai,), tags=("Kai",))
    actions.withdraw(page=article, by=None, at=make.NOON)
    assert not Teaser.objects.exists()
    assert not Filing.objects.exists()
    assert not Tally.objects.exists()
    assert str(Gone.objects.get()) == article.public_id
    actions.unfile_article(article=article, at=make.NOON)  # a second time changes nothing


def test_a_page_that_is_not_live_is_not_filed(hafen: Section) -> None:
    actions.refresh_article(article=make.article(hafen, at=None), at=make.NOON)
    assert not Teaser.objects.exists()


def test_pictures_and_recordings_are_public_while_something_public_shows_them(hafen: Section) -> None:
    photo, other = make.photo("Eins"), make.photo("Zwei")
    recording = File.objects.create(title="Rat", file=ContentFile(b"ID3", name="rat.mp3"))
    gallery = {
        "title": "",
        "pictures": [{"photo": one.pk, "caption": "", "alt": ""} for one in (photo, other)],
    }
    audio = {"title": "Rat", "file": recording.pk, "href": "", "credit": "", "transcript": ""}
    body = [{"type": "gallery", "value": gallery}, {"type": "audio", "value": audio}]
    first, second = make.article(hafen, lead_photo=photo), make.article(hafen, body=body)
    assert _public(photo, other, recording) == [True, True, True]
    actions.withdraw(page=second, by=None, at=make.NOON)
    assert _public(photo, other, recording) == [True, False, False]
    first.lead_photo = other
    _publish(first)
    assert _public(photo, other) == [False, True]


def test_pages_show_their_pictures_and_recordings_while_they_are_live(bote: Edition, hafen: Section) -> None:
    photo, portrait, newer = make.photo("Haus"), make.photo("Ineke"), make.photo("Ineke, neu")
    recording = File.objects.create(title="Gruß", file=ContentFile(b"ID3", name="gruss.mp3"))
    body = [
        {"type": "picture", "value": {"photo": photo.pk, "caption": "", "alt": ""}},
        {"type": "audio", "value": {"title": "Gruß", "file": recording.pk}},
    ]
    page = make.plain_page(bote, "Über uns", body=body)
    author = make.author(bote, "Ineke Dorn", photo=portrait)
    article = make.article(hafen, lead_photo=photo)
    actions.withdraw(page=article, by=None, at=make.NOON)
    assert _public(photo, portrait, recording) == [True, True, True], "the plain page still shows the photo"
    author.photo = newer
    _publish(author)
    assert _public(portrait, newer) == [False, True]
    for one in (page, author):
        actions.withdraw(page=one, by=None, at=make.NOON)
    assert _public(photo, newer, recording) == [False, False, False]


def test_a_story_labels_its_articles_while_it_is_live(hafen: Section, nordkai: Story) -> None:
    own, plain = make.article(hafen, kicker="Eigenes", stories=(nordkai,)), make.article(hafen, stories=(nordkai,))
    nordkai.title = "Der neue Kai"
    _publish(nordkai)
    assert _kickers(own, plain) == [("Eigenes", nordkai.public_path()), ("Der neue Kai", nordkai.public_path())]
    actions.withdraw(page=nordkai, by=None, at=make.NOON)
    assert _kickers(own, plain) == [("Eigenes", ""), ("", "")]


def test_a_list_never_looks_older_when_something_old_is_filed_again(hafen: Section, nordkai: Story) -> None:
    old = make.article(hafen, stories=(nordkai,), at=make.NOON - timedelta(days=9))
    make.article(hafen, stories=(nordkai,), at=make.NOON)
    actions.refresh_article(article=old, at=make.NOON + timedelta(days=1))
    tally = Tally.objects.get(under=Under.STORY, period="")
    assert tally.changed_at == make.NOON
    assert str(tally).startswith("story")


def test_deleting_a_section_or_an_edition_takes_its_articles_from_readers(hafen: Section, bote: Edition) -> None:
    make.article(hafen)
    hafen.delete()
    assert not Teaser.objects.exists()
    make.article(make.section(bote, "Stadt"))
    bote.delete()
    assert not Teaser.objects.exists()
    assert not Tally.objects.exists()


def test_a_place_in_a_list_has_a_name_and_nothing_else_is_one(hafen: Section) -> None:
    articles = [make.article(hafen, at=make.NOON - timedelta(minutes=n)) for n in range(3)]
    rows = Filing.objects.under(hafen.edition_page().pk, Under.SECTION, hafen.pk)
    assert [row.teaser.article_id for row in rows.below(rows[0].place)] == [a.pk for a in articles[1:]]
    assert str(rows[0]).endswith(f"(section {hafen.pk})")
    for name in ("", "1", "a.1", "1.b", "-" + "9" * 17 + ".1"):
        with pytest.raises(ValueError):
            rows.below(name)


def test_everything_can_be_made_anew_and_a_broken_off_run_goes_on(
    hafen: Section, nordkai: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [make.article(hafen, f"Kran {n}", stories=(nordkai,)) for n in range(3)]
    Filing.objects.all().delete()
    Tally.objects.all().delete()
    Teaser.objects.filter(article=articles[0]).delete()
    place = Path(settings.HOME) / "rebuild_listings.place"
    with monkeypatch.context() as broken:
        broken.setattr(search, "put", _after(1, search.put))
        with pytest.raises(KeyboardInterrupt):
            call_command("rebuild_listings", stdout=io.StringIO(), stderr=io.StringIO())
    assert place.read_text() == str(articles[0].pk)
    out = io.StringIO()
    call_command("rebuild_listings", stdout=out, stderr=io.StringIO())
    assert f"behind article {articles[0].pk}" in out.getvalue()
    assert "2 articles filed" in out.getvalue()
    assert Tally.objects.get(under=Under.STORY, period="").count == 3
    asked = search.Search(edition_id=hafen.edition_page().pk, language="de", text="kran")
    assert search.find(asked, at=make.NOON + timedelta(minutes=1)).count == 3
    assert not place.exists()
    place.write_text("nonsense")
    call_command("rebuild_listings", "--restart", stdout=out, stderr=io.StringIO())
    assert "3 articles filed" in out.getvalue()


def test_what_is_not_live_any_more_is_forgotten_when_all_is_made_anew(hafen: Section) -> None:
    article = make.article(hafen)
    Article.objects.filter(pk=article.pk).update(live=False)
    assert actions.refile_everything(at=make.NOON) == 0
    assert not Teaser.objects.exists()
    assert not Tally.objects.exists()


def test_a_picture_whose_photo_was_deleted_is_left_out(hafen: Section) -> None:
    missing = {"photo": 987654, "caption": "", "alt": ""}
    body = [
        {"type": "picture", "value": missing},
        {"type": "gallery", "value": {"title": "", "pictures": [missing]}},
        {"type": "paragraph", "value": "<p>Der Kai.</p>"},
    ]
    make.article(hafen, body=body)
    assert [type(block).__name__ for block in Snapshot.objects.get().as_text_item().body] == ["Paragraph"]


def test_keys_name_what_they_purge(nordkai: Story) -> None:
    assert keys.edition("de") == "edition:de"
    assert keys.article("2" * 12) == "article:222222222222"
    assert keys.after(1, 2, 3) == "after:1.2.3."
    assert keys.count(1, 3, nordkai.pk, "2026") == f"count:1.3.{nordkai.pk}.2026"
    assert keys.page(7) == "page:7"
    assert " " not in keys.address("/de/a page/")  # headers part keys by spaces


def test_an_author_who_is_not_live_is_a_name_without_a_page(
    hafen: Section, bote: Edition, client: Any, noon: Any
) -> None:
    author: Author = make.author(bote, "Noch Unbekannt", live=False)
    article = make.article(hafen, authors=(author,))
    page = client.get(article.public_path()).content.decode()
    assert "Noch Unbekannt" in page
    assert author.public_path() not in page


def _after(times: int, call: Any) -> Any:
    """The call, until it has been made so many times; then somebody presses Ctrl+C."""
    made: list[Any] = []

    def counted(*args: Any) -> Any:
        if len(made) == times:
            raise KeyboardInterrupt
        made.append(args)
        return call(*args)

    return counted


def _public(*things: Photo | File) -> list[bool]:
    return [bool(type(thing).objects.get(pk=thing.pk).public_name) for thing in things]


def _kickers(*articles: Article) -> list[tuple[str, str]]:
    return [(a.kicker, a.kicker_path) for a in (Teaser.objects.get(article=article) for article in articles)]
