"""Keeping appointments: what happens when somebody was faster, or when the reason is not a fault of the text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from depesche.accounts.models import User
from depesche.newsroom import actions
from depesche.newsroom.models import Appointment, Article, Section, Teaser
from tests import factories as make

pytestmark = pytest.mark.django_db

LATER = make.NOON + timedelta(hours=1)


def test_an_appointment_that_somebody_else_has_claimed_is_left_alone(hafen: Section) -> None:
    make.article(hafen, go_live_at=LATER)
    appointment = Appointment.objects.get()
    assert actions.keep_appointment(appointment=appointment, at=LATER)
    assert not actions.keep_appointment(appointment=appointment, at=LATER)


def test_an_appointment_is_not_kept_before_its_time(hafen: Section) -> None:
    make.article(hafen, go_live_at=LATER)
    assert not actions.keep_appointment(appointment=Appointment.objects.get(), at=make.NOON)
    assert Appointment.objects.exists()


def test_an_appointment_without_its_version_is_struck(hafen: Section) -> None:
    make.article(hafen, go_live_at=LATER)
    Appointment.objects.update(revision=None)
    assert actions.keep_appointments(at=LATER) == 0
    assert not Appointment.objects.exists()
    assert not Teaser.objects.exists()


def test_whoever_may_no_longer_take_back_does_not_take_back_later(
    hafen: Section, editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    article = make.article(hafen, at=None, expire_at=LATER)
    actions.publish(page=article, by=editor, at=make.NOON)
    editor.is_superuser = False
    editor.save()
    assert actions.keep_appointments(at=LATER) == 0
    appointment = Appointment.objects.get()
    assert "may not publish here any more" in appointment.reason
    assert str(appointment).startswith("Withdraw")
    assert Article.objects.get(pk=article.pk).live
    editor.is_superuser = True
    editor.save()
    assert actions.keep_appointments(at=LATER + timedelta(minutes=1)) == 1


def test_a_fault_is_logged_once_and_noted_every_time(
    hafen: Section, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make.article(hafen, go_live_at=LATER)

    def fails(**_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(actions.filing, "file_article", fails)
        for minute in (0, 1):
            assert actions.keep_appointments(at=LATER + timedelta(minutes=minute)) == 0
    assert [record.message.startswith("An appointment could not be kept") for record in caplog.records].count(True) == 1
    assert list(Appointment.objects.failed().values_list("failures", "reason")) == [(2, "the disk is full")]
    assert actions.keep_appointments(at=LATER + timedelta(minutes=1, seconds=59)) == 0, "it rests for a minute"
    assert actions.keep_appointments(at=LATER + timedelta(minutes=2)) == 1
