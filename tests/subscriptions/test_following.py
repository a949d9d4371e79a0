"""Following something from the page on which it stands, without an account and without script."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from depesche.accounts.models import User
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Author, Edition, Section, Story
from depesche.subscriptions import actions, links
from depesche.subscriptions.models import Follower, Following, Letter
from tests import factories as make
from tests.subscriptions.conftest import MIRA, Letters, follow, found, link_in, typed

pytestmark = pytest.mark.django_db


def test_a_reader_follows_a_story_from_the_article_gets_only_the_new_and_ends_it_with_one_click(
    article: Article, nordkai: Story, hafen: Section, visitor: Client, letters: Letters, noon: Any
) -> None:
    page = visitor.get(article.public_path()).content.decode()
    path = f"/-/follow/story/{nordkai.pk}/"
    assert f'href="{path}"' in page
    answer = visitor.post(path, typed())
    assert (answer.status_code, answer["Location"]) == (303, f"{path}?asked")
    [question] = letters()
    confirm = link_in(question, "/confirm/")
    assert "Streit um den Nordkai" in visitor.get(confirm).content.decode()
    assert not Following.objects.heard().exists()  # a look agrees to nothing
    answer = visitor.post(confirm, {"place": f"story.{nordkai.pk}"})
    assert answer.status_code == 303
    assert visitor.get(answer["Location"]).status_code == 200
    assert len(letters()) == 1, "what was there before is not sent"

    make.article(hafen, "Die Fähre hält", stories=(nordkai,), tell_followers=True)
    make.article(hafen, "Anderes", tell_followers=True)
    make.article(hafen, "Nur ein Nachtrag", stories=(nordkai,))
    [_question, letter] = letters()
    assert letter.subject == "Die Fähre hält"
    end = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert Client().post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    make.article(hafen, "Die Fähre kehrt um", stories=(nordkai,), tell_followers=True)
    assert len(letters()) == 2


@pytest.mark.parametrize("kind", ["edition", "section", "story", "author", "tag"])
def test_each_kind_of_page_leads_to_a_form(
    kind: str, article: Article, bote: Edition, hafen: Section, nordkai: Story, ineke: Author, visitor: Client
) -> None:
    [tag] = article.tags.all()
    pages: dict[str, tuple[str, str]] = {
        "edition": (bote.public_path(), str(bote.pk)),
        "section": (hafen.public_path(), str(hafen.pk)),
        "story": (nordkai.public_path(), str(nordkai.pk)),
        "author": (ineke.public_path(), str(ineke.pk)),
        "tag": (f"/de/tags/{tag.slug}/", f"{bote.pk}-{tag.pk}"),
    }
    path, name = pages[kind]
    stored = visitor.get(path)
    form = f"/-/follow/{kind}/{name}/"
    assert f'href="{form}"' in stored.content.decode()
    assert not stored.cookies
    answer = visitor.get(form)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert visitor.post(form, typed()).status_code == 303


def test_what_readers_may_not_see_cannot_be_followed(bote: Edition, visitor: Client) -> None:
    hidden = make.story(bote, "Geheim", live=False)
    for kind, name in (("story", hidden.pk), ("story", "0"), ("tag", "1-1"), ("article", 1), ("every", "daily")):
        assert visitor.get(f"/-/follow/{kind}/{name}/").status_code == 404


def test_however_often_an_address_is_entered_one_letter_asks(
    article: Article, nordkai: Story, hafen: Section, letters: Letters
) -> None:
    codes = []
    for number in range(60):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        subject = f"story/{nordkai.pk}" if number % 2 else f"section/{hafen.pk}"
        address = MIRA if number % 3 else MIRA.upper()
        codes.append(client.post(f"/-/follow/{subject}/", typed(address)).status_code)
    assert codes == [303] * 20 + [429] * 40
    assert len(letters(MIRA)) + len(letters(MIRA.upper().replace("READER.EXAMPLE", "reader.example"))) == 1
    assert Follower.objects.count() == 1


def test_a_mailbox_is_asked_once_however_its_address_is_written(nordkai: Story, noon: Any) -> None:
    subject = found(nordkai, "story")
    for address in ("mira.vogt@reader.example", "MiraVogt@reader.example", "mira.vogt+news@reader.example"):
        actions.take_in(address=address, subject=subject, rhythm="now", hour=7, zone="UTC", at=make.NOON)
    assert Letter.objects.count() == 1


def test_letters_that_ask_come_three_times_in_a_month_and_again_when_one_was_answered(
    nordkai: Story, noon: Any
) -> None:
    subject = found(nordkai, "story")
    for day in range(20):
        at = make.NOON + timedelta(days=day)
        actions.take_in(address=MIRA, subject=subject, rhythm="now", hour=7, zone="UTC", at=at)
    assert Letter.objects.count() == 3
    follower = Follower.objects.get()
    actions.confirm(follower=follower, places=[], at=make.NOON)
    actions.take_in(address=MIRA, subject=subject, rhythm="now", hour=7, zone="UTC", at=at)
    assert Letter.objects.count() == 4


def test_from_one_network_twenty_ask_in_an_hour(nordkai: Story) -> None:
    codes = [
        Client(REMOTE_ADDR="192.0.2.9").post(f"/-/follow/story/{nordkai.pk}/", typed(f"r{n}@x.example")).status_code
        for n in range(22)
    ]
    assert codes == [303] * 20 + [429] * 2


def test_only_what_was_ticked_is_followed_and_the_rest_is_forgotten(
    nordkai: Story, hafen: Section, visitor: Client
) -> None:
    for one in (found(nordkai, "story"), found(hafen, "section")):
        actions.take_in(address=MIRA, subject=one, rhythm="now", hour=7, zone="UTC", at=make.NOON)
    follower = Follower.objects.get()
    path = links.to_confirm(follower.public_id).removeprefix("http://testserver")
    visitor.post(path, {"place": f"section.{hafen.pk}"})
    assert [str(one.place) for one in follower.followings.all()] == [f"section.{hafen.pk}"]


def test_a_link_to_confirm_is_good_for_two_weeks(nordkai: Story, visitor: Client) -> None:
    with time_machine.travel(make.NOON, tick=False):
        actions.take_in(address=MIRA, subject=found(nordkai, "story"), rhythm="now", hour=7, zone="UTC", at=make.NOON)
        path = links.to_confirm(Follower.objects.get().public_id).removeprefix("http://testserver")
        assert visitor.get(path).status_code == 200
    with time_machine.travel(make.NOON + timedelta(days=15), tick=False):
        assert visitor.post(path, {"place": f"story.{nordkai.pk}"}).status_code == 404
    assert not Following.objects.filter(confirmed_at__isnull=False).exists()


def test_a_link_of_one_kind_opens_nothing_else(nordkai: Story, visitor: Client) -> None:
    follower = follow(found(nordkai, "story"))
    word = {
        what: getattr(links, f"to_{what}")(*args).rstrip("/").rpartition("/")[2]
        for what, args in (
            ("manage", [follower.public_id]),
            ("confirm", [follower.public_id]),
            ("end", [follower.public_id, []]),
        )
    }
    for what, prefix in (("manage", ""), ("confirm", "confirm/"), ("end", "end/")):
        for other in set(word) - {what}:
            assert visitor.get(f"/-/following/{prefix}{word[other]}/").status_code == 404
        assert visitor.get(f"/-/following/{prefix}{word[what][:-1]}/").status_code == 404
        assert visitor.post(f"/-/following/{prefix}x/").status_code == 404


def test_looking_at_the_link_to_end_ends_nothing_and_its_button_does(nordkai: Story, visitor: Client) -> None:
    follower = follow(found(nordkai, "story"))
    path = links.to_end(follower.public_id, [found(nordkai, "story").place]).removeprefix("http://testserver")
    assert "Streit um den Nordkai" in visitor.get(path).content.decode()
    assert follower.followings.count() == 1
    elsewhere = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    assert Client(enforce_csrf_checks=True).post(path, headers=elsewhere).status_code == 200
    assert follower.followings.count() == 0
    assert visitor.post(path).status_code == 200, "twice is once"


def test_everything_is_managed_behind_one_link(
    nordkai: Story, hafen: Section, visitor: Client, letters: Letters, article: Article
) -> None:
    follower = follow(found(nordkai, "story"), found(hafen, "section"))
    path = links.to_manage(follower.public_id).removeprefix("http://testserver")
    place = {"place": f"story.{nordkai.pk}"}

    def do(act: str, **more: Any) -> Any:
        answer = visitor.post(path, {"act": act, **more})
        follower.refresh_from_db()
        return answer

    assert do("rhythm", rhythm="weekly", **place).status_code == 303
    assert follower.followings.get(kind="story").rhythm == "weekly"
    assert follower.rounds.get().rhythm == "weekly"
    do("times", hour="18", weekday="0", zone="Asia/Beirut")
    assert (follower.hour, follower.weekday, follower.zone) == (18, 0, "Asia/Beirut")
    [due] = follower.rounds.values_list("due_at", flat=True)
    assert due
    assert due.isoformat() == "2026-11-23T16:00:00+00:00"
    for wrong in ({"hour": "24"}, {"weekday": "7"}, {"zone": "Moon/Sea"}, {"hour": "x"}):
        assert do("times", **{"hour": "1", "weekday": "0", "zone": "UTC", **wrong}).status_code == 422
    do("pause")
    make.article(hafen, "Während der Pause", tell_followers=True)
    assert [letter.subject for letter in letters() if "Pause" in letter.subject] == []
    assert '<p role="status">' in visitor.get(path).content.decode()
    do("resume")
    assert follower.paused_at is None
    kept = json.loads(do("export").content)
    assert kept["address"] == MIRA
    assert {one["title"] for one in kept["follows"]} == {"Streit um den Nordkai", "Hafen"}
    do("end", **place)
    assert [one.kind for one in follower.followings.all()] == ["section"]
    assert not follower.rounds.exists()
    do("end-all")
    assert not follower.followings.exists()
    answer = visitor.post(path, {"act": "erase"})
    assert answer.status_code == 200
    assert not Follower.objects.exists()
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "mira@reader.example\r\nBcc: all@reader.example",
        "mira@reader.example\nx",
        "mira@reader.example\u2028x",
        '"mira\\ x"@reader.example',
        '"a\r\nb"@reader.example',
        "mira@reader.example,jo@reader.example",
        "Mira <mira@reader.example>",
        f"{'a' * 250}@reader.example",
    ],
)
def test_what_is_no_address_is_refused_and_nothing_is_put_on_the_queue(
    address: str, nordkai: Story, visitor: Client, letters: Letters
) -> None:
    assert visitor.post(f"/-/follow/story/{nordkai.pk}/", typed(address)).status_code == 422
    letters()
    assert not mail.outbox
    assert not Follower.objects.exists()


@pytest.mark.parametrize("wrong", [{"rhythm": "hourly"}, {"hour": "24"}, {"hour": "-1"}, {"zone": "Moon/Sea"}])
def test_a_time_that_no_clock_shows_is_refused(wrong: dict[str, str], nordkai: Story, visitor: Client) -> None:
    assert visitor.post(f"/-/follow/story/{nordkai.pk}/", typed(**wrong)).status_code == 422


def test_the_form_takes_nothing_from_other_sites_and_asks_for_its_token(nordkai: Story) -> None:
    path = f"/-/follow/story/{nordkai.pk}/"
    assert Client().post(path, typed(), headers={"origin": "https://evil.example"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post(path, typed()).status_code == 403


def test_somebody_who_has_signed_in_follows_by_their_own_address_at_once(nordkai: Story, letters: Letters) -> None:
    reader = User.objects.create_user(MIRA, display_name="Mira")
    client = Client()
    client.force_login(reader)
    path = f"/-/follow/story/{nordkai.pk}/"
    assert f'value="{MIRA}"' in client.get(path).content.decode()
    answer = client.post(path, typed(rhythm="daily"))
    assert client.get(answer["Location"]).status_code == 200
    assert not letters()
    assert Following.objects.get().confirmed_at
    other = client.post(path, typed("jonte@reader.example"))
    assert other["Location"] == f"{path}?asked"
    assert len(letters("jonte@reader.example")) == 1


def test_with_an_account_its_owner_is_told_and_everything_goes_with_it(nordkai: Story) -> None:
    from depesche.accounts import actions as accounts
    from depesche.accounts import holdings

    follow(found(nordkai, "story"))
    reader = User.objects.create_user(MIRA.upper())
    [told] = holdings.export(reader.pk)["follows"]
    assert told["follows"][0]["title"] == "Streit um den Nordkai"
    accounts.erase(user=reader, comments="gone", at=make.NOON)
    assert not Follower.objects.exists()


def test_questions_without_an_answer_are_forgotten(nordkai: Story, hafen: Section) -> None:
    old, new = make.NOON, make.NOON + timedelta(days=13)
    follow(found(hafen, "section"), address="jonte@reader.example")
    for address, at in ((MIRA, old), ("neu@reader.example", new), ("jonte@reader.example", old)):
        actions.take_in(address=address, subject=found(nordkai, "story"), rhythm="now", hour=7, zone="UTC", at=at)
    actions.forget_unanswered(before=old + timedelta(days=1))
    assert sorted(Follower.objects.values_list("address", flat=True)) == ["jonte@reader.example", "neu@reader.example"]
    assert Following.objects.count() == 2


def test_the_database_knows_an_address_and_a_following_once(nordkai: Story) -> None:
    follower = follow(found(nordkai, "story"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Follower.objects.create(address=MIRA.upper(), edition="1", language="de", asked_at=make.NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        follower.followings.create(kind="story", name=str(nordkai.pk), title="x", rhythm="now", asked_at=make.NOON)


def test_a_story_that_is_gone_is_still_named_to_those_who_followed_it(nordkai: Story, visitor: Client) -> None:
    follower = follow(found(nordkai, "story"))
    newsroom.withdraw(page=Story.objects.get(pk=nordkai.pk), by=None, at=make.NOON)
    path = links.to_manage(follower.public_id).removeprefix("http://testserver")
    page = visitor.get(path).content.decode()
    assert "Streit um den Nordkai" in page
    assert nordkai.public_path() not in page
