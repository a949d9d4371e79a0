"""Things to follow that readers have described themselves, and how far the newsroom has looked for them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.subscriptions.models.followers import Following, Rhythm


class DescribedQuerySet(models.QuerySet["Described"]):
    """Reading what readers have described."""

    def heard_at_once(self, kind: str) -> Self:
        """Those of a kind of which somebody wants to hear at once."""
        followed = Following.objects.heard().filter(kind=kind, rhythm=Rhythm.NOW)
        return self.filter(kind=kind, name__in=followed.values("name"))

    def followed_by_nobody(self) -> Self:
        """Those that nobody follows and nobody is asked about."""
        asked = Following.objects.filter(kind=models.OuterRef("kind"), name=models.OuterRef("name"))
        return self.exclude(models.Exists(asked))


class Described(models.Model):
    """Something to follow that a reader has put into words, such as a search; ``said`` is for its owner to read."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=64)
    said = models.TextField()
    made_at = models.DateTimeField()

    objects: ClassVar[Any] = DescribedQuerySet.as_manager()

    class Meta:
        verbose_name = _("described subject")
        verbose_name_plural = _("described subjects")
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="described_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Look(models.Model):
    """Up to when the newsroom has looked whether something has come up of which somebody hears at once: one row."""

    reached_at = models.DateTimeField()

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")

    def __str__(self) -> str:
        return f"{self.reached_at:%Y-%m-%d %H:%M}"
