"""Making everything that readers' lists are made of anew, from the live pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from depesche.delivery import actions as delivery
from depesche.delivery.keys import everything
from depesche.newsroom import search
from depesche.newsroom.actions import filing, tallies
from depesche.newsroom.models import Article, Edition, Teaser


def refile_everything(*, at: datetime, after: int = 0, done: Callable[[int], None] = lambda _pk: None) -> int:
    """File every live article anew and count all lists; say how many articles were filed.

    Each article is its own transaction, after which ``done`` is told its
    number; ``after`` goes on behind a number that ``done`` was told.  Readers
    are served all the while: an article stays in its lists, and search finds
    what has been filed again.
    """
    if not after:
        _clear()
    filed = 0
    for article in Article.objects.filter(live=True, pk__gt=after).order_by("pk").iterator(chunk_size=100):
        filing.file_article(article=article, at=at)
        filed += 1
        done(article.pk)
    for edition in Edition.objects.order_by("path"):
        with transaction.atomic():
            tallies.retally(edition)
            delivery.purge(everything())
    return filed


@transaction.atomic
def _clear() -> None:
    """Forget what is not live any more, and all of the search index."""
    Teaser.objects.exclude(article__live=True).delete()
    search.clear()
