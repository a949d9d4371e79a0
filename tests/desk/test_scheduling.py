"""Appointments are kept once, on time, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from depesche.accounts import roles
from depesche.accounts.models import User
from depesche.media.models import Photo
from depesche.newsroom import actions
from depesche.newsroom.actions import filing
from depesche.newsroom.models import Appointment, Article, Section, Teaser
from tests.media.factories import a_photo

from .conftest import a_draft
from .forms import opened, press, said

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def schedule(article: Article, at: datetime, *, until: datetime | None = None, by: User | None = None) -> Appointment:
    """Ask for a version of an article to go live at a time."""
    article = article.specific
    article.go_live_at, article.expire_at = at, until
    actions.publish(page=article, by=by, at=at - HOUR, revision=article.save_revision(user=by))
    return Appointment.objects.get(page=article.pk, act="publish")


def is_live(article: Article) -> bool:
    return Article.objects.get(pk=article.pk).live and Teaser.objects.filter(article=article).exists()


def test_nothing_happens_before_its_time(draft: Article, noon: datetime) -> None:
    schedule(draft, noon)
    assert actions.keep_appointments(at=noon - timedelta(microseconds=1)) == 0
    assert not is_live(draft)


def test_an_article_goes_live_at_its_time_and_once(draft: Article, noon: datetime) -> None:
    schedule(draft, noon)
    assert actions.keep_appointments(at=noon) == 1
    assert is_live(draft)
    assert Teaser.objects.get(article=draft).published_at == noon
    assert actions.keep_appointments(at=noon + HOUR) == 0
    assert not Appointment.objects.exists()
    assert not draft.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_the_newsrooms_clock_decides_even_if_the_machines_clock_is_behind(draft: Article) -> None:
    ahead = timezone.now() + timedelta(days=2)
    schedule(draft, ahead)
    assert actions.keep_appointments(at=ahead) == 1
    assert is_live(draft)


def test_a_live_article_keeps_its_version_until_the_new_one_is_due(live: Article, noon: datetime) -> None:
    live.title = "New headline"
    schedule(live, noon)
    assert Teaser.objects.get(article=live).headline == "Crane falls into the dock"
    actions.keep_appointments(at=noon)
    assert Teaser.objects.get(article=live).headline == "New headline"


def test_an_article_comes_down_when_its_time_is_over(draft: Article, noon: datetime) -> None:
    schedule(draft, noon, until=noon + HOUR)
    actions.keep_appointments(at=noon)
    assert Appointment.objects.get(page=draft.pk).due_at == noon + HOUR
    actions.keep_appointments(at=noon + HOUR)
    article = Article.objects.get(pk=draft.pk)
    assert not is_live(draft)
    assert article.expired


def test_a_later_version_can_change_or_drop_the_end(draft: Article, noon: datetime) -> None:
    schedule(draft, noon, until=noon + HOUR)
    actions.keep_appointments(at=noon)
    for until in (noon + 3 * HOUR, None):
        article = Article.objects.get(pk=draft.pk)
        article.expire_at = until
        actions.publish(page=article, by=None, at=noon, revision=article.save_revision())
        assert [row.due_at for row in Appointment.objects.all()] == ([until] if until else [])


def test_a_new_time_replaces_the_old_one(draft: Article, noon: datetime) -> None:
    schedule(draft, noon)
    assert schedule(draft, noon + HOUR).due_at == noon + HOUR
    assert Appointment.objects.count() == 1
    assert actions.keep_appointments(at=noon) == 0


def test_the_desk_takes_an_appointment_back(draft: Article, noon: datetime, desk: Client) -> None:
    later = timezone.now() + HOUR
    revision = schedule(draft, later).revision
    assert revision is not None
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=(draft.pk, revision.pk))
    answer = desk.post(address, follow=True)
    assert "does not go live on its own any more" in said(answer)
    assert not Appointment.objects.exists()
    assert actions.reconcile_appointments(at=later) == 0
    assert press(desk, draft, opened(desk, draft), title="Free to edit").status_code == 302


def test_a_schedule_cleared_past_the_actions_is_not_kept(draft: Article, noon: datetime) -> None:
    schedule(draft, noon)
    draft.revisions.update(approved_go_live_at=None)
    assert actions.keep_appointments(at=noon) == 0
    assert not is_live(draft)
    assert not Appointment.objects.exists()


def test_publishing_at_once_makes_the_appointment_void(draft: Article, noon: datetime) -> None:
    schedule(draft, noon + HOUR)
    article = Article.objects.get(pk=draft.pk)
    article.go_live_at = None
    actions.publish(page=article, by=None, at=noon, revision=article.save_revision())
    assert is_live(draft)
    assert not Appointment.objects.exists()


def test_taking_back_strikes_every_appointment(draft: Article, noon: datetime) -> None:
    schedule(draft, noon, until=noon + HOUR)
    actions.keep_appointments(at=noon)
    actions.withdraw(page=Article.objects.get(pk=draft.pk), by=None, at=noon)
    assert not Appointment.objects.exists()


def test_deleting_a_page_deletes_its_appointments(draft: Article, noon: datetime) -> None:
    schedule(draft, noon)
    Article.objects.get(pk=draft.pk).delete()
    assert actions.keep_appointments(at=noon) == 0


def test_one_that_fails_does_not_hold_up_the_others_and_says_why(
    section: Section, draft: Article, noon: datetime
) -> None:
    bare = a_draft(section, lead_photo=a_photo(title="Quay"))
    schedule(bare, noon)
    Photo.objects.update(credit_line="")
    schedule(draft, noon + timedelta(seconds=1))
    assert actions.keep_appointments(at=noon + HOUR) == 1
    assert is_live(draft)
    assert not is_live(bare)
    failed = Appointment.objects.get()
    assert failed.failures == 1
    assert failed.reason == "The picture “Quay” has no credit line. Open the picture and say whose it is."


def test_a_failed_one_rests_a_minute_and_happens_once_the_reason_is_gone(section: Section, noon: datetime) -> None:
    bare = a_draft(section, lead_photo=a_photo())
    schedule(bare, noon)
    Photo.objects.update(credit_line="")
    for second in range(3):
        actions.keep_appointments(at=noon + timedelta(seconds=second))
    assert Appointment.objects.get().failures == 1
    Photo.objects.update(credit_line="© Nordbild")
    assert actions.keep_appointments(at=noon + timedelta(seconds=61)) == 1
    assert is_live(bare)


@pytest.mark.parametrize("lost", ["role", "account"])
def test_whoever_lost_the_right_to_publish_does_not_publish_later(
    lost: str, draft: Article, noon: datetime, person: Callable[..., User]
) -> None:
    former = person(roles.EDITOR, "Former")
    schedule(draft, noon, by=former)
    if lost == "role":
        former.groups.clear()
    else:
        User.objects.filter(pk=former.pk).update(is_active=False)
    assert actions.keep_appointments(at=noon) == 0
    assert not is_live(draft)
    assert "may not publish here any more" in Appointment.objects.get().reason


def test_whatever_goes_wrong_the_appointment_stays(
    draft: Article, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule(draft, noon)

    def fall(*_: Any, **__: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(filing, "file_article", fall)
    with pytest.raises(SystemExit):
        actions.keep_appointments(at=noon)
    assert Appointment.objects.count() == 1
    assert not is_live(draft)
    assert draft.revisions.filter(approved_go_live_at=noon).exists()


def test_missing_appointments_are_made_again(draft: Article, live: Article, noon: datetime) -> None:
    schedule(draft, noon)
    live.expire_at = noon + HOUR
    actions.publish(page=live, by=None, at=noon, revision=live.save_revision())
    Appointment.objects.all().delete()
    assert actions.reconcile_appointments(at=noon) == 2
    assert actions.reconcile_appointments(at=noon) == 0
    assert actions.keep_appointments(at=noon) == 1
    assert is_live(draft)


def test_the_schedule_shows_what_is_ahead_and_what_failed(draft: Article, live: Article, desk: Client) -> None:
    later = timezone.now() + HOUR
    schedule(draft, later)
    Appointment.objects.create(page=live, act="withdraw", due_at=later, failures=2, reason="The dock is closed.")
    page = desk.get(reverse("desk_schedule"))
    assert [row.page_id for row in page.context["ahead"]] == [draft.pk]
    assert [row.page_id for row in page.context["failed"]] == [live.pk]
    assert "The dock is closed." in page.content.decode()
