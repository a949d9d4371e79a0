"""What came from elsewhere, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class ImportedQuerySet(models.QuerySet["Imported"]):
    """Reading the book of imports."""

    def of(self, source: str, kind: str, key: str) -> Imported | None:
        """What became of one thing of a source."""
        return self.filter(source=source, kind=kind, key=key).first()

    def waiting(self, source: str) -> Self:
        """Pieces that refer to something that had not come when they were written."""
        return self.filter(source=source, waiting__isnull=False).order_by("pk")

    def with_assumed_credit(self) -> Self:
        """Photos that still bear a credit line which nobody stated; the desk should look at them."""
        return self.filter(photo__credit_line=F("assumed_credit")).exclude(assumed_credit="")


class Imported(models.Model):
    """One thing of another system and what it became here.

    The row is written in the same transaction as the thing itself.  So a run
    that dies leaves no half piece, the next run knows what is there, and a
    second run of the same source finds nothing to do.
    """

    class Kind(models.TextChoices):
        """What it became."""

        PAGE = "page", _("Page")
        PHOTO = "photo", _("Photo")
        FILE = "file", _("File")

    class State(models.TextChoices):
        """How the import left a page; what differs from it is the desk's doing."""

        PLACED = "placed", _("Place kept")
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        LIVE = "live", _("Live")
        OWN = "own", _("The newsroom’s own")

    source = models.CharField(_("source"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    key = models.CharField(_("name in the source"), max_length=500)
    # Empty once the desk deleted what came: it is not brought back.
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+")
    photo = models.ForeignKey("media.Photo", on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.ForeignKey("media.File", on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLACED)
    # The version that the import wrote; a newer one is the desk's own work and is never overwritten.
    revision_id = models.BigIntegerField(null=True)
    # Of the content as it came; empty while a place is kept for something that is yet to be written.
    digest = models.CharField(max_length=64, blank=True, default="")
    # The piece itself, for as long as something that it refers to is missing.
    waiting = models.JSONField(null=True)
    # The credit line that a photo was given because nobody stated one; it counts until the desk writes another.
    assumed_credit = models.CharField(_("assumed credit line"), max_length=255, blank=True, default="")
    # What the report said of it when it was written; a later run that finds nothing to do says it again.
    said = models.JSONField(default=list)
    first_seen_at = models.DateTimeField(_("first seen at"))
    last_seen_at = models.DateTimeField(_("last seen at"))

    # Otherwise this row would count as a use of the photo, and the desk could never delete it.
    wagtail_reference_index_ignore = True

    objects: ClassVar[Any] = ImportedQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = (
            models.UniqueConstraint(fields=["source", "kind", "key"], name="imported_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["page", "photo", "file"]), name="imported_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
