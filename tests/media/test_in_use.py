"""What the newsroom shows cannot be deleted under its feet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db.models import ProtectedError

from depesche.media.models import InUse, Photo
from depesche.newsroom import actions as newsroom
from tests import factories

from .factories import a_photo

pytestmark = pytest.mark.django_db


def test_the_lead_picture_of_a_draft_is_in_use() -> None:
    photo = a_photo()
    factories.article(factories.section(factories.edition()), at=None, lead_photo=photo)
    with pytest.raises((InUse, ProtectedError)):
        photo.delete()


def test_a_picture_in_the_text_of_a_live_article_is_in_use_until_it_is_withdrawn(noon: datetime) -> None:
    photo = a_photo()
    body = [{"type": "picture", "value": {"photo": photo.pk, "caption": "", "alt": ""}}]
    article = factories.article(factories.section(factories.edition()), at=noon, body=body)
    assert Photo.objects.get(pk=photo.pk).public_name
    with pytest.raises(InUse):
        photo.delete()
    newsroom.withdraw(page=article, by=None, at=noon)
    assert Photo.objects.get(pk=photo.pk).public_name == ""


def test_a_picture_in_the_text_of_a_draft_is_in_use(noon: datetime, run_tasks: Callable[[], None]) -> None:
    photo = a_photo()
    body = [{"type": "picture", "value": {"photo": photo.pk, "caption": "", "alt": ""}}]
    factories.article(factories.section(factories.edition()), at=None, body=body)
    run_tasks()  # the index of references is kept in the background
    with pytest.raises(InUse):
        photo.delete()
