"""What sitemaps are told of newsletters: their pages and those of their issues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from depesche.delivery.collecting import mark
from depesche.formats.sitemap import Page
from depesche.newsletters import keys
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom.models import Edition
from depesche.newsroom.models.public import whole
from depesche.syndication import further


def register() -> None:
    """Say who knows about them."""
    further.register("newsletters", _pages)


def _pages(edition: Edition, at: datetime) -> Iterator[Page]:
    """The list of newsletters, each of them, and every issue that was sent: two queries."""
    found = {one.pk: one for one in Newsletter.objects.filter(live=True, edition=edition).order_by("pk")}
    mark(keys.newsletters(edition.code), *map(keys.issues, found))
    if found:
        yield Page(url=whole(f"{edition.public_path()}newsletters/"))
    for one in found.values():
        one.edition = edition
        yield Page(url=whole(one.public_path()))
    for issue in Issue.objects.sent().filter(newsletter__in=found).only("public_id", "sent_at", "newsletter"):
        issue.newsletter = found[issue.newsletter_id]
        yield Page(url=whole(issue.public_path()), changed_at=issue.sent_at)
