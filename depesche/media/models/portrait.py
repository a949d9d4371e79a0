"""The picture with which somebody takes part in public."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.delivery.collecting import mark
from depesche.media import keys

SIDE = 192  # pixels: 64 on the sharpest screens


class PortraitQuerySet(models.QuerySet["Portrait"]):
    """Reading portraits."""

    def addresses(self, people: Collection[int]) -> dict[int, str]:
        """Where the pictures of some accounts lie, for those that have one; a page that asks is renewed with them."""
        mark(*(keys.portrait(person) for person in people))
        return {portrait.person_id: portrait.address for portrait in self.filter(person__in=people)}


class Portrait(models.Model):
    """The small square picture of a reader or a member of staff; whoever has none is shown by a letter."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("person")
    )
    # The folder in which it lies; another picture lies in another.
    name = models.CharField(max_length=32, unique=True)
    chosen_at = models.DateTimeField(_("chosen at"))

    objects: ClassVar[PortraitQuerySet] = PortraitQuerySet.as_manager()  # type: ignore[assignment]  # as above

    class Meta:
        verbose_name = _("reader’s picture")
        verbose_name_plural = _("readers’ pictures")

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where readers' browsers find it."""
        return f"{settings.MEDIA_URL}portraits/{self.name}/{SIDE}.jpeg"
