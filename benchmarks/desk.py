"""A desk in a process of its own, which does what it is told through the newsroom's real actions.

``Desk`` starts it; orders and answers are lines of JSON.  Times are those of
the system's monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
from typing import Any, Self

from benchmarks.served import begin


class Desk:
    """Writes and publishes in the newsroom of an environment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = begin(
            [sys.executable, "-m", "benchmarks.desk"],
            env=environment | {"DJANGO_SETTINGS_MODULE": "depesche.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._process.communicate(timeout=60)  # at the end of its orders it stops

    def draft(self, number: int, **fields: Any) -> dict[str, Any]:
        """Write an article: its number and the addresses that will name it."""
        return self._do("draft", number=number, **fields)

    def publish(self, pk: int, word: str) -> dict[str, Any]:
        """Publish the newest version, with a headline of this word; says when the call began and when it returned."""
        return self._do("publish", pk=pk, word=word)

    def withdraw(self, pk: int) -> dict[str, Any]:
        """Take an article back."""
        return self._do("withdraw", pk=pk)

    def photo(self, number: int) -> dict[str, Any]:
        """Take in a picture; gives its number."""
        return self._do("photo", number=number)

    def _do(self, what: str, **how: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({"what": what, **how}), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def main() -> None:
    """Do what the lines of the input say."""
    import django

    django.setup()
    orders = {"draft": _draft, "publish": _publish, "withdraw": _withdraw, "photo": _photo}
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(orders[order.pop("what")](**order)), flush=True)


def _draft(number: int, photo: int | None = None) -> dict[str, Any]:
    from taggit.models import Tag

    from depesche.media.models import Photo
    from depesche.newsroom import actions
    from depesche.newsroom.models import Article, Author, Byline, Edition, Section, Story

    edition = Edition.objects.live().order_by("path").first()
    chance = random.Random(number)
    section, story, author = (
        chance.choice(list(kind.objects.live().descendant_of(edition)[:20])) for kind in (Section, Story, Author)
    )
    tag = chance.choice(list(Tag.objects.order_by("pk")[:20]))
    words = " ".join(chance.choices(("Kai", "Kran", "Deich", "Wind", "Rat", "Schiff", "Preis"), k=60))
    page = Article(
        title="Entwurf",
        slug=f"messung-{number}-{os.getpid()}",
        standfirst=words[:150],
        main_story=story,
        lead_photo=Photo.objects.get(pk=photo) if photo else None,
        body=[{"type": "paragraph", "value": f"<p>{words}</p>"} for _ in range(6)],
    )
    page.bylines = [Byline(author=author)]
    page.tags.add(tag)
    page = actions.add_page(page=page, under=section, by=None, publish_at=None)
    front = edition.public_path()
    addresses = {
        "front": front,
        "section": section.public_path(),
        "story": story.public_path(),
        "author": author.public_path(),
        "tag": f"{front}tags/{tag.slug}/",
        "feed": f"{front}feed.rss",
        "news sitemap": f"{front}sitemap-news.xml",
    }
    return {"pk": page.pk, "addresses": addresses, "edition": front}


def _publish(pk: int, word: str) -> dict[str, Any]:
    from django.utils import timezone

    from depesche.newsroom import actions
    from depesche.newsroom.models import Article

    article = Article.objects.get(pk=pk)
    article.title = f"{word} am Kai"
    revision = article.save_revision()
    now = timezone.now()
    began = time.monotonic()
    published = actions.publish(page=article, by=None, at=now, revision=revision)
    returned = time.monotonic()
    return {"began": began, "returned": returned, "path": published.public_path()}


def _withdraw(pk: int) -> dict[str, Any]:
    from django.utils import timezone

    from depesche.newsroom import actions
    from depesche.newsroom.models import Article

    article, now = Article.objects.get(pk=pk), timezone.now()
    began = time.monotonic()
    actions.withdraw(page=article, by=None, at=now)
    return {"began": began, "returned": time.monotonic(), "path": article.public_path()}


def _photo(number: int) -> dict[str, Any]:
    from django.core.files.images import ImageFile
    from django.utils import timezone
    from PIL import Image

    from depesche.media import actions

    data = io.BytesIO()
    Image.effect_noise((1600, 1067), 40 + number % 40).convert("RGB").save(data, "JPEG")
    file = ImageFile(io.BytesIO(data.getvalue()), name=f"messung-{number}.jpg")
    photo = actions.add_photo(file=file, title=f"Messung {number}", by=None, at=timezone.now(), credit_line="Messung")
    return {"pk": photo.pk}


if __name__ == "__main__":
    main()
