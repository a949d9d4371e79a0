"""The desk is told how many a version would reach, and exactly so many are written to; then what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from depesche.accounts.models import User
from depesche.formats.bounces import Kind
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Author, Section, Story
from depesche.subscriptions import actions, figures, reach
from depesche.subscriptions.actions import bouncing
from depesche.subscriptions.models import Browser, Follower, Letter, Notice, Round, Watch
from depesche.website.following.reach import places_of
from tests import factories as make

from .conftest import follow, found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
Reach = Callable[[Any], reach.Reach]


@pytest.fixture
def draft(hafen: Section, nordkai: Story, ineke: Author) -> Any:
    """An article that nobody has published yet."""
    return make.article(
        hafen, "Die Fähre", stories=(nordkai,), authors=(ineke,), tags=("Kai",), at=None, text="Sie fährt."
    )


@pytest.fixture
def crowd(hafen: Section, nordkai: Story, ineke: Author, barid: Any) -> None:
    """Readers: twice at once, at once and daily, daily, weekly, pausing, unconfirmed, of something else."""
    story, section, author = found(nordkai, "story"), found(hafen, "section"), found(ineke, "author")
    follow(story, section, address="twice@reader.example")
    follow(story, address="both@reader.example")
    both = Follower.objects.get(address="both@reader.example")
    both.followings.create(
        kind="section", name=str(hafen.pk), title="Hafen", rhythm="daily", asked_at=make.NOON, confirmed_at=make.NOON
    )
    Round.objects.create(follower=both, rhythm="daily", reached_at=make.NOON, due_at=make.NOON + timedelta(hours=1))
    follow(section, author, address="daily@reader.example", rhythm="daily")
    follow(author, address="weekly@reader.example", rhythm="weekly")
    actions.pause(follower=follow(story, address="pausing@reader.example"), at=make.NOON)
    actions.take_in(address="unsure@reader.example", subject=story, rhythm="now", hour=7, zone="UTC", at=make.NOON)
    follow(found(barid, "edition"), address="elsewhere@reader.example")
    for number in range(3):
        browser = Browser.objects.create(endpoint=f"https://push.example/{number}", began_at=make.NOON)
        places = [("story", nordkai), ("section", hafen)] if number else [("edition", barid)]
        for kind, page in places:
            Watch.objects.create(browser=browser, kind=kind, name=str(page.pk), began_at=make.NOON)


def told(article: Any) -> reach.Reach:
    """What the desk is told of the newest version."""
    version = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    places = places_of(version)
    return reach.of_piece(places, name=str(version.pk), published_at=version.first_published_at)


def published(article: Any, *, tell: bool, at: Any = make.NOON + timedelta(seconds=1)) -> None:
    page: Any = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    page.tell_followers = tell
    newsroom.publish(page=page, by=None, at=at, revision=page.save_revision())


@pytest.mark.usefixtures("crowd")
def test_the_number_at_once_is_the_number_that_is_written(draft: Any, run_tasks: Callable[[], None]) -> None:
    said = told(draft)
    published(draft, tell=True)
    run_tasks()
    about = f"piece.{draft.pk}"
    assert (said.at_once, said.push) == (2, 2)
    assert Letter.objects.filter(about=about).count() == said.at_once
    assert Notice.objects.filter(piece=str(draft.pk)).count() == said.push


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("tell", [False, True])
def test_the_number_of_daily_and_weekly_letters_is_the_number_that_tells_of_it(
    draft: Any, run_tasks: Callable[[], None], tell: bool, noon: Any
) -> None:
    said = told(draft)
    assert (said.daily, said.daily_besides, said.weekly, said.weekly_besides) == (2, 1, 1, 1)
    published(draft, tell=tell)
    run_tasks()
    mail.outbox.clear()
    noon.move_to(make.NOON + timedelta(days=8))
    while actions.write_rounds(at=make.NOON + timedelta(days=8)):
        continue
    run_tasks()
    got = [letter for letter in mail.outbox if "Die Fähre" in letter.body]
    wanted = (said.daily_besides + said.weekly_besides) if tell else (said.daily + said.weekly)
    assert len(got) == wanted


@pytest.mark.usefixtures("crowd")
def test_what_a_round_has_passed_is_not_counted_for_the_next_one(draft: Any) -> None:
    published(draft, tell=False)
    assert told(draft).daily == 2
    Round.objects.filter(rhythm="daily").update(reached_at=make.NOON + timedelta(hours=1))
    assert (told(draft).daily, told(draft).weekly) == (0, 1)


def test_the_form_of_an_article_says_it(draft: Any, crowd: None, editor: User, client: Client) -> None:
    client.force_login(editor)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    for words in ("2 readers by mail at once", "2 browsers by message", "2 readers in the next daily letter"):
        assert words in page
    assert "(1 if it is sent at once)" in page
    assert "Sent to followers" not in page


def test_the_form_says_what_became_of_it(
    draft: Any, crowd: None, editor: User, client: Client, run_tasks: Callable[[], None]
) -> None:
    published(draft, tell=True)
    run_tasks()
    letter = Letter.objects.filter(about=f"piece.{draft.pk}").first()
    assert letter
    bouncing.note(letter=letter, kind=Kind.SOFT, status="4.2.2", at=make.NOON)
    client.force_login(editor)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    said = page[page.index("Sent to followers") :]
    for words in ("2 written", "2 sent", "0 waiting", "0 failed", "1 came back"):
        assert words in said


def test_figures_outlive_their_rows(draft: Any, crowd: None, run_tasks: Callable[[], None]) -> None:
    published(draft, tell=True)
    run_tasks()
    one, other = Letter.objects.filter(about=f"piece.{draft.pk}").order_by("pk")
    bouncing.note(letter=one, kind=Kind.HARD, status="5.1.1", at=make.NOON)
    Letter.objects.filter(pk=other.pk).update(state=Letter.State.REFUSED)
    before = figures.of("piece", str(draft.pk)), figures.pushed(str(draft.pk))
    assert (before[0].written, before[0].sent, before[0].failed, before[0].came_back) == (2, 1, 1, 1)
    assert before[1].written == 2
    actions.erase(follower=one.follower, at=make.NOON)
    assert (figures.of("piece", str(draft.pk)), figures.pushed(str(draft.pk))) == before
    actions.forget_letters(before=make.NOON + timedelta(days=400))
    Notice.objects.update(done_at=make.NOON)
    actions.forget_notices(before=make.NOON + timedelta(days=400))
    actions.forget_totals(before=make.NOON + timedelta(days=400))
    assert not Letter.objects.filter(about=f"piece.{draft.pk}").exists()
    after = figures.of("piece", str(draft.pk)), figures.pushed(str(draft.pk))
    assert after[0] == before[0]
    assert after[1].written == before[1].written
