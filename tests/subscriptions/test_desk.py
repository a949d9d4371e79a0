"""The desk sees how many follow what and what becomes of letters; figures, and never a person."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from depesche.accounts import roles
from depesche.accounts.models import User
from depesche.formats.bounces import Kind
from depesche.newsroom.models import Edition, Section, Story
from depesche.subscriptions import actions, figures
from depesche.subscriptions.actions import bouncing
from depesche.subscriptions.models import Browser, Following, Letter, Total, Watch
from depesche.subscriptions.subjects import Place
from tests import factories as make

from .conftest import MIRA, follow, found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PATHS = ("/desk/followers/", "/desk/followers/followers.csv", "/desk/followers/letters.csv")


@pytest.fixture
def desk(editor: User, client: Client) -> Client:
    client.force_login(editor)
    return client


def of(page: Any, kind: str) -> figures.Followed:
    return next(one for one in figures.followed(make.NOON) if one.place == Place(kind, str(page.pk)))


def watched(page: Any, kind: str, endpoint: str = "https://push.example/1") -> Browser:
    browser = Browser.objects.create(endpoint=endpoint, began_at=make.NOON)
    Watch.objects.create(browser=browser, kind=kind, name=str(page.pk), began_at=make.NOON)
    return browser


def questions(desk: Client) -> int:
    """How many questions the screen and its files ask the database."""
    desk.get(PATHS[0])
    with CaptureQueriesContext(connection) as asked:
        for path in PATHS:
            answer: Any = desk.get(path)
            assert b"".join(answer)
    return len(asked)


def lines(answer: Any) -> list[list[str]]:
    return list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))


def test_each_thing_has_its_followers_by_rhythm_and_way(hafen: Section, nordkai: Story) -> None:
    story = found(nordkai, "story")
    follow(story, address="a@reader.example")
    follow(story, address="b@reader.example", rhythm="daily")
    follow(story, address="c@reader.example", rhythm="weekly", at=make.NOON - timedelta(days=40))
    actions.pause(follower=follow(story, address="d@reader.example"), at=make.NOON)
    actions.take_in(address="e@reader.example", subject=story, rhythm="now", hour=7, zone="UTC", at=make.NOON)
    watched(nordkai, "story")
    one = of(nordkai, "story")
    assert (one.at_once, one.daily, one.weekly, one.push) == (1, 1, 1, 1)
    assert one.began == 4, "three readers and a browser; who pauses has begun as well, and one forty days ago"
    assert figures.paused() == 1


def test_what_was_ended_is_counted_though_its_row_is_gone(nordkai: Story, hafen: Section) -> None:
    story, section = found(nordkai, "story"), found(hafen, "section")
    follower = follow(story, section)
    other = follow(story, address="other@reader.example")
    third = follow(section, address="third@reader.example")
    watched(nordkai, "story")
    actions.end(follower=follower, places=[story.place], at=make.NOON)
    actions.end(follower=follower, places=[story.place], at=make.NOON)  # a second click ends nothing more
    actions.erase(follower=other, at=make.NOON)
    actions.unwatch(endpoint="https://push.example/1", place=story.place, at=make.NOON)
    actions.end_all(follower=third, at=make.NOON)
    gone, stays = of(nordkai, "story"), of(hafen, "section")
    assert (gone.all, gone.began, gone.ended) == (0, 3, 3)
    assert (stays.all, stays.began, stays.ended) == (1, 2, 1)
    assert figures.by_day(make.NOON)[-1].ended == 4


def test_a_question_without_an_answer_is_neither_begun_nor_ended(nordkai: Story) -> None:
    story = found(nordkai, "story")
    actions.take_in(address=MIRA, subject=story, rhythm="now", hour=7, zone="UTC", at=make.NOON)
    actions.end_all(follower=Following.objects.get().follower, at=make.NOON)
    assert figures.followed(make.NOON) == []
    assert not Total.objects.exists()


def test_what_is_ended_for_a_complaint_is_not_ended_by_its_reader(nordkai: Story, letters: Any) -> None:
    follower = follow(found(nordkai, "story"))
    letters()
    letter = Letter.objects.get(follower=follower)
    bouncing.note(letter=letter, kind=Kind.COMPLAINT, status="", at=make.NOON)
    assert of(nordkai, "story").ended == 1
    assert figures.by_day(make.NOON)[-1].ended == 0


def test_letters_are_told_by_the_day_also_of_readers_who_are_gone(nordkai: Story, letters: Any) -> None:
    follower = follow(found(nordkai, "story"))
    letters()
    letter = Letter.objects.get(follower=follower)
    bouncing.note(letter=letter, kind=Kind.SOFT, status="4.2.2", at=make.NOON)
    day = figures.by_day(make.NOON)[-1]
    assert (day.sent, day.failed, day.came_back) == (1, 0, 1)
    actions.erase(follower=follower, at=make.NOON)
    after = figures.by_day(make.NOON)[-1]
    assert (after.sent, after.failed, after.came_back) == (1, 0, 1)
    assert len(figures.by_day(make.NOON)) == 30


def test_old_totals_go_and_those_of_articles_stay(db: None) -> None:
    old = make.NOON.date() - timedelta(days=60)
    Total.objects.create(day=old, what="ended", kind="story", name="1", number=3)
    Total.objects.create(day=old, what="sent", kind="piece", name="1", number=3)
    actions.forget_totals(before=make.NOON - timedelta(days=30))
    assert [one.kind for one in Total.objects.all()] == ["piece"]


def test_the_screen_names_things_and_nobody(
    desk: Client, bote: Edition, nordkai: Story, article: Any, letters: Callable[..., Any]
) -> None:
    tag = article.tags.get()
    follow(found(nordkai, "story"), found(bote, "edition"))
    Following.objects.create(
        follower=Following.objects.all()[0].follower, kind="tag", name=f"{bote.pk}-{tag.pk}", title="old", rhythm="now",
        asked_at=make.NOON, confirmed_at=make.NOON,
    )  # fmt: skip
    page = desk.get("/desk/followers/").content.decode()
    for words in (nordkai.title, bote.title, "Kai", "Stories", "Editions", "Tags", "By mail at once"):
        assert words in page
    assert MIRA not in page
    assert Following.objects.all()[0].follower.public_id not in page
    assert "/desk/followers/" in desk.get("/desk/").content.decode()  # the menu


def test_of_what_readers_have_put_into_words_themselves_only_the_number_is_seen(desk: Client, nordkai: Story) -> None:
    for number in range(2):
        follower = follow(found(nordkai, "story"), address=f"{number}@reader.example")
        follower.followings.create(
            kind="search", name=f"{number}" * 32, title="Search: my own name", rhythm="daily", asked_at=make.NOON,
            confirmed_at=make.NOON,
        )  # fmt: skip
    searches = [one for one in figures.followed(make.NOON) if one.place.kind == "search"]
    assert [(one.place.name, one.title, one.daily, one.began) for one in searches] == [("", "", 2, 2)]
    for path in PATHS:
        answer: Any = desk.get(path)
        assert b"my own name" not in b"".join(answer)


def test_the_number_of_questions_does_not_grow_with_what_is_followed(desk: Client, hafen: Section) -> None:
    follow(found(hafen, "section"), found(make.story(hafen.get_parent().specific, "Kran"), "story"))
    before = questions(desk)
    follower = Following.objects.all()[0].follower
    Following.objects.bulk_create(
        Following(
            follower=follower,
            kind=kind,
            name=str(number),
            title=f"{kind} {number}",
            rhythm="now",
            asked_at=make.NOON,
            confirmed_at=make.NOON,
        )
        for kind in ("story", "section")
        for number in range(5000, 5300)
    )
    assert questions(desk) == before
    page = desk.get("/desk/followers/").content.decode()
    assert "more are in the file" in page


def test_a_name_that_is_a_formula_is_none_in_the_file(desk: Client, bote: Edition) -> None:
    story = make.story(bote, '=HYPERLINK("https://evil.example")')
    follow(found(story, "story"))
    answer = desk.get("/desk/followers/followers.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    heading, row = lines(answer)
    assert heading[:4] == ["kind", "name", "title", "edition"]
    assert row[2] == '\'=HYPERLINK("https://evil.example")'
    assert row[4:] == ["1", "0", "0", "0", "1", "0"]


def test_the_days_are_in_a_file(desk: Client) -> None:
    answer = lines(desk.get("/desk/followers/letters.csv"))
    assert answer[0] == ["day", "sent", "failed", "unanswered", "came_back", "ended"]
    assert len(answer) == 31
    assert answer[-1][0] == str(make.NOON.date())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", [role.name for role in roles.ROLES])
def test_every_role_of_the_desk_sees_the_figures(path: str, role: str, client: Client) -> None:
    user = User.objects.create_user("somebody@bote.example", "laterne-am-kai", first_name="Jan", last_name="Ohl")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_strangers_and_readers_with_an_account_see_none_of_it(path: str, client: Client) -> None:
    assert client.get(path)["Location"].startswith("/desk/login/")
    client.force_login(User.objects.create_user("leser@bote.example", "laterne-am-kai"))
    response = client.get(path)
    assert response.status_code in {302, 403}
    assert b"weekly" not in b"".join(response)
