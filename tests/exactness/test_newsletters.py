"""Each thing that editors do with newsletters, one after the other: pages that change are those that are purged."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from depesche.newsletters.models import Newsletter
from tests import factories as make
from tests.factories.fixtures import bote, courier, hafen, ineke, noon, nordkai

from . import mail
from .desk import STEPS, Desk, later
from .pages import Pages, Purged
from .test_exactness import _compare

__all__ = ["bote", "courier", "hafen", "ineke", "noon", "nordkai"]
SEQUENCE = (
    *(("newsletter_written", 0, 1), ("newsletter_sent", 0, 0), ("newsletter_name", 0, 3), ("newsletter_nothing", 0, 0)),
    *(("newsletter_description", 0, 4), ("newsletter_slug", 0, 5), ("edit_headline", 1, 2), ("edit_kicker", 1, 2)),
    *(("newsletter_on_or_off", 0, 1), ("newsletter_on_or_off", 0, 2), ("newsletter_new", 1, 3), ("withdraw", 1, 0)),
    *(("newsletter_edition", 0, 1), ("newsletter_edition", 0, 0), ("newsletter_issue_deleted", 0, 0)),
    *(("newsletter_new", 0, 4), ("newsletter_deleted", 1, 0), ("story_timeline", 0, 3), ("story_summary", 0, 3)),
)


@pytest.mark.django_db
def test_what_editors_do_with_newsletters_purges_the_pages_that_change(
    bote: Any, courier: Any, hafen: Any, nordkai: Any, ineke: Any, noon: Any
) -> None:
    desk = Desk.__new__(Desk)  # on a small paper: every page is made anew after every step
    desk.clock, desk.editions, desk.photos = make.NOON, [bote, courier], []
    for number in range(3):
        make.article(hafen, f"Meldung {number}", stories=(nordkai,), authors=(ineke,), text="Sie fährt.")
    mail.begin(desk)
    Purged.collect()
    pages = Pages()
    for name, first, second in SEQUENCE:
        desk.clock = later(desk.clock)
        with time_machine.travel(desk.clock, tick=False):
            STEPS[name](desk, first, second)
        _compare(pages, Purged.collect(), name)
    assert Newsletter.objects.exists()
