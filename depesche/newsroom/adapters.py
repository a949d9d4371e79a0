"""Where Wagtail's ways of publishing meet the newsroom's own.

Every button, bulk action, workflow and API call of Wagtail ends in
``page.publish`` or ``page.unpublish``; our pages hand those to the actions.
What Wagtail does past them (moving, deleting) is taken up from its
signals here and nowhere else.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.signals import page_unpublished, post_page_move
from wagtail.users.models import UserProfile

from depesche.newsroom import actions
from depesche.newsroom.models import (
    Article,
    Author,
    Edition,
    Gone,
    NewsroomPage,
    PlainPage,
    Section,
    Story,
    above,
)


class _Desk:
    def publish(self, page: NewsroomPage, revision: Any, **how: Any) -> Any:
        return actions.publish(page=page, revision=revision, by=how.pop("user", None), at=timezone.now(), **how)

    def unpublish(self, page: NewsroomPage, **how: Any) -> Any:
        return actions.withdraw(page=page, by=how.pop("user", None), at=timezone.now(), **how)


def connect() -> None:
    """Put the desk in its place and listen to what Wagtail does on its own."""
    above.desk = _Desk()
    post_save.connect(_give_zone, sender=UserProfile, dispatch_uid="newsroom.give_zone")
    page_unpublished.connect(_let_go, dispatch_uid="newsroom.let_go")
    post_page_move.connect(_follow_move, dispatch_uid="newsroom.follow_move")
    pre_delete.connect(_let_go, sender=Article, dispatch_uid="newsroom.deleted")
    for kind in (Story, Author, Section, PlainPage):
        post_save.connect(_follow_draft, sender=kind, dispatch_uid=f"newsroom.{kind.__name__}_placed")
    for kind in (Story, Author, Section, PlainPage, Edition):
        pre_delete.connect(_forget_page, sender=kind, dispatch_uid=f"newsroom.{kind.__name__}_deleted")
    post_delete.connect(_forget_edition, sender=Edition, dispatch_uid="newsroom.edition_deleted")


def _give_zone(instance: UserProfile, created: bool, raw: bool = False, **_: Any) -> None:
    # Wagtail would take UTC for everybody who has not chosen, and nobody looks at a clock that goes by UTC.
    if not created or raw or instance.current_time_zone:
        return
    if edition := Edition.objects.order_by("path").first():
        instance.current_time_zone = edition.time_zone
        UserProfile.objects.filter(pk=instance.pk).update(current_time_zone=edition.time_zone)


def _let_go(instance: Any, **_: Any) -> None:
    if isinstance(instance, Article):
        actions.unfile_article(article=instance, at=timezone.now())


def _forget_page(instance: Any, **_: Any) -> None:
    actions.forget(page=instance)


def _forget_edition(instance: Edition, **_: Any) -> None:
    # Its articles were let go of while it was being deleted, which left their public ids behind.
    Gone.objects.filter(edition_id=instance.pk).delete()


def _follow_draft(instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw and not instance.live:
        actions.placed(page=instance)


def _follow_move(instance: Any, parent_page_before: Any, parent_page_after: Any, **_: Any) -> None:
    # What is given is the bare page; everything at and beneath it has another address now.
    page = instance.specific
    if isinstance(page, NewsroomPage) and not isinstance(page, Article):
        actions.moved(page=page, from_path=parent_page_before.url_path, to_path=parent_page_after.url_path)
    for article in Article.objects.descendant_of(instance, inclusive=True).filter(live=True):
        actions.refresh_article(article=article, at=timezone.now())
