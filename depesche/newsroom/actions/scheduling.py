"""Appointments: which version goes live when, and when it comes down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from depesche.accounts.models import User
from depesche.newsroom.models import Appointment, NewsroomPage


def appoint(*, page: Any, revision: Revision, by: User | None) -> None:
    """Note that ``revision`` is to go live when it says; a version that is live stays until then."""
    page.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    revision.approved_go_live_at = page.go_live_at
    revision.save(update_fields=["approved_go_live_at"])
    if not page.live:  # the desk's lists sort and show what stands on the page itself
        Page.objects.filter(pk=page.pk).update(go_live_at=page.go_live_at, expire_at=page.expire_at, expired=False)
    _note(page, Appointment.Act.PUBLISH, page.go_live_at, revision, by)


def settle(*, page: Any, by: User | None) -> None:
    """Note when a page that has just gone live is to come down; nothing is left to go live."""
    Appointment.objects.filter(page_id=page.pk, act=Appointment.Act.PUBLISH).delete()
    if page.expire_at:
        _note(page, Appointment.Act.WITHDRAW, page.expire_at, None, by)
    else:
        Appointment.objects.filter(page_id=page.pk, act=Appointment.Act.WITHDRAW).delete()


def cancel(*, page: NewsroomPage) -> None:
    """Strike all appointments of the page."""
    Appointment.objects.filter(page_id=page.pk).delete()


@transaction.atomic
def unschedule(*, page: Any, by: User | None, at: datetime) -> None:
    """Take back that a version goes live on time; the version stays as a draft."""
    for revision in page.revisions.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = None
        revision.save(user=by, update_fields=["approved_go_live_at"])  # Wagtail writes the desk's log
    Page.objects.filter(pk=page.pk).update(go_live_at=None)
    Appointment.objects.filter(page_id=page.pk, act=Appointment.Act.PUBLISH).delete()


@transaction.atomic
def reconcile_appointments(*, at: datetime) -> int:
    """Make the appointments that Wagtail's own fields ask for and that are missing; say how many.

    They can be missing after a restore, an import or a change made past the actions.
    """
    known = Appointment.objects.filter(act=Appointment.Act.PUBLISH).values("revision_id")
    made = 0
    for revision in Revision.page_revisions.filter(approved_go_live_at__isnull=False).exclude(pk__in=known):
        page = Page(pk=int(revision.object_id))
        _note(page, Appointment.Act.PUBLISH, revision.approved_go_live_at, revision, None)
        made += 1
    kept = Appointment.objects.filter(act=Appointment.Act.WITHDRAW).values("page_id")
    for page in Page.objects.filter(live=True, expire_at__isnull=False).exclude(pk__in=kept):
        _note(page, Appointment.Act.WITHDRAW, page.expire_at, None, None)
        made += 1
    return made


def _note(page: Any, act: Appointment.Act, due_at: datetime, revision: Revision | None, by: User | None) -> None:
    Appointment.objects.update_or_create(
        page_id=page.pk,
        act=act,
        defaults={"due_at": due_at, "revision": revision, "failures": 0, "reason": "", "tried_at": None, "made_by": by},
    )
