"""Fills the newsroom of the environment with one page of each kind, as the newsroom's own actions make them."""

from __future__ import annotations

from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.utils import timezone  # noqa: E402 - Django is set up first

from depesche.accounts.models import User  # noqa: E402 - Django is set up first
from depesche.media import actions as media  # noqa: E402 - Django is set up first
from depesche.newsroom.models import Edition  # noqa: E402 - Django is set up first
from tests import factories as make  # noqa: E402 - Django is set up first
from tests.begun import migrate  # noqa: E402 - Django is set up first
from tests.media.factories import a_photo  # noqa: E402 - Django is set up first
from tests.torture.newsroom import EDITOR, PASSWORD  # noqa: E402 - Django is set up first

migrate()
now = make.NOON = timezone.now() - timedelta(minutes=1)
edition = Edition.objects.filter(slug="de").first() or make.edition("de")
ada = User.objects.get(email=EDITOR)
ada.set_password(PASSWORD)
ada.save()
section = make.section(edition, "Hafen")
make.section(edition, "Rathaus")
make.plain_page(edition, "Über uns")
story, author = make.story(edition, "Streit um den Nordkai"), make.author(edition, "Ineke Dorn")
make.several(section, 25, story=story, author=author)
photo = a_photo(title="Kran")
make.article(section, "Der Kran", at=now, stories=(story,), authors=(author,), tags=("Kai",), lead_photo=photo)
media.begin_day(at=timezone.now())
call_command("db_worker", batch=True, queue_name="*", interval=0, startup_delay=False, verbosity=0)
