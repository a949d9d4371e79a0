"""Following a discussion, or the answers to a comment: together, once an hour at most, and only what readers see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from depesche.accounts.models import User
from depesche.comments import actions as comments
from depesche.comments import hosts
from depesche.comments.models import Comment
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Edition
from depesche.subscriptions import actions, links
from depesche.subscriptions.models import Follower, Following, Letter, Round
from depesche.subscriptions.subjects import Place, Subject, forum, subject
from tests import factories as make
from tests.factories.fixtures import plain_checks
from tests.subscriptions.conftest import MIRA, Letters, follow, link_in, typed

__all__ = ["plain_checks"]
pytestmark = pytest.mark.django_db

Say = Callable[..., Comment]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def jonte(db: None) -> User:
    """Somebody who takes part."""
    return User.objects.create_user("jonte@reader.example", display_name="Jonte P.")


@pytest.fixture
def say(article: Article, bote: Edition, jonte: User, noon: Any, plain_checks: None) -> Say:
    """Write beneath the article; it is public at once, if nothing else is said."""
    comments.keep(place=("edition", "de"), by=None, mode="open")
    number = iter(range(10_000))

    def said(words: str, *, at: datetime, by: User = jonte, to: Comment | None = None, **more: Any) -> Comment:
        host = hosts.host("article", more.pop("beneath", article).public_id, at)
        assert host
        answered = to.public_id if to else ""
        return comments.post(host=host, by=by, words=words, token=f"{next(number)}", at=at, to=answered)

    return said


def talk_of(article: Article) -> Subject:
    """The discussion of an article as something to follow."""
    return subject_at(Place("discussion", f"article-{article.public_id}"))


def subject_at(place: Place) -> Subject:
    """What can be followed there."""
    found = subject(place, make.NOON)
    assert found
    return found


def minute(noon: Any, at: datetime) -> None:
    """Let the clock beat."""
    noon.move_to(at)
    call_command("clock", once=True)


def test_a_reader_follows_a_discussion_from_beneath_it_and_is_told_together_what_is_new(
    article: Article, say: Say, visitor: Client, letters: Letters, noon: Any
) -> None:
    say("Vorher.", at=make.NOON)
    path = f"/-/follow/discussion/article-{article.public_id}/"
    for page in (article.public_path(), f"/de/discussion/article/{article.public_id}/"):
        assert f'href="{path}"' in visitor.get(page).content.decode()
    form = visitor.get(path).content.decode()
    assert 'value="daily" required checked' in form, "who follows a discussion does not want a letter for each comment"
    assert visitor.post(path, typed(rhythm="daily")).status_code == 303
    [question] = letters()
    assert "Diskussion: Die Fähre fährt" in str(question.body)
    visitor.post(link_in(question, "/confirm/"), {"place": f"discussion.article-{article.public_id}"})

    first = say("Endlich.", at=make.NOON + HOUR)
    for number in range(4):
        say(f"Beitrag {number}", at=make.NOON + HOUR + number * MINUTE)
    minute(noon, make.NOON + timedelta(hours=18, minutes=1))
    [_question, letter] = letters()
    text = str(letter.body)
    assert letter.subject == "Brückhavener Bote: Neue Kommentare: Die Fähre fährt"
    assert "5 neue Kommentare" in text
    assert f"http://testserver/de/discussion/article/{article.public_id}/{first.public_id}/" in text
    assert [word in text for word in ("Vorher.", "Endlich.", "Beitrag 1", "Beitrag 3")] == [False, True, True, False]
    assert f'<a href="http://testserver/de/discussion/article/{article.public_id}/{first.public_id}/"' in html(letter)
    minute(noon, make.NOON + timedelta(hours=42, minutes=1))
    assert len(letters()) == 2, "there is nothing new, so no letter comes"


def html(letter: Any) -> str:
    """The HTML of a letter."""
    return str(letter.alternatives[0][0])


def test_at_once_is_once_an_hour_at_most(article: Article, say: Say, letters: Letters, noon: Any) -> None:
    follow(talk_of(article))
    number = len(letters())
    for after in range(90):
        at = make.NOON + (after + 1) * MINUTE
        noon.move_to(at)
        say(f"Beitrag {after}", at=at)
        minute(noon, at)
        letters()
    told = [str(letter.body) for letter in letters()[number:]]
    assert len(told) == 2, "the first at once, and all others of the hour in one"
    assert "1 neuer Kommentar:" in told[0]
    assert "60 neue Kommentare" in told[1]
    minute(noon, make.NOON + 3 * HOUR)
    assert "29 neue Kommentare" in str(letters()[-1].body)
    minute(noon, make.NOON + 5 * HOUR)
    assert len(letters()) == number + 3
    assert Round.objects.get(rhythm="now").due_at is None


def test_a_night_is_one_letter_when_the_quiet_hours_end(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    follower = follow(talk_of(article))
    actions.change_quiet(follower=follower, quiet_from=13, quiet_to=19, most_a_day=None, at=make.NOON)
    number = len(letters())
    for after in range(1, 6):  # from two in the afternoon in Berlin
        at = make.NOON + after * HOUR
        noon.move_to(at)
        say(f"Beitrag {after}", at=at)
        minute(noon, at + 2 * MINUTE)
        letters()
    minute(noon, make.NOON + 6 * HOUR - MINUTE)
    assert len(letters()) == number
    minute(noon, make.NOON + 6 * HOUR)
    [letter] = letters()[number:]
    assert "5 neue Kommentare" in str(letter.body)


def test_what_was_removed_before_the_letter_was_sent_is_not_in_it(
    article: Article, say: Say, jonte: User, letters: Letters, noon: Any
) -> None:
    follow(talk_of(article))
    number = len(letters())
    stays, refused, deleted = (say(words, at=make.NOON + MINUTE) for words in ("Bleibt.", "Verboten.", "Bereut."))
    minute(noon, make.NOON + 3 * MINUTE)
    actions.look(at=make.NOON + 3 * MINUTE)
    assert actions.write_rounds(at=make.NOON + 3 * MINUTE)
    comments.set_state(comment=refused, state="refused", at=make.NOON + 3 * MINUTE)
    comments.delete(comment=deleted, by=jonte, at=make.NOON + 3 * MINUTE)
    [letter] = letters()[number:]
    assert "Bleibt." in str(letter.body)
    assert "1 neuer Kommentar" in str(letter.body)
    assert not any(word in str(letter.body) + html(letter) for word in ("Verboten", "Bereut"))
    assert stays.public_id in str(letter.body)


def test_a_comment_is_new_when_readers_see_it_and_not_when_it_was_written(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    comments.keep(place=("edition", "de"), by=None, mode="checked")
    follow(talk_of(article), rhythm="daily")
    waiting = say("Geprüft.", at=make.NOON + HOUR)
    minute(noon, make.NOON + timedelta(hours=18, minutes=1))
    number = len(letters())
    comments.set_state(comment=waiting, state="public", at=make.NOON + timedelta(hours=20))
    minute(noon, make.NOON + timedelta(hours=42, minutes=1))
    [letter] = letters()[number:]
    assert "Geprüft." in str(letter.body)
    for state in ("refused", "public"):
        comments.set_state(comment=waiting, state=state, at=make.NOON + timedelta(hours=44))
    minute(noon, make.NOON + timedelta(hours=66, minutes=1))
    assert len(letters()) == number + 1, "nobody is told of the same comment twice"


def test_ones_own_comments_are_no_news_and_hold_up_no_answer(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    mira = User.objects.create_user(MIRA.upper(), display_name="Mira")
    follow(talk_of(article))
    number = len(letters())
    say("Von mir.", by=mira, at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    assert len(letters()) == number
    say("Antwort.", at=make.NOON + 4 * MINUTE)
    minute(noon, make.NOON + 6 * MINUTE)
    [letter] = letters()[number:]
    assert "Antwort." in str(letter.body)
    assert "Von mir." not in str(letter.body)


def test_a_reader_is_told_of_answers_to_their_comment_and_of_nothing_else(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    mira = User.objects.create_user(MIRA, display_name="Mira")
    mine = say("Stimmt das?", by=mira, at=make.NOON)
    client = Client()
    client.force_login(mira)
    path = f"/-/follow/answers/{mine.public_id}/"
    assert f'href="{path}"' in client.get(f"/-/comment/{mine.public_id}/").content.decode()
    assert (
        f'href="{path}"' in client.get(f"/de/discussion/article/{article.public_id}/{mine.public_id}/").content.decode()
    )
    assert 'value="now" required checked' in client.get(path).content.decode()
    assert client.post(path, typed()).status_code == 303
    assert not letters(), "the address is known to be theirs"
    say("Anderes.", at=make.NOON + MINUTE)
    answer = say("Ja.", to=mine, at=make.NOON + MINUTE)
    say("Wirklich?", to=answer, at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    [letter] = letters()
    assert "2 neue Kommentare" in str(letter.body)
    assert "Anderes." not in str(letter.body)
    assert "Antworten an Mira: Die Fähre fährt" in str(letter.body)


def test_who_follows_a_discussion_and_a_thread_of_it_is_told_once(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    top = say("Frage.", at=make.NOON)
    follow(talk_of(article), subject_at(Place("answers", top.public_id)))
    number = len(letters())
    say("Antwort.", to=top, at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    [letter] = letters()[number:]
    assert str(letter.body).count("Antwort.") == 1
    assert "1 neuer Kommentar" in str(letter.body)


@pytest.mark.parametrize("how", ["withdrawn", "switched off"])
def test_nothing_is_told_of_a_page_that_readers_do_not_see(
    how: str, article: Article, say: Say, letters: Letters, noon: Any, visitor: Client
) -> None:
    top = say("Frage.", at=make.NOON)
    follow(talk_of(article))
    number = len(letters())
    say("Neu.", at=make.NOON + MINUTE)
    if how == "withdrawn":
        newsroom.withdraw(page=article, by=None, at=make.NOON + MINUTE)
    else:
        comments.keep(place=("article", article.public_id), by=None, mode="off")
    minute(noon, make.NOON + 3 * MINUTE)
    assert len(letters()) == number
    for place in (f"discussion/article-{article.public_id}", f"answers/{top.public_id}"):
        assert visitor.get(f"/-/follow/{place}/").status_code == 404


def test_what_is_no_discussion_cannot_be_followed(article: Article, visitor: Client) -> None:
    hidden = f"article-{article.public_id}"  # nobody has opened it
    for place in (f"discussion/{hidden}", "discussion/article-", "discussion/x", "answers/222222222222", "answers/0"):
        assert visitor.get(f"/-/follow/{place}/").status_code == 404


def test_the_click_at_the_foot_ends_what_a_bundle_told_of_and_nothing_else(
    article: Article, hafen: Any, say: Say, letters: Letters, noon: Any, visitor: Client
) -> None:
    other = make.article(hafen, "Der Deich hält")
    follow(talk_of(article), talk_of(other))
    say("Neu.", at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    end = letters()[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert visitor.post(end).status_code == 200
    [left] = Following.objects.all()
    assert left.name == f"article-{other.public_id}"


def test_a_link_that_would_be_too_long_ends_all_that_comes_in_bundles(
    article: Article, hafen: Any, nordkai: Any, say: Say, letters: Letters, noon: Any, visitor: Client
) -> None:
    others = [make.article(hafen, f"Meldung {number}") for number in range(9)]
    story = subject_at(Place("story", str(nordkai.pk)))
    follow(story, *(talk_of(one) for one in others))
    for one in others:
        say("Neu.", beneath=one, at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    [*_before, letter] = letters()
    assert max(map(len, letter.message().as_string().splitlines())) < 998
    end = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert visitor.post(end).status_code == 200
    assert [one.kind for one in Following.objects.all()] == ["story"], "what an editor sends at once goes on"


def test_a_pause_is_not_made_up_for_and_ended_discussions_need_no_clock(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    follower = follow(talk_of(article))
    number = len(letters())
    actions.pause(follower=follower, at=make.NOON)
    say("Während der Pause.", at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    actions.resume(follower=follower, at=make.NOON + 4 * MINUTE)
    minute(noon, make.NOON + 6 * MINUTE)
    assert len(letters()) == number
    assert follower.rounds.exists()
    actions.end(follower=follower, places=[talk_of(article).place], at=make.NOON)
    assert not follower.rounds.exists()


def test_another_rhythm_lets_the_letter_come_with_the_others(article: Article, say: Say, visitor: Client) -> None:
    follower = follow(talk_of(article))
    path = links.to_manage(follower.public_id).removeprefix("http://testserver")
    assert "höchstens ein Brief in der Stunde" in visitor.get(path).content.decode()
    place = str(talk_of(article).place)
    visitor.post(path, {"act": "rhythm", "rhythm": "weekly", "place": place})
    assert [one.rhythm for one in follower.rounds.all()] == ["weekly"]
    visitor.post(path, {"act": "rhythm", "rhythm": "now", "place": place})
    assert [one.rhythm for one in follower.rounds.all()] == ["now"]
    visitor.post(path, {"act": "times", "hour": "18", "weekday": "0", "zone": "UTC"})
    assert follower.rounds.get().due_at is None


def test_a_killed_look_looks_again_and_writes_no_letter_twice(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    follow(talk_of(article))
    say("Neu.", at=make.NOON + MINUTE)
    for _again in range(3):
        actions.look(at=make.NOON + 3 * MINUTE)
        actions.write_rounds(at=make.NOON + 3 * MINUTE)
    assert Letter.objects.filter(kind="now").count() == 1


def test_a_comment_costs_its_writer_nothing_more_when_thousands_follow(article: Article, say: Say, jonte: User) -> None:
    say("Erster.", at=make.NOON)

    def statements(at: datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            say("Noch einer.", at=at)
        return len(asked)

    alone = statements(make.NOON + MINUTE)
    _many(article, 300)
    assert statements(make.NOON + 2 * MINUTE) == alone


def test_a_look_at_a_storm_is_as_many_questions_as_one_at_a_single_comment(article: Article, say: Say) -> None:
    _many(article, 300)

    def statements(number: int, at: datetime) -> int:
        Round.objects.update(due_at=None)
        for one in range(number):
            by = User.objects.create_user(f"writer{number}.{one}@reader.example", display_name=f"Leser {number} {one}")
            say(f"Neu {number} {one}.", by=by, at=at)
        with CaptureQueriesContext(connection) as asked:
            actions.look(at=at + 2 * MINUTE)
        assert Round.objects.filter(due_at__isnull=False).count() == 300
        return len(asked)

    actions.look(at=make.NOON)
    assert statements(1, make.NOON + MINUTE) == statements(20, make.NOON + 10 * MINUTE)


def _many(article: Article, number: int) -> None:
    times = {"asked_at": make.NOON, "confirmed_at": make.NOON}
    followers = Follower.objects.bulk_create(
        Follower(address=f"r{one}@reader.example", edition="1", language="de", **times) for one in range(number)
    )
    place = talk_of(article).place
    Following.objects.bulk_create(
        Following(follower=one, kind=place.kind, name=place.name, title="x", rhythm="now", **times) for one in followers
    )
    Round.objects.bulk_create(Round(follower=one, rhythm="now", reached_at=make.NOON) for one in followers)


def test_what_came_from_elsewhere_is_new_to_nobody(article: Article, say: Say) -> None:
    comment = say("Alt.", at=make.NOON)
    Comment.objects.filter(pk=comment.pk).update(appeared_at=None)
    asked = {talk_of(article).place: make.NOON - HOUR}
    assert forum().new(asked, until=make.NOON + HOUR, at=make.NOON + HOUR, but=()) == []


def test_a_name_or_a_comment_begins_no_line_of_a_header_and_no_markup(
    article: Article, say: Say, letters: Letters, noon: Any
) -> None:
    evil = User.objects.create_user("evil@reader.example", display_name="<b>Evil</b>")
    follow(talk_of(article))
    say("<script>alert(1)</script>\nBcc: all@reader.example", by=evil, at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    letter = letters()[-1]
    assert "<script>" not in html(letter)
    assert "<b>Evil" not in html(letter)
    assert "Bcc" not in letter.message()
