"""The editor says with a version what it puts right; that belongs to this version alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Article, Correction
from depesche.subscriptions.models import Announcement
from tests import factories as make

from .forms import opened, press

pytestmark = pytest.mark.django_db
SAID = {"correction_wrong": "On Monday.", "correction_right": "On Tuesday."}


@pytest.fixture
def live(draft: Article, desk: Client) -> Article:
    """An article that readers have."""
    press(desk, draft, opened(desk, draft), "publish")
    return Article.objects.get(pk=draft.pk)


def told() -> list[tuple[str, str]]:
    return list(Correction.objects.values_list("wrong", "right"))


def test_a_correction_is_said_with_its_version_once_and_the_next_one_asks_anew(live: Article, desk: Client) -> None:
    press(desk, live, opened(desk, live), "publish", **SAID)
    assert told() == [("On Monday.", "On Tuesday.")]
    [announced] = Announcement.objects.all()
    assert (announced.kind, announced.piece) == ("correction", str(live.pk))
    assert not Article.objects.get(pk=live.pk).correction_wrong

    form = opened(desk, live)
    assert (form["correction_wrong"], form["correction_right"]) == ("", "")
    press(desk, live, form, "publish", title="Another headline")
    assert len(told()) == 1
    shown = Client().get(live.public_path(), follow=True).content.decode()
    assert "On Tuesday." in shown


def test_a_draft_keeps_it_until_it_is_published(live: Article, desk: Client) -> None:
    press(desk, live, opened(desk, live), **SAID)
    assert told() == []
    form = opened(desk, live)
    assert form["correction_right"] == "On Tuesday."
    press(desk, live, form, "publish")
    assert len(told()) == 1


def test_what_goes_live_on_time_is_corrected_then(live: Article) -> None:
    page: Any = Article.objects.get(pk=live.pk)
    page.go_live_at = make.NOON + timedelta(hours=1)
    page.correction_wrong, page.correction_right = "On Monday.", "On Tuesday."
    actions.publish(page=page, by=None, at=make.NOON, revision=page.save_revision())
    assert told() == []
    actions.keep_appointments(at=make.NOON + timedelta(hours=1))
    [correction] = Correction.objects.all()
    assert correction.made_at == make.NOON + timedelta(hours=1)


@pytest.mark.parametrize("name", sorted(SAID))
def test_half_a_correction_is_refused(name: str, live: Article, desk: Client) -> None:
    response = press(desk, live, opened(desk, live), "publish", **{name: "On Tuesday."})
    assert "what was wrong and what is right" in response.content.decode()
    assert told() == []


def test_what_nobody_has_read_cannot_be_corrected(draft: Article, desk: Client) -> None:
    response = press(desk, draft, opened(desk, draft), "publish", **SAID)
    assert "Nobody has read this yet" in response.content.decode()
    page: Any = Article.objects.get(pk=draft.pk)
    page.correction_wrong, page.correction_right = "On Monday.", "On Tuesday."
    actions.publish(page=page, by=None, at=make.NOON, revision=page.save_revision())
    assert told() == []


def test_a_copy_has_no_corrections(live: Article, desk: Client) -> None:
    press(desk, live, opened(desk, live), "publish", **SAID)
    press(desk, live, opened(desk, live), **SAID)
    page: Any = Article.objects.get(pk=live.pk)
    copied = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert not copied.correction_wrong
    assert not copied.corrections.exists()
