"""A picture that a reader has put with something they wrote."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_SIDE = 1200  # pixels: twice the width at which it is shown
FILE = "picture.webp"
BOX = (592, 480)  # CSS pixels in which it is shown beneath the text


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    """Reading enclosures."""

    def public(self) -> EnclosureQuerySet:
        """Those that readers see."""
        return self.exclude(public_name="")


class Enclosure(models.Model):
    """A picture that goes with a reader's text, made anew from its pixels.

    It lies in private storage, where moderators and its owner see it; while
    readers may see it, also under a public name that tells nothing.
    """

    name = models.CharField(max_length=32, unique=True)  # the folder in private storage
    public_name = models.CharField(max_length=32, blank=True, default="")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(_("what the picture shows"), max_length=500)
    added_at = models.DateTimeField()

    objects: ClassVar[EnclosureQuerySet] = EnclosureQuerySet.as_manager()  # type: ignore[assignment]  # as elsewhere

    class Meta:
        verbose_name = _("picture with a comment")
        verbose_name_plural = _("pictures with comments")
        constraints = (
            models.UniqueConstraint(
                fields=["public_name"], condition=~Q(public_name=""), name="enclosure_public_name_once"
            ),
            models.CheckConstraint(condition=~Q(alt=""), name="enclosure_says_what_it_shows"),
        )

    def __str__(self) -> str:
        return self.alt

    @property
    def shown(self) -> tuple[int, int]:
        """Its width and height on the page, known before it is loaded so that nothing moves."""
        scale = min(1.0, BOX[0] / self.width, BOX[1] / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    @property
    def private_path(self) -> str:
        """Where it lies in private storage."""
        return f"enclosures/{self.name}/{FILE}"

    @property
    def public_path(self) -> str:
        """Where it lies in public storage, while it does."""
        return f"enclosures/{self.public_name}/{FILE}"

    @property
    def address(self) -> str:
        """Where readers' browsers find it; empty while they may not see it."""
        return f"{settings.MEDIA_URL}{self.public_path}" if self.public_name else ""
