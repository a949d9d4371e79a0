"""Which letters came back, or were called unwanted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from depesche.subscriptions.models.letters import Letter


class Bounce(models.Model):
    """A letter that did not arrive, or that its reader complained about: once for each, however often it is said."""

    class Kind(models.TextChoices):
        """What was said about the letter."""

        HARD = "hard", _("There is no such address")
        SOFT = "soft", _("This letter could not be delivered")
        COMPLAINT = "complaint", _("The reader does not want it")

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="bounces")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    counts = models.BooleanField(default=True)  # no more, once its reader goes on

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        constraints = (
            models.UniqueConstraint(fields=["letter", "kind"], name="bounce_once"),
            models.CheckConstraint(condition=Q(kind__in=["hard", "soft", "complaint"]), name="bounce_kind_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.letter} {self.kind}"
