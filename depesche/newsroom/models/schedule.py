"""Appointments: what is to go live or come down, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

RETRY_AFTER = timedelta(minutes=1)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Reading appointments."""

    def due(self, at: datetime) -> Self:
        """What should have happened by ``at`` and has not failed within the last minute, the oldest first."""
        rested = Q(tried_at=None) | Q(tried_at__lte=at - RETRY_AFTER)
        return self.filter(rested, due_at__lte=at).order_by("due_at", "pk")

    def failed(self) -> Self:
        """What could not be kept and needs somebody."""
        return self.filter(failures__gt=0)


class Appointment(models.Model):
    """One publication or withdrawal on time.

    Keeping an appointment deletes its row in the same transaction that changes
    the page: whoever deletes the row has claimed it, nobody keeps it twice,
    and a process that dies in between leaves both as they were.
    """

    class Act(models.TextChoices):
        """What is to happen."""

        PUBLISH = "publish", _("Publish")
        WITHDRAW = "withdraw", _("Withdraw")

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="appointments")
    act = models.CharField(max_length=10, choices=Act)
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, null=True, related_name="+")
    due_at = models.DateTimeField(db_index=True)
    # Who made it must still be allowed to when it falls due; empty: the house itself.
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it could not be kept, for the desk

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = (models.UniqueConstraint(fields=["page", "act"], name="appointment_once_per_act"),)

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.page} {self.due_at:%Y-%m-%d %H:%M}"
