"""On time, once: publications and withdrawals with an appointment."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from wagtail.models import Page, Revision

from depesche.newsroom.models import Appointment, NewsroomPage

logger = logging.getLogger(__name__)

# After this many failures the desk has to look; the appointment stays and says why.
MOST_FAILURES = 5


def appoint(*, page: Any, revision: Revision, at: datetime) -> None:
    """Note when the page is to go live and to come down, as its published version says."""
    if page.go_live_at and page.go_live_at > at:
        _note(page, Appointment.Act.PUBLISH, page.go_live_at, revision)
        return
    Appointment.objects.filter(page_id=page.pk, act=Appointment.Act.PUBLISH).delete()
    if page.expire_at:
        _note(page, Appointment.Act.WITHDRAW, page.expire_at, None)
    else:
        Appointment.objects.filter(page_id=page.pk, act=Appointment.Act.WITHDRAW).delete()


def cancel(*, page: NewsroomPage) -> None:
    """Strike all appointments of the page."""
    Appointment.objects.filter(page_id=page.pk).delete()


def keep_appointments(*, at: datetime) -> int:
    """Keep every appointment that is due, each in its own transaction; say how many were kept.

    One that fails does not hold up the others: its reason is noted for the
    desk and it is tried again, five times at most.
    """
    kept = 0
    for appointment in Appointment.objects.due(at).filter(failures__lt=MOST_FAILURES):
        try:
            kept += keep_appointment(appointment=appointment, at=at)
        except Exception as error:
            logger.exception("An appointment could not be kept: %s", appointment)
            Appointment.objects.filter(pk=appointment.pk).update(failures=F("failures") + 1, reason=str(error))
    return kept


@transaction.atomic
def keep_appointment(*, appointment: Appointment, at: datetime) -> bool:
    """Publish or withdraw the page, unless somebody else has claimed the appointment."""
    from depesche.newsroom.actions import publishing

    claimed, _rows = Appointment.objects.filter(pk=appointment.pk, due_at__lte=at).delete()
    if not claimed:
        return False
    page = appointment.page.specific
    if appointment.act == Appointment.Act.WITHDRAW:
        publishing.withdraw(page=page, by=None, at=at, set_expired=True, log_action="wagtail.unpublish.scheduled")
    else:
        publishing.publish(
            page=page, by=None, at=at, revision=appointment.revision, log_action="wagtail.publish.scheduled"
        )
    return True


@transaction.atomic
def reconcile_appointments(*, at: datetime) -> int:
    """Make the appointments that Wagtail's own fields ask for and that are missing; say how many.

    They can be missing after a restore, an import or a change made past the actions.
    """
    made = 0
    for revision in Revision.page_revisions.filter(approved_go_live_at__isnull=False):
        _row, created = Appointment.objects.get_or_create(
            page_id=int(revision.object_id),
            act=Appointment.Act.PUBLISH,
            defaults={"due_at": revision.approved_go_live_at, "revision": revision},
        )
        made += created
    for page in Page.objects.filter(live=True, expire_at__isnull=False):
        _row, created = Appointment.objects.get_or_create(
            page=page, act=Appointment.Act.WITHDRAW, defaults={"due_at": page.expire_at}
        )
        made += created
    return made


def _note(page: Any, act: Appointment.Act, due_at: datetime, revision: Revision | None) -> None:
    Appointment.objects.update_or_create(
        page_id=page.pk,
        act=act,
        defaults={"due_at": due_at, "revision": revision, "failures": 0, "reason": ""},
    )
