"""The editor says with the version whether followers get it at once; the tick belongs to that version alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Article
from depesche.subscriptions.models import Announcement
from tests import factories as make

from .forms import opened, press

pytestmark = pytest.mark.django_db


def announced() -> list[str]:
    return [announcement.version for announcement in Announcement.objects.order_by("pk")]


def test_a_version_that_is_ticked_is_announced_once_and_the_next_one_asks_anew(draft: Article, desk: Client) -> None:
    form = opened(desk, draft)
    assert "tell_followers" not in form
    press(desk, draft, form, "publish", tell_followers="on")
    assert len(announced()) == 1
    assert not Article.objects.get(pk=draft.pk).tell_followers

    form = opened(desk, draft)
    assert "tell_followers" not in form, "the tick was for the version before"
    press(desk, draft, form, "publish", title="Another headline")
    assert len(announced()) == 1
    press(desk, draft, opened(desk, draft), "publish", title="A third headline", tell_followers="on")
    assert len(announced()) == 2


def test_a_draft_keeps_its_tick_until_it_is_published(draft: Article, desk: Client) -> None:
    press(desk, draft, opened(desk, draft), tell_followers="on")
    assert announced() == []
    form = opened(desk, draft)
    assert form["tell_followers"] == "on"
    press(desk, draft, form, "publish")
    assert len(announced()) == 1


def test_what_goes_live_on_time_is_announced_then(draft: Article) -> None:
    page: Any = Article.objects.get(pk=draft.pk)
    page.go_live_at, page.tell_followers = make.NOON + timedelta(hours=1), True
    actions.publish(page=page, by=None, at=make.NOON, revision=page.save_revision())
    assert announced() == []
    actions.keep_appointments(at=make.NOON + timedelta(hours=1))
    assert len(announced()) == 1


def test_a_copy_is_a_draft_without_the_tick(draft: Article) -> None:
    page: Any = Article.objects.get(pk=draft.pk)
    page.tell_followers = True
    page.save_revision()
    copied = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert not copied.tell_followers
