"""Letters after one another share what they have in common, and never say what was changed in between."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core import mail

from depesche.newsroom.models import Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.channels.email import Office
from depesche.subscriptions.models import Announcement, Letter
from tests import factories as make
from tests.subscriptions.conftest import follow, found

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_changes_between_two_letters_is_in_the_second(
    hafen: Section, nordkai: Story, noon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depesche.subscriptions import letters, subjects

    asked: list[str] = []

    def look(place: subjects.Place, at: datetime) -> subjects.Subject | None:
        asked.append(str(place))
        return subjects.subject(place, at)

    monkeypatch.setattr(letters, "subject", look)
    for name in ("anna", "ben", "zoe"):
        follow(found(nordkai, "story"), address=f"{name}@reader.example")
    Letter.objects.all().delete()
    page = make.article(hafen, "Die Fähre fährt", stories=(nordkai,), tell_followers=True)
    [announcement] = Announcement.objects.all()
    while actions.write_announced(announcement=announcement, at=make.NOON):
        continue
    with Office() as office:
        for _letter in range(2):
            assert actions.send_next(office=office, at=make.NOON)
        assert len(asked) == 1, "what two letters have in common is looked up once"
        make.again(page, title="Die Fähre fährt nicht")
        assert actions.send_next(office=office, at=make.NOON)
    assert [one.subject for one in mail.outbox] == [*["Die Fähre fährt"] * 2, "Die Fähre fährt nicht"]
