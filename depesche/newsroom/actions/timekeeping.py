"""On time, once: keeping the appointments that are due."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from depesche.newsroom.actions import publishing
from depesche.newsroom.models import Appointment

logger = logging.getLogger(__name__)

# After this many failures the desk has to look; the appointment stays and says why.
MOST_FAILURES = 5


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
