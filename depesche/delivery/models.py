"""What the page store still has to be told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PendingPurge(models.Model):
    """Keys that a committed change has made stale, until the page store knows of them.

    Written in the transaction of the change, so that a process which dies
    right after it leaves a note for the next.
    """

    keys = models.JSONField()
    hard = models.BooleanField()
    calm = models.BooleanField(default=False)  # may wait for others of the same second

    class Meta:
        verbose_name = _("pending purge")

    def __str__(self) -> str:
        return " ".join(self.keys)


class UntoldPurge(models.Model):
    """A purge that a cache in front has to be told of; ``told_at`` once it was, and before it is told once more."""

    cache = models.CharField(max_length=300)
    keys = models.JSONField()
    hard = models.BooleanField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("purge in caches")

    def __str__(self) -> str:
        return f"{self.cache}: {' '.join(self.keys)}"
