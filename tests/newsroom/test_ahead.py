"""What is published is made at once, so that its first reader waits for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from depesche.delivery.store import store
from depesche.newsroom import actions
from depesche.newsroom.models import Article, Edition, Section
from depesche.newsroom.tasks import make_ahead
from tests import factories as make
from tests.factories.fixtures import bote, hafen, noon

__all__ = ["bote", "hafen", "noon"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def is_there(article: Article) -> bool:
    held = store().get(article.public_path(), now=time.time())
    return held is not None and not held.stale


def test_the_page_of_a_new_article_is_there_before_anybody_asks(hafen: Section, run_tasks: Callable[[], None]) -> None:
    article = make.article(hafen, "Der Kran steht", at=make.NOON)
    assert not is_there(article)
    run_tasks()
    assert is_there(article)


def test_what_was_taken_back_meanwhile_and_what_an_archive_brings_is_not(
    hafen: Section, run_tasks: Callable[[], None]
) -> None:
    gone, old = make.article(hafen, "Gone", at=make.NOON), make.article(hafen, "Old", at=make.NOON - timedelta(days=3))
    actions.withdraw(page=gone, by=None, at=make.NOON)
    run_tasks()
    assert not is_there(gone)
    assert not is_there(old)


def test_pages_that_are_no_articles_are_left_to_their_readers(bote: Edition, run_tasks: Callable[[], None]) -> None:
    run_tasks()
    assert store().get(bote.public_path(), now=time.time()) is None


def test_nothing_is_made_twice_at_the_same_moment(hafen: Section, run_tasks: Any) -> None:
    article = make.article(hafen, "Der Kran steht", at=make.NOON)
    with store().locks.trying(article.public_path()) as mine:
        assert mine
        run_tasks()
    assert not is_there(article)


def test_archives_and_updates_put_nothing_on_the_queue(hafen: Section, run_tasks: Callable[[], None]) -> None:
    article = make.article(hafen, "Der Kran steht", at=make.NOON)
    run_tasks()
    before = waiting()
    make.article(hafen, "Old", at=make.NOON - timedelta(days=3))
    actions.publish(page=article, by=None, at=make.NOON + timedelta(hours=1))
    assert waiting() == before
    make.article(hafen, "Der Kran fährt", at=make.NOON)
    assert waiting() == before + 1


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path=make_ahead.module_path).count()
