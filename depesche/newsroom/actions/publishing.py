"""Publish and withdraw: the one way to readers and the one way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from depesche import events
from depesche.accounts.models import User
from depesche.media.models import Photo
from depesche.newsroom.actions import correcting, filing, scheduling, surroundings
from depesche.newsroom.actions.facts import NOTHING, facts_of_page
from depesche.newsroom.events import MeantForFollowers, Published, Withdrawn
from depesche.newsroom.models import Article, NewsroomPage
from depesche.newsroom.models.item import photos_of


@dataclass(frozen=True)
class Reason:
    """Why a version cannot go to readers, and which field of it to look at."""

    text: str
    field: str = ""
    photo: Photo | None = None

    def __str__(self) -> str:
        return self.text


class NotPublishable(ValidationError):
    """The piece cannot go to readers as it is; ``messages`` and ``reasons`` say why and what to do."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__([str(reason) for reason in reasons])
        self.reasons = reasons


@transaction.atomic
def publish(
    *,
    page: NewsroomPage,
    by: User | None,
    at: datetime,
    revision: Revision | None = None,
    dated: bool = False,
    develop: bool = True,
    **how: Any,
) -> NewsroomPage:
    """Bring a version of a page to readers, now or at the time that it asks for.

    ``revision`` is the version to publish, by default the newest.  A version
    whose ``go_live_at`` lies ahead becomes an appointment instead.  ``dated``
    says that the piece bears its own times already, as those of an archive do;
    without ``develop``, pictures that are still being made follow when ready.
    ``how`` is passed on to Wagtail's own publish action, which does the permission check
    and the desk's log.

    Raises NotPublishable with every reason at once, and Wagtail's
    PublishPagePermissionError.
    """
    revision = revision or page.latest_revision or page.save_revision(user=by)
    skip = how.pop("skip_permission_checks", by is None)
    action = PublishPageRevisionAction(revision, user=by, **how)
    action.check(skip_permission_checks=skip)
    candidate: Any = action.object
    if reasons := list(reasons_against(candidate)):
        raise NotPublishable(reasons)
    if candidate.go_live_at is not None and candidate.go_live_at > at:
        scheduling.appoint(page=candidate, revision=revision, by=by)
        action.log_scheduling_action()
        return candidate
    first = candidate.first_published_at is None
    before = type(candidate).objects.get(pk=candidate.pk)  # as readers know it until now
    known = NOTHING if isinstance(before, Article) else facts_of_page(before, live=before.live)
    told, said = _take_tick(candidate), correcting.take_said(candidate)
    candidate.go_live_at = None  # an appointment that is kept is over, or a clock a hair behind would make it again
    if not (dated and candidate.first_published_at):
        _date(candidate, at=at)
    action.execute(skip_permission_checks=True)
    scheduling.settle(page=candidate, by=by)
    if said:
        correcting.correct(article=candidate, said=said, version=str(revision.pk), by=by, at=at)
    if isinstance(candidate, Article):
        filing.file_article(article=candidate, at=at, develop=develop)
    else:
        surroundings.published(page=candidate, before=before, known=known, at=at, develop=develop)
    events.emit(Published(page_id=candidate.pk, first=first))
    if told:
        events.emit(MeantForFollowers(page_id=candidate.pk, version=str(revision.pk)))
    return candidate


def _take_tick(candidate: Any) -> bool:
    """Whether followers are to have this version: said of it, and of none that comes after it."""
    told = isinstance(candidate, Article) and candidate.tell_followers
    if told:
        candidate.tell_followers = False
    return told


@transaction.atomic
def withdraw(*, page: NewsroomPage, by: User | None, at: datetime, **how: Any) -> None:
    """Take a live page back from readers; the desk keeps it as a draft."""
    skip = how.pop("skip_permission_checks", by is None)
    UnpublishPageAction(page, user=by, **how).execute(skip_permission_checks=skip)
    scheduling.cancel(page=page)
    if isinstance(page, Article):
        filing.unfile_article(article=page, at=at)
    else:
        surroundings.withdrawn(page=page)
    events.emit(Withdrawn(page_id=page.pk))


def reasons_against(page: Any, *, section: Page | None = None) -> Iterator[Reason]:
    """Everything that keeps a version from being published, in words for the editor.

    ``section`` is where an article that is not in the tree yet is to stand.
    """
    for field, photo in _pictures(page):
        if not photo.credit_line:
            text = _("The picture “%(title)s” has no credit line. Open the picture and say whose it is.")
            yield Reason(text % {"title": photo.title}, field=field, photo=photo)
    section = section or (page.get_parent() if isinstance(page, Article) else None)
    if isinstance(page, Article) and section and not section.live:
        text = _("The section “%(title)s” is not published. Publish the section first.")
        yield Reason(text % {"title": section.title})


def _pictures(page: Any) -> Iterator[tuple[str, Photo]]:
    """Each photo with the field of the form in which it stands."""
    fields = [(name, getattr(page, name, None)) for name in ("lead_photo", "photo")]
    own = [(name, photo) for name, photo in fields if photo]
    yield from own
    yield from (("body", photo) for photo in photos_of(page) if photo not in {photo for _name, photo in own})


def _date(page: Any, *, at: datetime) -> None:
    # Wagtail would take its own clock; the newsroom's clock is the caller's.
    if page.first_published_at is None:
        page.first_published_at = at
    elif isinstance(page, Article) and page.live:
        page.updated_at = at
