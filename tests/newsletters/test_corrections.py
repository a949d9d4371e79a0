"""Whoever read an error in an issue hears of the correction, as long as they follow what the issue was for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.models import Letter
from tests import factories as make
from tests.newsletters.conftest import Letters, Write, follow, to_follow

pytestmark = pytest.mark.django_db
SAID = {"correction_wrong": "Ab Montag.", "correction_right": "Ab Dienstag."}


@pytest.mark.parametrize("kind", ["articles", "story"])
def test_an_issue_knows_of_which_articles_it_told(
    kind: str,
    kaipost: Newsletter,
    write: Write,
    send: Callable[[Issue], Issue],
    hafen: Section,
    nordkai: Story,
    letters: Letters,
    noon: Any,
) -> None:
    made = make.article(hafen, "Die Fähre fährt", stories=(nordkai,))
    blocks: dict[str, Any] = {
        "articles": {"title": "", "articles": [made.pk]},
        "story": {"story": nordkai.pk, "number": 3},
    }
    follow(to_follow(kaipost))
    ended = follow(to_follow(kaipost), address="ended@reader.example")
    letters()
    send(write((kind, blocks[kind])))
    assert made.title in letters()[-1].body
    actions.end(follower=ended, places=[to_follow(kaipost).place], at=make.NOON)
    noon.shift(timedelta(hours=1))
    make.again(made, at=timezone.now(), **SAID)
    number = len(letters())
    assert "Ab Dienstag." in letters()[-1].body
    assert kaipost.title in letters()[-1].body
    assert len(letters("ended@reader.example")) == 2, "the question and the issue"
    make.again(made, at=timezone.now(), title="Noch eine Fassung")
    assert len(letters()) == number


def test_an_issue_sent_after_the_correction_tells_nobody_of_it(
    kaipost: Newsletter, write: Write, send: Callable[[Issue], Issue], hafen: Section, letters: Letters, noon: Any
) -> None:
    made = make.article(hafen, "Die Fähre fährt")
    follow(to_follow(kaipost))
    letters()
    make.again(made, at=timezone.now(), **SAID)
    send(write(("articles", {"title": "", "articles": [made.pk]})))
    letters()
    assert not Letter.objects.filter(kind="correction").exists()
