"""Fills the newsroom of the environment with letters to so many followers (``fill N``), or sends them (``send``)."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up first

from depesche.subscriptions import actions  # noqa: E402 - Django is set up first
from depesche.subscriptions.models import LEASE, Announcement, Letter  # noqa: E402 - Django is set up first
from depesche.subscriptions.tasks import send_letters  # noqa: E402 - Django is set up first
from tests import factories as make  # noqa: E402 - Django is set up first
from tests.begun import migrate  # noqa: E402 - Django is set up first
from tests.subscriptions.conftest import follow, found  # noqa: E402 - Django is set up first


def fill(readers: int) -> None:
    """A story with its followers, and an article that is sent to them."""
    migrate()
    edition = make.edition()
    section, story = make.section(edition), make.story(edition)
    subjects = found(story, "story"), found(section, "section")
    for number in range(readers):
        follow(*subjects, address=f"r{number}@reader.example")
    Letter.objects.all().delete()
    make.article(section, "Die Fähre fährt", at=timezone.now(), stories=(story,), tell_followers=True)
    [announcement] = Announcement.objects.all()
    while actions.write_announced(announcement=announcement, at=timezone.now()):
        continue


def send() -> None:
    """Carry on what the sender before has left, then send; what stands in the outbox at the end."""
    actions.settle(at=timezone.now() + LEASE + timedelta(seconds=1))  # nobody else is at it
    while Letter.objects.filter(state=Letter.State.WAITING).exists():
        send_letters.call()
    rows = Letter.objects.select_related("follower").values_list("follower__address", "state")
    print(json.dumps(dict(rows)))


if __name__ == "__main__":
    fill(int(sys.argv[2])) if sys.argv[1] == "fill" else send()
