"""Two people write in one article: the second is told, and nobody loses a word."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.accounts.models import User
from depesche.newsroom.models import Article

from .conftest import browser_of
from .forms import autosave, edit_url, opened, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_desk(colleague: User) -> Client:
    return browser_of(colleague)


def latest(article: Article) -> str:
    return str(Article.objects.get(pk=article.pk).get_latest_revision_as_object().title)


def test_a_save_over_a_newer_version_is_refused_and_keeps_what_was_typed(
    draft: Article, desk: Client, other_desk: Client
) -> None:
    mine = opened(desk, draft)
    assert press(other_desk, draft, opened(other_desk, draft), title="Theirs").status_code == 302
    refused = press(desk, draft, mine, title="Mine", standfirst="Typed at midnight")
    assert refused.status_code == 409
    assert latest(draft) == "Theirs"
    page = refused.content.decode()
    assert "Jonas saved this page" in page
    assert 'value="Mine"' in page
    assert "Typed at midnight" in page
    assert edit_url(draft) in page


@pytest.mark.parametrize("button", ["publish", "submit", ""])
def test_no_button_goes_over_a_newer_version(button: str, draft: Article, desk: Client, other_desk: Client) -> None:
    mine = opened(desk, draft)
    press(other_desk, draft, opened(other_desk, draft), title="Theirs")
    assert press(desk, draft, mine, button, title="Mine").status_code == 409
    assert latest(draft) == "Theirs"
    assert not Article.objects.get(pk=draft.pk).live


def test_pressing_save_again_is_refused_again(draft: Article, desk: Client, other_desk: Client) -> None:
    mine = opened(desk, draft)
    press(other_desk, draft, opened(other_desk, draft), title="Theirs")
    refused = press(desk, draft, mine, title="Mine")
    page = refused.content.decode()
    assert f'name="loaded_revision_id" value="{mine["loaded_revision_id"]}"' in page
    assert mine["loaded_revision_created_at"] in page
    assert "data-w-autosave-interval-value" not in page  # or it would save over it by itself
    assert press(desk, draft, mine, title="Mine").status_code == 409


def test_the_second_button_puts_my_text_on_top_and_the_other_version_stays_in_the_history(
    draft: Article, desk: Client, other_desk: Client
) -> None:
    mine = opened(desk, draft)
    press(other_desk, draft, opened(other_desk, draft), title="Theirs")
    refused = press(desk, draft, mine, title="Mine")
    version = refused.context["conflict"]["version"]
    assert press(desk, draft, mine, title="Mine", **{"over-version": version}).status_code == 302
    assert latest(draft) == "Mine"
    titles = [revision.content["title"] for revision in draft.revisions.all()]
    assert "Theirs" in titles


def test_the_second_button_does_not_go_over_a_third_version(draft: Article, desk: Client, other_desk: Client) -> None:
    mine = opened(desk, draft)
    press(other_desk, draft, opened(other_desk, draft), title="Theirs")
    version = press(desk, draft, mine, title="Mine").context["conflict"]["version"]
    press(other_desk, draft, opened(other_desk, draft), title="Theirs again")
    assert press(desk, draft, mine, title="Mine", **{"over-version": version}).status_code == 409
    assert latest(draft) == "Theirs again"


def test_a_version_that_somebody_else_saves_by_itself_is_not_gone_over(
    draft: Article, desk: Client, other_desk: Client
) -> None:
    mine = opened(desk, draft)
    theirs = opened(other_desk, draft)
    saved = autosave(other_desk, draft, theirs, title="Theirs").json()
    assert saved["success"]
    again = autosave(other_desk, draft, theirs, title="Theirs, longer", overwrite_revision_id=saved["revision_id"])
    assert again.json()["success"]
    assert autosave(desk, draft, mine, title="Mine").json()["error_code"] == "invalid_revision"
    assert press(desk, draft, mine, title="Mine").status_code == 409
    assert latest(draft) == "Theirs, longer"


def test_saving_after_saving_by_itself_is_no_conflict(draft: Article, desk: Client) -> None:
    mine = opened(desk, draft)
    saved = autosave(desk, draft, mine, title="Mine").json()
    done = press(desk, draft, mine, "publish", title="Mine, done", overwrite_revision_id=saved["revision_id"])
    assert done.status_code == 302
    assert Article.objects.get(pk=draft.pk).title == "Mine, done"


def test_my_own_other_window_counts_too(draft: Article, desk: Client) -> None:
    mine = opened(desk, draft)
    press(desk, draft, opened(desk, draft), title="First window")
    refused = press(desk, draft, mine, title="Second window")
    assert refused.status_code == 409
    assert "You, in another window, saved" in refused.content.decode()
