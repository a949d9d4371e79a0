"""What the page store still has to be told."""

from __future__ import annotations

from typing import Any, ClassVar, Self

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


class CalmQuerySet(models.QuerySet["Calm"]):
    """Reading which keys rest."""

    def resting(self, since: float, now: float) -> Self:
        """Those that were purged after ``since``; what was purged in the future was before a clock was set back."""
        return self.filter(at__gt=since, at__lte=now)


class Calm(models.Model):
    """When a key was last purged of those that may change many times a second (Unix time)."""

    key = models.CharField(max_length=200, primary_key=True)
    at = models.FloatField(db_index=True)

    objects: ClassVar[Any] = CalmQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause of a purge")

    def __str__(self) -> str:
        return self.key


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
