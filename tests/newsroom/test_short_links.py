"""Which pages of the newsroom have short links, and that those of before there were any get theirs."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from depesche.audience.models import ShortLink
from depesche.newsroom import actions
from depesche.newsroom.models import Author, Section, Story, subject_of
from tests import factories as make

pytestmark = pytest.mark.django_db

migration: Any = importlib.import_module("depesche.newsroom.migrations.0009_short_links")


def test_publishing_makes_the_link_and_a_draft_has_none(hafen: Section, nordkai: Story, ineke: Author) -> None:
    article = make.article(hafen)
    make.article(hafen, at=None)
    make.story(hafen.edition_page(), "Entwurf", live=False)
    make.plain_page(hafen.edition_page())
    expected = {("article", article.public_id)}
    expected |= {("section", str(hafen.pk)), ("story", str(nordkai.pk)), ("author", str(ineke.pk))}
    assert set(ShortLink.objects.values_list("kind", "subject")) == expected
    assert subject_of(hafen.edition_page()) is None


def test_what_was_live_before_there_were_links_gets_its_own_and_keeps_those_it_has(
    hafen: Section, nordkai: Story, ineke: Author
) -> None:
    articles = [make.article(hafen) for _ in range(3)]
    kept = ShortLink.objects.get(subject=articles[0].public_id)
    before = set(ShortLink.objects.values_list("kind", "subject"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audience_shortlink WHERE id <> %s", [kept.pk])
    actions.withdraw(page=ineke, by=None, at=make.NOON)
    for _again in range(2):
        migration.give_codes(apps, None)
        assert set(ShortLink.objects.values_list("kind", "subject")) == before - {("author", str(ineke.pk))}
    assert ShortLink.objects.get(subject=articles[0].public_id).code == kept.code


def test_filing_everything_anew_makes_links_that_are_missing(hafen: Section) -> None:
    article = make.article(hafen)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audience_shortlink")
    actions.refile_everything(at=make.NOON)
    assert ShortLink.objects.get().subject == article.public_id
