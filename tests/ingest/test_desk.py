"""What the desk sees of imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from depesche.accounts.models import User
from depesche.formats.newsitem import NewsItem, Photo, Picture
from depesche.ingest import actions
from depesche.ingest.run import Run
from depesche.media import actions as media
from depesche.media.models import Photo as MediaPhoto
from tests.ingest.conftest import NOW, Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def assumed(run: Run, item: Callable[..., NewsItem], tmp_path: Path, picture_file: Callable[..., Path]) -> MediaPhoto:
    picture_file(tmp_path / "crane.jpg")
    run.shelf, run.assumed_credit = Shelf(tmp_path), "Old Courier"
    actions.ingest_item(item=item(lead=Picture(photo=Photo(key="crane", headline="A crane at work"))), run=run)
    photo: MediaPhoto = MediaPhoto.objects.get()
    return photo


def test_assumed_credits_are_listed_until_somebody_writes_the_right_one(assumed: MediaPhoto, client: Client) -> None:
    client.force_login(User.objects.create_superuser("editor@gazette.example", "password of a test"))
    address = reverse("ingest_credit_report")
    assert "A crane at work" in client.get(address).content.decode()
    media.change_rights(photo=assumed, by=None, at=NOW, credit_line="© Nordbild")
    assert "A crane at work" not in client.get(address).content.decode()


def test_strangers_do_not_see_the_list(assumed: MediaPhoto, client: Client) -> None:
    assert client.get(reverse("ingest_credit_report")).status_code == 302
