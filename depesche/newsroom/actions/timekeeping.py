"""On time, once: keeping the appointments that are due."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from depesche.newsroom.actions import publishing
from depesche.newsroom.models import Appointment

logger = logging.getLogger(__name__)


class MayNotAnyMore(PermissionDenied):
    """Whoever made an appointment has lost the right to publish since."""


def keep_appointments(*, at: datetime) -> int:
    """Keep every appointment that is due, each in its own transaction; say how many were kept.

    One that fails does not hold up the others.  Its reason is noted for the
    desk and it is tried again every minute, so that it happens as soon as
    somebody has put right what was wrong.
    """
    return sum(_try(appointment, at) for appointment in Appointment.objects.due(at))


@transaction.atomic
def keep_appointment(*, appointment: Appointment, at: datetime) -> bool:
    """Publish or withdraw the page, unless somebody else has claimed the appointment.

    Raises NotPublishable, and MayNotAnyMore when whoever made the appointment
    could not do it by hand today.
    """
    claimed, _rows = Appointment.objects.filter(pk=appointment.pk, due_at__lte=at).delete()
    if not claimed:
        return False
    page = appointment.page.specific
    if not _still_meant(appointment, page):
        return False
    _check_permission(appointment, page)
    if appointment.act == Appointment.Act.WITHDRAW:
        publishing.withdraw(page=page, by=None, at=at, set_expired=True, log_action="wagtail.unpublish.scheduled")
    else:
        publishing.publish(
            page=page, by=None, at=at, revision=appointment.revision, log_action="wagtail.publish.scheduled"
        )
    return True


def _try(appointment: Appointment, at: datetime) -> bool:
    try:
        return keep_appointment(appointment=appointment, at=at)
    except Exception as error:
        if not appointment.failures:  # said once, not every minute
            logger.exception("An appointment could not be kept: %s", appointment)
        Appointment.objects.filter(pk=appointment.pk).update(
            failures=F("failures") + 1, reason=_reason(error), tried_at=at
        )
        return False


def _reason(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _still_meant(appointment: Appointment, page: Any) -> bool:
    # Wagtail clears its own fields when a schedule is taken back past our actions.
    if appointment.act == Appointment.Act.WITHDRAW:
        return bool(page.live and page.expire_at)
    return bool(appointment.revision and appointment.revision.approved_go_live_at)


def _check_permission(appointment: Appointment, page: Any) -> None:
    user = appointment.made_by
    if user is None:
        return
    tester = page.permissions_for_user(user)
    may = tester.can_unpublish() if appointment.act == Appointment.Act.WITHDRAW else tester.can_publish()
    if not (user.is_active and may):
        raise MayNotAnyMore(
            _("%(user)s made this appointment and may not publish here any more. Somebody who may has to do it.")
            % {"user": user}
        )
