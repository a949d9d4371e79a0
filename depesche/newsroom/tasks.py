"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from depesche.delivery import actions as delivery
from depesche.newsroom.models import Article

NEWS = timedelta(days=2)  # older pieces come by the thousand, with an archive that is brought in


@task()
def make_ahead(page_id: int, first: bool) -> None:
    """Make the page of an article that has just been published, before its first reader and before an outage."""
    now = timezone.now()
    article = Article.objects.visible(now).filter(pk=page_id, first_published_at__gt=now - NEWS).first()
    if first and article is not None:
        delivery.make_ahead(article.public_path())
