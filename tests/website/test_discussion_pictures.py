"""Pictures with comments as readers bring and see them: without script, late, small, and in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from gzip import compress
from secrets import token_hex
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment
from depesche.media.models import Enclosure
from depesche.newsroom.models import Article
from tests import factories as make
from tests.comments import moderating
from tests.media.pictures import picture
from tests.website.pages import main_of
from tests.website.test_discussion import as_mira, form_of, host_at, kai, mira

__all__ = ["as_mira", "kai", "mira"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "plain_checks")]


@pytest.fixture
def shown(kai: Article) -> Article:
    """An article whose discussion takes pictures."""
    actions.keep(place=("edition", "de"), by=None, mode="open", pictures=True)
    return kai


def send(client: Client, article: Article, content: bytes | None = None, **said: str) -> Any:
    """Fill in the form and choose a file."""
    file = SimpleUploadedFile("IMG_2026.jpg", picture() if content is None else content)
    form = {**form_of(client, article), "words": "Schaut her.", "shows": "Der Kai bei <Ebbe>.", **said}
    return client.post(f"/-/discussion/article/{article.public_id}/write/", {**form, "picture": file})


def approve_all() -> None:
    moderator = moderating.moderator()
    for comment in Comment.objects.filter(state="pending"):
        moderating.approve(comment, moderator, at=timezone.now())


def test_the_form_asks_for_a_picture_only_where_the_newsroom_wants_any(kai: Article, as_mira: Client) -> None:
    address = f"/-/discussion/article/{kai.public_id}/write/"
    page = as_mira.get(address).content.decode()
    assert 'type="file"' not in page
    assert "multipart" not in page
    answer = send(as_mira, kai)
    assert answer.status_code == 422
    assert "Schaut her." in answer.content.decode()
    actions.keep(place=("article", kai.public_id), by=None, pictures=True)
    page = as_mira.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'<input type="file" id="picture"[^>]*aria-describedby="about-picture"', page)
    assert re.search(r'<label for="shows">', page)


def test_its_writer_sees_it_at_once_and_readers_when_somebody_has_looked(
    shown: Article, as_mira: Client, client: Client
) -> None:
    answer = send(as_mira, shown)
    assert answer.status_code == 303
    [comment] = Comment.objects.all()
    mine = as_mira.get(answer["Location"]).content.decode()
    assert f'src="/-/comment/{comment.public_id}/picture/"' in mine
    assert as_mira.get(f"/-/comment/{comment.public_id}/picture/")["Content-Type"] == "image/webp"
    assert client.get(f"/-/comment/{comment.public_id}/picture/").status_code == 404
    assert "enclosed" not in main_of(client.get(shown.public_path()))
    approve_all()
    kept = Enclosure.objects.get()
    for path in (shown.public_path(), f"/de/discussion/article/{shown.public_id}/{comment.public_id}/"):
        page = main_of(client.get(path))
        assert f'<a class="enclosed" href="{kept.address}"><img src="{kept.address}"' in page
        assert 'alt="Der Kai bei &lt;Ebbe&gt;." width="592" height="370" loading="lazy"' in page
        assert kept.name not in page
        assert "IMG_2026" not in page


@pytest.mark.parametrize(
    ("content", "said", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "SVG"),
        (b"kein Bild", {}, ""),
        (b"\xff\xd8\xff" + b"x" * 12_000_000, {}, "12"),
        (picture(), {"shows": ""}, ""),
    ],
)
def test_what_cannot_be_taken_leaves_the_text_and_says_that_the_file_is_to_be_chosen_again(
    shown: Article, as_mira: Client, content: bytes, said: dict[str, str], why: str
) -> None:
    answer = send(as_mira, shown, content, **said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert why in page
    assert "Schaut her.</textarea>" in page
    assert re.search(r'<details class="field" open><summary>[^<]*</summary>\s*<p class="refused">', page)
    assert not Comment.objects.exists()
    assert not Enclosure.objects.exists()


def test_while_the_database_is_away_the_answer_says_that_the_file_is_to_be_chosen_again(
    shown: Article, as_mira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, form = f"/-/discussion/article/{shown.public_id}/write/", form_of(as_mira, shown)
    said = {**form, "words": "Schaut her.", "shows": "Der Kai."}
    with monkeypatch.context() as away:
        away.setattr("depesche.website.views.taking_part.hosts.host", Mock(side_effect=OperationalError))
        without = as_mira.post(address, said).content.decode()
        answer = as_mira.post(address, {**said, "picture": SimpleUploadedFile("a.jpg", picture())})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Bitte wählen Sie das Bild noch einmal" in page
    assert '<form method="post" enctype="multipart/form-data">' in page
    assert '<input type="file" id="picture" name="picture"' in page
    assert 'name="shows" value="Der Kai."' in page, "what was typed about it is still there"
    assert 'type="file"' not in without, "nobody is asked for what was never chosen"


def test_a_form_that_brings_more_than_any_picture_is_refused_before_it_is_read(shown: Article, as_mira: Client) -> None:
    assert send(as_mira, shown, b"x" * 25_000_001).status_code == 413


def test_no_picture_is_sent_from_another_site_or_without_the_word_of_the_form(shown: Article, mira: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mira)
    address = f"/-/discussion/article/{shown.public_id}/write/"
    said = {"words": "Hallo.", "shows": "x", "picture": SimpleUploadedFile("a.jpg", picture())}
    assert strict.post(address, said).status_code == 403
    client = Client()
    client.force_login(mira)
    said["picture"] = SimpleUploadedFile("a.jpg", picture())
    assert client.post(address, said, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert not Enclosure.objects.exists()


def test_pictures_cost_one_question_more_however_many_there_are(
    shown: Article, as_mira: Client, client: Client, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    read = partial(client.get, shown.public_path())
    send(as_mira, shown)
    Comment.objects.update(picture=None)
    approve_all()
    without = count_queries(read)
    for _ in range(3):
        assert send(as_mira, shown).status_code == 303
    approve_all()
    assert count_queries(read) == without + 1


def test_twenty_pictures_beneath_an_article_weigh_next_to_nothing_in_its_page(
    shown: Article, client: Client, mira: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weight() -> int:
        return len(compress(client.get(shown.public_path()).content))

    monkeypatch.setattr("depesche.comments.actions.allowances.spend", lambda *_, **__: None)
    for number in range(20):
        actions.post(host=host_at(shown), by=mira, words=f"Nummer {number}.", token=f"t{number}", at=make.NOON)
    before = weight()
    for comment in Comment.objects.all():
        names = {"name": token_hex(16), "public_name": token_hex(16)}
        kept = Enclosure.objects.create(**names, width=1200, height=900, alt="Ein Kai.", added_at=make.NOON)
        Comment.objects.filter(pk=comment.pk).update(picture=kept)
    assert weight() - before < 20 * 100  # most of it are names that cannot be guessed
