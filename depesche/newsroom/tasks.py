"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from depesche.delivery import actions as delivery
from depesche.newsroom.models import Article

NEWS = timedelta(days=2)  # older pieces come by the thousand, with an archive that is brought in


@task()
def make_ahead(page_id: int) -> None:
    """Make the page of an article that has just been published, before its first reader and before an outage."""
    article = Article.objects.visible(timezone.now()).filter(pk=page_id).first()
    if article is not None:
        delivery.make_ahead(article.public_path())


class Ahead:
    """Lets only news have its page made: an update is made by its readers, and an archive would fill the queue."""

    def enqueue(self, *, page_id: int, first: bool) -> None:
        """Put it on the queue if it is news."""
        if first and Article.objects.filter(pk=page_id, first_published_at__gt=timezone.now() - NEWS).exists():
            make_ahead.enqueue(page_id=page_id)


ahead = Ahead()
