"""Making and striking appointments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from depesche.newsroom.models import Appointment, NewsroomPage


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
