"""What there was and is no row of any more, as numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

BEGAN, ENDED, COMPLAINED = "began", "ended", "complained"
CAME_BACK, UNWANTED = "came back", "unwanted"  # of letters; the others are their states


class Total(models.Model):
    """How many rows of a day (of UTC) are gone, and what they were: whatever still has its row is not in it.

    ``what`` happened to a thing (``kind`` and ``name``): somebody began or ended to follow it, or a letter or
    message about it was sent, refused and so on.  Of messages to browsers it begins with ``push``.
    """

    day = models.DateField()
    what = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=64, blank=True)
    number = models.PositiveIntegerField(default=0)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("total")
        verbose_name_plural = _("totals")
        constraints = (models.UniqueConstraint(fields=["kind", "name", "what", "day"], name="total_once"),)
        indexes = (models.Index(fields=["day"], name="total_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.name} {self.what}"
