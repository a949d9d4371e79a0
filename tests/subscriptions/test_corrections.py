"""Who got an error hears of it, once; who did not get it, or wants nothing more, does not."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Correction, Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Announcement, Letter, Notice
from tests import factories as make
from tests.subscriptions.conftest import MIRA, Letters, follow, found, link_in
from tests.subscriptions.push_service import Push, push_service
from tests.subscriptions.test_quiet_hours import ask

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "Die Fähre fährt ab Montag.", "Sie fährt ab <Dienstag>."


@pytest.fixture
def piece(hafen: Section, nordkai: Story, letters: Letters, noon: Any) -> Article:
    """An article with an error that Mira got at once."""
    follow(found(nordkai, "story"))
    made = make.article(hafen, "Die Fähre fährt", stories=(nordkai,), tell_followers=True)
    letters()
    noon.shift(timedelta(hours=1))
    return made


def correct(article: Article, **fields: Any) -> None:
    said = {"correction_wrong": WRONG, "correction_right": RIGHT, **fields}
    make.again(article, at=timezone.now(), **said)


def corrections(letters: Letters, address: str = MIRA) -> list[Any]:
    return [one for one in letters(address) if "Berichtigung: " in one.subject]


def test_whoever_got_the_error_is_told_what_was_wrong_what_is_right_and_where(
    piece: Article, letters: Letters, nordkai: Story, visitor: Any
) -> None:
    correct(piece)
    [letter] = corrections(letters)
    html = letter.alternatives[0][0]
    assert WRONG in letter.body
    assert RIGHT in letter.body
    assert iri_to_uri("http://testserver" + piece.public_path()) in letter.body
    assert "&lt;Dienstag&gt;" in html
    assert piece.title in letter.subject
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert nordkai.title in letter.body
    page = visitor.get(piece.public_path()).content.decode()
    assert 'id="corrections"' in page
    assert "Sie fährt ab &lt;Dienstag&gt;." in page
    assert "CorrectionComment" in page
    assert visitor.post(link_in(letter, "/-/following/end/")).status_code == 200
    assert not Letter.objects.get(kind="correction").follower.followings.exists(), "one click ends what it came for"


def test_it_is_told_once_however_often_it_is_written_and_published(
    piece: Article, letters: Letters, run_tasks: Any
) -> None:
    correct(piece)
    letters()
    Announcement.objects.update(done_at=None, reached=0)
    for announcement in Announcement.objects.all():
        while actions.write_announced(announcement=announcement, at=timezone.now()):
            continue
    page: Any = Article.objects.get(pk=piece.pk)
    newsroom.publish(page=page, by=None, at=timezone.now(), revision=page.latest_revision)  # the same version again
    make.again(piece, at=timezone.now(), title="Neue Überschrift")  # ... and a next one, which corrects nothing
    assert len(corrections(letters)) == 1
    assert Correction.objects.count() == 1
    correct(piece, correction_wrong="Noch etwas.", correction_right="Das stimmt.")
    assert len(corrections(letters)) == 2, "another error is another correction"


def test_who_did_not_get_it_or_wants_nothing_more_is_told_nothing(
    piece: Article, letters: Letters, nordkai: Story, hafen: Section, noon: Any
) -> None:
    people = {name: follow(found(nordkai, "story"), address=f"{name}@reader.example") for name in ("ended", "paused")}
    people["erased"] = follow(found(nordkai, "story"), address="erased@reader.example")
    follow(found(nordkai, "story"), address="late@reader.example", at=timezone.now())
    follow(found(hafen, "section"), address="other@reader.example", rhythm="weekly")
    letter = Letter.objects.get(kind="piece")
    for one in people.values():
        fields = {"about": letter.about, "version": letter.version, "kind": "piece", "state": "sent"}
        times = dict.fromkeys(("written_at", "due_at", "begun_at", "done_at"), make.NOON)
        Letter.objects.create(follower=one, tells=letter.tells, **fields, **times)
    actions.end(follower=people["ended"], places=[found(nordkai, "story").place], at=make.NOON)
    follow(found(make.story(hafen.edition_page(), "Werft"), "story"), address="ended@reader.example")
    actions.pause(follower=people["paused"], at=timezone.now())
    actions.erase(follower=people["erased"], at=make.NOON)
    correct(piece, tell_followers=True)
    assert len(corrections(letters)) == 1
    for name in ("ended", "paused", "erased", "late", "other"):
        assert corrections(letters, f"{name}@reader.example") == [], name
    assert len(letters("late@reader.example")) == 2, "the corrected version, which needs no correction"


def test_a_letter_that_was_still_to_go_says_what_is_right_and_needs_no_correction(
    hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    follow(found(nordkai, "story"))
    made = make.article(hafen, "Die Fähre fährt", stories=(nordkai,), tell_followers=True)
    correct(made, title="Die Fähre fährt doch nicht")
    assert letters()[-1].subject == "Die Fähre fährt doch nicht"
    assert corrections(letters) == []


def test_an_error_that_came_later_is_told_to_those_who_got_it_since(
    piece: Article, letters: Letters, nordkai: Story, noon: Any
) -> None:
    follow(found(nordkai, "story"), address="later@reader.example", at=timezone.now())
    wrong_since = timezone.now()
    make.again(piece, at=wrong_since, title="Jetzt falsch", tell_followers=True)
    actions.pause(follower=Letter.objects.filter(kind="piece").first().follower, at=timezone.now())  # type: ignore[union-attr]
    letters()
    actions.resume(follower=Letter.objects.filter(kind="piece").first().follower, at=timezone.now())  # type: ignore[union-attr]
    noon.shift(timedelta(hours=1))
    correct(piece, correction_since=wrong_since)
    assert corrections(letters) == []
    assert len(corrections(letters, "later@reader.example")) == 1


def test_whoever_read_it_in_a_daily_letter_or_above_the_limit_is_told_as_well(
    settings: Any, hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 1
    follow(found(hafen, "section"), rhythm="daily")
    follow(found(nordkai, "story"), address="rest@reader.example")
    noon.shift(timedelta(minutes=1))
    make.article(hafen, "Etwas anderes", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    letters()
    made = make.article(hafen, "Die Fähre fährt", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    letters()
    noon.shift(timedelta(hours=20))
    call_command("clock", once=True)
    assert made.title in letters()[-1].body
    assert made.title in letters("rest@reader.example")[-1].body
    correct(made)
    assert len(corrections(letters)) == len(corrections(letters, "rest@reader.example")) == 1


def test_what_was_on_its_way_when_it_was_published_is_waited_for(
    piece: Article, letters: Letters, nordkai: Story, noon: Any, run_tasks: Any
) -> None:
    follow(found(nordkai, "story"), address="slow@reader.example")
    sent = Letter.objects.get(kind="piece")
    slow = Letter.objects.create(
        follower=Letter.objects.get(follower__address="slow@reader.example").follower,
        **{name: getattr(sent, name) for name in ("kind", "about", "version", "written_at", "due_at")},
        state="taken",
        taken_at=timezone.now(),
    )
    correct(piece)
    assert corrections(letters) == [], "nobody knows yet what that letter says"
    Letter.objects.filter(pk=slow.pk).update(state="sent", begun_at=timezone.now(), tells=sent.tells)
    call_command("clock", once=True)
    assert len(corrections(letters)) == 1
    assert len(corrections(letters, "slow@reader.example")) == 1


def test_corrections_wait_for_the_morning_and_know_no_limit(
    settings: Any, piece: Article, letters: Letters, noon: Any
) -> None:
    settings.AT_ONCE_A_DAY = 1
    follower = Letter.objects.get(kind="piece").follower
    correct(piece)
    assert len(corrections(letters)) == 1, "one piece and one correction"
    actions.change_quiet(follower=follower, quiet_from=12, quiet_to=20, most_a_day=1, at=timezone.now())
    correct(piece, correction_wrong="Noch etwas.")
    assert len(corrections(letters)) == 1
    noon.move_to(make.NOON.replace(hour=19))  # 20:00 in Berlin
    call_command("clock", once=True)
    assert len(corrections(letters)) == 2


def test_whoever_got_a_letter_before_letters_knew_what_they_told_is_told_as_well(
    piece: Article, letters: Letters
) -> None:
    Letter.objects.update(tells="")
    migration = importlib.import_module("depesche.subscriptions.migrations.0006_quiet_hours_and_corrections")
    migration.tell(apps, None)
    assert Letter.objects.get(kind="piece").tells == f" {piece.pk}:0 "
    correct(piece)
    assert len(corrections(letters)) == 1


@pytest.fixture
def service(settings: Any) -> Iterator[Push]:
    """A push service that the settings name."""
    with push_service() as state:
        settings.PUSH_SERVICES = [state.origin]
        yield state
        assert state.faults == []


@pytest.mark.loopback
def test_a_browser_that_showed_the_error_shows_the_correction_in_its_place(
    service: Push, hafen: Section, nordkai: Story, run_tasks: Any, noon: Any
) -> None:
    anna, ben = service.reader("anna"), service.reader("ben")
    ask("begin", anna, kind="story", name=str(nordkai.pk))
    made = make.article(hafen, "Die Fähre fährt", stories=(nordkai,), tell_followers=True)
    run_tasks()
    ask("begin", ben, kind="story", name=str(nordkai.pk))
    noon.shift(timedelta(hours=1))
    correct(made)
    run_tasks()
    before, after = service.heard_by(anna)
    assert after["topic"] == before["topic"]
    assert made.title in after["title"]
    assert RIGHT in after["body"]
    assert after["path"] == made.public_path()
    assert service.heard_by(ben) == []
    Announcement.objects.update(done_at=None)
    call_command("clock", once=True)
    run_tasks()
    assert len(service.heard_by(anna)) == 2
    assert Notice.objects.filter(kind="correction").count() == 1
