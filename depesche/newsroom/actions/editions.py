"""Opening editions and putting pages into their trees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from depesche.accounts.models import User
from depesche.newsroom.actions.publishing import publish
from depesche.newsroom.models import Edition, NewsroomPage


@transaction.atomic
def open_edition(
    *, code: str, name: str, language: str, time_zone: str, by: User | None, at: datetime, **fields: Any
) -> Edition:
    """Add an edition with its own tree and publish its empty front page."""
    root = Page.get_first_root_node()
    locale, _created = Locale.objects.get_or_create(language_code=language)
    edition = Edition(title=name, slug=code, locale=locale, time_zone=time_zone, live=False, **fields)
    root.add_child(instance=edition)
    if not Site.objects.filter(is_default_site=True, root_page=root).exists():
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=root, is_default_site=True)
        Page.objects.filter(depth=2, slug="home").delete()
    _publish(edition, by=by, at=at)
    opened: Edition = Edition.objects.get(pk=edition.pk)
    return opened


@transaction.atomic
def add_page(*, page: NewsroomPage, under: Page, by: User | None, publish_at: datetime | None) -> NewsroomPage:
    """Put a new page beneath another, in its locale; publish it when ``publish_at`` says when."""
    place_page(page=page, under=under, by=by)
    if publish_at is None:
        page.save_revision(user=by)
        return page
    return _publish(page, by=by, at=publish_at)


@transaction.atomic
def place_page(*, page: NewsroomPage, under: Page, by: User | None) -> NewsroomPage:
    """Put a new page beneath another, in its locale, as a draft that has no version yet."""
    page.locale = under.locale
    page.live = False
    page.owner = by
    under.add_child(instance=page)
    return page


def _publish(page: Any, *, by: User | None, at: datetime) -> NewsroomPage:
    return publish(page=page, by=by, at=at, revision=page.save_revision(user=by), skip_permission_checks=True)
