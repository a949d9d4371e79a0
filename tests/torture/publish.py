"""Publishes an article in the newsroom of the environment: ``publish.py HEADLINE``.

With ``--die`` the process is killed as soon as the article is in the database, before any page knows of it.
"""

from __future__ import annotations

import os
import signal
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up first

from depesche.delivery import actions as delivery  # noqa: E402 - Django is set up first
from depesche.delivery.models import PendingPurge  # noqa: E402 - Django is set up first
from depesche.newsroom.models import Author, Section, Story  # noqa: E402 - Django is set up first
from tests import factories as make  # noqa: E402 - Django is set up first


def die(pending: PendingPurge) -> bool:
    """In the place of the purge."""
    os.kill(os.getpid(), signal.SIGKILL)
    return False


if "--die" in sys.argv:
    delivery._carry_out = die
section, story, author = Section.objects.get(slug="hafen"), Story.objects.first(), Author.objects.first()
assert story
assert author
make.article(section, sys.argv[1], at=timezone.now(), stories=(story,), authors=(author,), tags=("Kai",))
