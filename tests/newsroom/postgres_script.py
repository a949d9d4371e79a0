"""Publishes, searches and withdraws on the database of the environment; prints what readers find."""

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # Django must be set up first
from django.test import Client  # noqa: E402 - Django is set up first
from django.utils import timezone  # noqa: E402 - Django is set up first

from depesche.newsroom import actions, search  # noqa: E402 - Django is set up first
from depesche.newsroom.models import Article, NewsroomPage, Section, Story, Tally  # noqa: E402 - Django is set up first

call_command("migrate", verbosity=0)
now = timezone.now()
edition = actions.open_edition(code="de", name="Blatt", language="de", time_zone="Europe/Berlin", by=None, at=now)
section = actions.add_page(page=Section(title="Hafen", slug="hafen"), under=edition, by=None, publish_at=now)
story = actions.add_page(page=Story(title="Anleger", slug="anleger"), under=edition, by=None, publish_at=now)


def publish(title: str, slug: str, text: str) -> NewsroomPage:
    page = Article(title=title, slug=slug, main_story=story, body=[{"type": "paragraph", "value": text}])
    return actions.add_page(page=page, under=section, by=None, publish_at=now)


def found(words: str, *, newest: bool = False) -> list[str]:
    asked = search.Search(edition_id=edition.pk, language="de", text=words, order="newest" if newest else "best")
    return [teaser.headline for teaser in search.find(asked, at=timezone.now()).teasers]


first = publish("Hafengutachten liegt vor", "vor", "<p>Die Prüfung in Brückhaven ist fertig.</p>")
second = publish("Kran bleibt stehen", "steht", "<p>Das Gutachten fehlt noch.</p>")
client = Client(headers={"host": "localhost"})
paths = ("/de/", first.public_path(), "/de/hafen/", "/de/stories/anleger/")
with_nul = ("/de/%00/", "/de/tags/%00/", "/de%00/feed.rss", "/api/v1/items/%00/", "/de/search/?q=%00&section=%00")
answers = {
    "best": found("gutachten"),
    "newest": found("brueckhaven", newest=True),
    "phrase": found('"Gutachten fehlt"'),
    "without": found("gutachten -kran"),
    "pages": [client.get(path).status_code for path in paths],
    "with_nul": [client.get(path).status_code for path in with_nul],
}
actions.refile_everything(at=now)
answers["anew"] = found("hafengutachten")
actions.withdraw(page=second, by=None, at=timezone.now())
answers["after"] = found("gutachten")
answers["count"] = Tally.objects.get(under=3, period="").count
print(json.dumps(answers))
