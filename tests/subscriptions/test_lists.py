"""Lists of followers: who follows afterwards, who is asked, and what shows that they agreed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from depesche.cli.followers import followers
from depesche.newsroom.models import Edition, Section, Story
from depesche.subscriptions import actions, lists
from depesche.subscriptions.models import Announcement, Consent, Follower, Following, Letter
from tests import factories as make
from tests.subscriptions.conftest import MIRA, Letters, follow, found, letters

__all__ = ["letters"]

pytestmark = pytest.mark.django_db
DATED = f"email,consent_at\n{MIRA},2025-03-01\n"
UNDATED = f"email\n{MIRA}\n"
Bring = Callable[..., lists.Report]


@pytest.fixture
def bring(nordkai: Story, noon: Any) -> Bring:
    def brought(text: str, *, statement: str = "") -> lists.Report:
        wish = lists.Wish(subjects=[found(nordkai, "story")], rhythm="daily", hour=6, statement=statement)
        return lists.bring(text.splitlines(keepends=True), kind="auto", wish=wish, clock=lambda: make.NOON)

    return brought


def test_whoever_agreed_on_a_day_that_the_list_tells_follows_at_once_with_the_evidence(bring: Bring) -> None:
    assert bring(DATED).counts == {"begun": 1}
    following = Following.objects.confirmed().get()
    assert (following.follower.address, following.rhythm, following.follower.hour) == (MIRA, "daily", 6)
    assert following.follower.rounds.count() == 1
    consent = Consent.objects.get()
    assert consent.agreed_at
    assert (consent.origin, consent.agreed_at.year) == ("file", 2025)


def test_without_a_date_the_owner_of_an_address_is_asked_by_mail(bring: Bring, letters: Letters) -> None:
    assert bring(UNDATED).counts == {"asked": 1}
    assert not Following.objects.confirmed().exists()
    assert len(letters()) == 1


def test_a_date_to_come_is_no_consent(bring: Bring) -> None:
    assert bring(DATED.replace("2025", "2099")).counts == {"asked": 1}


def test_how_they_agreed_can_be_stated_and_is_kept(bring: Bring) -> None:
    bring(UNDATED, statement="Form on paper at the fair")
    assert Consent.objects.get().statement == "Form on paper at the fair"
    assert Following.objects.confirmed().count() == 1


@pytest.mark.parametrize("text", [DATED, UNDATED])
def test_twice_is_as_once(bring: Bring, letters: Letters, text: str) -> None:
    bring(text)
    before = len(letters())
    assert bring(text).counts == {"known": 1}
    assert (Follower.objects.count(), Following.objects.count()) == (1, 1)
    assert len(letters()) == before


def test_no_list_begins_again_what_somebody_has_ended(bring: Bring, nordkai: Story, noon: Any) -> None:
    follower = follow(found(nordkai, "story"))
    actions.end_all(follower=follower, at=make.NOON)
    assert bring(DATED).counts == {"known": 1}
    assert not Following.objects.exists()


def test_the_unsubscribed_are_never_followers_and_bad_lines_lose_nothing(bring: Bring) -> None:
    report = bring("email,status,consent_at\nno@a.example,cleaned,2025-01-01\nnonsense,,\nyes@a.example,,2025-01-01\n")
    assert report.counts == {"unwanted": 1, "begun": 1}
    assert report.bad == [(3, "address")]
    assert Follower.objects.get().address == "yes@a.example"


def test_confirming_leaves_evidence_which_the_follower_can_see_and_have_erased(nordkai: Story, noon: Any) -> None:
    follower = follow(found(nordkai, "story"))
    (told,) = actions.told(follower)["consents"]
    assert (told["origin"], told["statement"], told["agreed_at"]) == ("letter", "wording 1", make.NOON.isoformat())
    actions.erase(follower=follower, at=make.NOON)
    assert not Consent.objects.exists()


def test_what_goes_out_is_no_formula_and_can_be_brought_in_again(bring: Bring) -> None:
    bring("email,consent_at\n+mira@a.example,2025-03-01\n", statement="=HYPERLINK(1)")
    written = "".join(lists.as_csv())
    (row,) = csv.DictReader(io.StringIO(written))
    assert (row["address"], row["statement"]) == ("'+mira@a.example", "'=HYPERLINK(1)")
    assert bring(written).counts == {"known": 1}
    (told,) = json.loads("".join(lists.as_json()))
    assert told["address"] == "+mira@a.example"


def test_an_empty_newsroom_gives_out_an_empty_list() -> None:
    assert json.loads("".join(lists.as_json())) == []


class HereAlready:
    """A home that the test has entered."""

    def enter(self) -> None:
        """Nothing is left to do."""


def test_the_command_brings_in_tells_lines_without_addresses_and_gives_out_privately(
    courier: Edition, noon: Any, tmp_path: Path
) -> None:
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    file.write_text(f"{DATED}secret nonsense,2025-01-01\n")
    words = ["import", str(file), "--follow", f"edition:{courier.code}"]
    done = CliRunner().invoke(followers, words, obj=HereAlready(), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "Line 3" in done.output
    assert "secret" not in done.output
    CliRunner().invoke(followers, ["export", str(out)], obj=HereAlready(), catch_exceptions=False)
    assert MIRA in out.read_text()
    assert out.stat().st_mode & 0o077 == 0
    wrong = CliRunner().invoke(followers, [*words[:-1], "edition:none"], obj=HereAlready())
    assert wrong.exit_code == 2


def test_whoever_is_asked_because_of_a_list_holds_up_neither_news_nor_somebody_who_waits(
    bring: Bring, hafen: Section, nordkai: Story, noon: Any
) -> None:
    follow(found(nordkai, "story"), address="zoe@reader.example")
    Letter.objects.all().delete()
    bring("address\nanna@reader.example\nben@reader.example\n")
    noon.move_to(make.NOON + timedelta(minutes=1))
    make.article(hafen, "Die Fähre fährt", at=timezone.now(), stories=(nordkai,), tell_followers=True)
    for announcement in Announcement.objects.all():
        actions.write_announced(announcement=announcement, at=timezone.now())
    noon.move_to(make.NOON + timedelta(minutes=2))
    times: dict[str, Any] = {"rhythm": "now", "hour": 7, "zone": "UTC"}
    actions.take_in(address="mira@reader.example", subject=found(nordkai, "story"), at=timezone.now(), **times)
    due = Letter.objects.due(timezone.now()).values_list("follower__address", flat=True)
    assert [address.partition("@")[0] for address in due] == ["mira", "zoe", "anna", "ben"]
    actions.take_in(address="ben@reader.example", subject=found(nordkai, "story"), at=timezone.now(), **times)
    due = Letter.objects.due(timezone.now()).values_list("follower__address", flat=True)
    assert [address.partition("@")[0] for address in due] == ["ben", "mira", "zoe", "anna"], "Ben waits for it now"
