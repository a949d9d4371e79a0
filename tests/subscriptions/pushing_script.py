"""Fills the newsroom with messages to so many browsers (``fill N ORIGIN``), or sends them (``send``)."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up first

from depesche.subscriptions import actions  # noqa: E402 - Django is set up first
from depesche.subscriptions.models import LEASE, Browser, Call, Notice, Watch  # noqa: E402 - Django is set up first
from depesche.subscriptions.tasks import send_notices  # noqa: E402 - Django is set up first
from tests import factories as make  # noqa: E402 - Django is set up first
from tests.begun import migrate  # noqa: E402 - Django is set up first
from tests.subscriptions.push_service import Reader  # noqa: E402 - Django is set up first


def fill(browsers: int, origin: str) -> None:
    """A story with browsers that hear of it, and an article that they are told of."""
    migrate()
    edition = make.edition()
    section, story = make.section(edition), make.story(edition)
    now = timezone.now()
    keys = Reader(origin).keys
    for number in range(browsers):
        known = {"key": keys["p256dh"], "secret": keys["auth"], "began_at": now}
        browser = Browser.objects.create(endpoint=f"{origin}/push/r{number}", **known)
        for kind, page in (("story", story), ("section", section)):
            Watch.objects.create(browser=browser, kind=kind, name=str(page.pk), began_at=now)
    make.article(section, "Die Fähre fährt", at=timezone.now(), stories=(story,), tell_followers=True)
    [call] = Call.objects.all()
    while actions.write_notices(call=call, at=timezone.now()):
        continue


def send() -> None:
    """Carry on what the sender before has left, then send; what stands in the outbox at the end."""
    actions.settle_notices(at=timezone.now() + LEASE + timedelta(seconds=1))  # nobody else is at it
    while Notice.objects.filter(state=Notice.State.WAITING).exists():
        send_notices.call()
    rows = Notice.objects.select_related("browser").values_list("browser__endpoint", "state")
    print(json.dumps({endpoint.rpartition("/")[2]: state for endpoint, state in rows}))


if __name__ == "__main__":
    fill(int(sys.argv[2]), sys.argv[3]) if sys.argv[1] == "fill" else send()
