"""What followed searches cost: ``python -m benchmarks.searches [SEARCHES]``.

A newsroom of its own in a temporary folder with SQLite.  So many searches of
three or four words are followed at once; an article of 400 words is published
again and again.  Measured: the publication with none and with all of them, and
the look that the clock takes once a minute when something was published.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SEARCHES, TIMES = 10_000, 9


def main(searches: int) -> int:
    """Measure, and print."""
    with tempfile.TemporaryDirectory(prefix="depesche-bench-") as folder:
        os.environ |= {
            "DEPESCHE_HOME": folder,
            "DEPESCHE_DATABASE_URL": f"sqlite:///{Path(folder) / 'newsroom.sqlite3'}",
            "DEPESCHE_SECRET_KEY": "a benchmark has no secrets, but needs a long key",
            "DJANGO_SETTINGS_MODULE": "depesche.settings",
        }
        import django

        django.setup()
        _measure(searches)
    return 0


def _measure(searches: int) -> None:
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from depesche.newsroom import actions as newsroom
    from depesche.newsroom.models import Article, Section
    from depesche.subscriptions import actions
    from depesche.subscriptions.models import Round

    call_command("migrate", verbosity=0)
    now = timezone.now()
    edition = newsroom.open_edition(code="de", name="Bote", language="de", time_zone="UTC", by=None, at=now)
    section = Section(title="Hafen", slug="hafen")
    newsroom.add_page(page=section, under=edition, by=None, publish_at=now)
    words = [f"{one}{two}{three}" for one in "bdfgk" for two in ("ran", "ole", "irt", "uck") for three in _ENDS]

    def publish(minutes: int = 0) -> None:
        text = " ".join(random.choices(words, k=400))
        body = [{"type": "paragraph", "value": f"<p>{text}</p>"}]
        article = Article(title="Meldung", slug=f"m{random.randrange(10**9)}", body=body)
        newsroom.add_page(page=article, under=section, by=None, publish_at=now + timedelta(minutes=minutes))

    publish()  # what is loaded the first time
    alone = _median(publish)
    _follow(edition, words, searches, now)
    crowded = _median(publish)
    looks, woken = [], 0
    for number in range(TIMES):
        minutes = 10 * (number + 1)
        publish(minutes)
        began = time.perf_counter()
        actions.look(at=now + timedelta(minutes=minutes + 2))
        looks.append(time.perf_counter() - began)
        woken = max(woken, Round.objects.filter(due_at__isnull=False).count())
        Round.objects.update(due_at=None)
    print(f"publication without followed searches   {alone * 1000:7.1f} ms")
    print(f"publication with {searches:6}                 {crowded * 1000:7.1f} ms")
    print(f"a look at one new article               {statistics.median(looks) * 1000:7.1f} ms, {woken} readers woken")


_ENDS = ("en", "er", "stel", "mann", "hof", "lau", "tor", "bach", "feld", "au")


def _median(act: Callable[[], None]) -> float:
    times = []
    for _time in range(TIMES):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _follow(edition: Any, words: list[str], number: int, at: Any) -> None:
    from depesche.subscriptions.models import Described, Follower, Following, Round
    from depesche.website.following.searches import KIND, Wanted

    # Half of them hold a word that no article has, as most searches do; the others find one now and then.
    texts = [" ".join(random.choices(words, k=3)) + (f" {n}x" if n % 2 else "") for n in range(number)]
    wanted = [Wanted.of(edition, text, {}) for text in texts]
    Described.objects.bulk_create(
        [Described(kind=KIND, name=one.place.name, said=one.said, made_at=at) for one in wanted], ignore_conflicts=True
    )
    times = {"asked_at": at, "confirmed_at": at}
    followers = Follower.objects.bulk_create(
        Follower(address=f"r{n}@reader.example", edition=str(edition.pk), language="de", **times) for n in range(number)
    )
    Following.objects.bulk_create(
        Following(follower=who, kind=KIND, name=one.place.name, title="", rhythm="now", **times)
        for who, one in zip(followers, wanted, strict=True)
    )
    Round.objects.bulk_create(Round(follower=one, rhythm="now", reached_at=at) for one in followers)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SEARCHES))
