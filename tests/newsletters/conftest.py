"""What the tests of newsletters share: a newsletter, an issue of it, and those who follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from depesche.newsletters import actions
from depesche.newsletters.models import AlsoTo, Issue, Newsletter
from depesche.newsroom.models import Edition
from depesche.subscriptions.subjects import Place, Subject, subject
from tests import factories as make
from tests.subscriptions.conftest import (
    MIRA,
    Letters,
    _letter_box,
    article,
    barid,
    bote,
    courier,
    editor,
    follow,
    found,
    hafen,
    ineke,
    letters,
    link_in,
    noon,
    nordkai,
    visitor,
)

__all__ = ["MIRA", "Letters", "_letter_box", "article", "barid", "bote", "courier", "editor", "follow", "found"]
__all__ += ["hafen", "ineke", "letters", "link_in", "noon", "nordkai", "visitor"]

Write = Callable[..., Issue]
SERVED = "http://testserver"


@pytest.fixture
def kaipost(bote: Edition) -> Newsletter:
    """A newsletter of the Bote."""
    return Newsletter.objects.create(edition=bote, title="Kaipost", slug="kaipost", description="Jeden Freitag.")


@pytest.fixture
def write(kaipost: Newsletter) -> Write:
    """An issue of some blocks, each a kind and its value in JSON."""

    def written(*blocks: tuple[str, Any], also: tuple[Any, ...] = (), **fields: Any) -> Issue:
        body = [{"type": kind, "value": value, "id": f"block-{number}"} for number, (kind, value) in enumerate(blocks)]
        fields = {"newsletter": kaipost, "title": "Was die Woche brachte", "greeting": "Guten Morgen!", **fields}
        issue = Issue(**fields, body=body)
        issue.also = [AlsoTo(page=page) for page in also]
        issue.save()
        return Issue.objects.get(pk=issue.pk)

    return written


@pytest.fixture
def send(noon: Any) -> Callable[[Issue], Issue]:
    """Send an issue at noon."""

    def sent(issue: Issue) -> Issue:
        actions.send(issue=issue, at=make.NOON)
        return issue

    return sent


def to_follow(newsletter: Newsletter) -> Subject:
    """A newsletter as something to follow."""
    one = subject(Place("newsletter", str(newsletter.pk)), make.NOON)
    assert one
    return one
