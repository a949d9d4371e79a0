"""Photos with rights, and documents.

Originals are private.  Readers see renditions only, under a name that is
minted when the picture is first published and forgotten when it is withdrawn.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from depesche.formats import newsitem


class PhotoQuerySet(ImageQuerySet):
    """Reading photos."""

    def licence_ended(self, on: date) -> PhotoQuerySet:
        """Photos that may no longer be shown on the day ``on``."""
        return self.filter(licence_ends_on__lt=on)  # type: ignore[no-any-return]  # made by an untyped library


class Photo(AbstractImage):
    """A picture and the right to show it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit_line = models.CharField(
        _("credit line"),
        max_length=255,
        blank=True,
        help_text=_("As it stands under the picture, for example: © Nordbild 2026 / Ineke Dorn. Required to publish."),
    )
    photographer = models.CharField(_("photographer"), max_length=255, blank=True)
    agency = models.CharField(_("agency"), max_length=255, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=500, blank=True)
    licence_ends_on = models.DateField(
        _("licence ends on"),
        null=True,
        blank=True,
        help_text=_("The last day on which the picture may be shown. Afterwards a neutral plate takes its place."),
    )
    allowed_uses = models.CharField(_("allowed uses"), max_length=500, blank=True)
    headline = models.CharField(_("headline"), max_length=255, blank=True)
    caption = models.TextField(_("caption"), blank=True)
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    place = models.CharField(_("place"), max_length=255, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    # Minted at publication, empty while nothing public shows the picture.
    public_name = models.CharField(max_length=32, blank=True, default="", editable=False, db_index=True)
    # What lies in public storage: [{"type": "image/avif", "width": 800, "height": 533}, …].
    rendition_set = models.JSONField(default=list, editable=False)

    objects: ClassVar[Any] = PhotoQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "file",
        "credit_line",
        "photographer",
        "agency",
        "year",
        "copyright_notice",
        "licence",
        "licence_ends_on",
        "allowed_uses",
        "caption",
        "alt",
        "place",
        "taken_on",
        "tags",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = (
            models.CheckConstraint(
                condition=Q(public_name="") | ~Q(credit_line=""), name="photo_public_only_with_credit"
            ),
        )

    @property
    def default_alt_text(self) -> str:
        """What stands for the picture where it cannot be seen."""
        return self.alt or self.caption

    def may_be_shown(self, on: date) -> bool:
        """Whether readers may see it on the day ``on``: it is published and its licence holds."""
        return bool(self.public_name) and (self.licence_ends_on is None or self.licence_ends_on >= on)

    def as_item(self, at: datetime) -> newsitem.Photo:
        """The neutral record; without renditions when readers may not see the picture at ``at``."""
        return newsitem.Photo(
            key=str(self.uid),
            credit_line=self.credit_line,
            photographer=self.photographer,
            agency=self.agency,
            year=self.year,
            copyright_notice=self.copyright_notice,
            licence=self.licence,
            licence_ends_on=self.licence_ends_on,
            allowed_uses=self.allowed_uses,
            headline=self.headline,
            caption=self.caption,
            alt=self.alt,
            place=self.place,
            taken_on=self.taken_on,
            focal=self.focal,
            renditions=self.public_renditions() if self.may_be_shown(at.date()) else (),
        )

    @property
    def focal(self) -> tuple[float, float] | None:
        """The focal point as fractions of width and height."""
        if self.focal_point_x is None or not self.width or not self.height:
            return None
        return (self.focal_point_x / self.width, self.focal_point_y / self.height)

    def public_renditions(self) -> tuple[newsitem.Rendition, ...]:
        """The files that readers' browsers may choose from."""
        return tuple(
            newsitem.Rendition(
                href=f"{settings.MEDIA_URL}photos/{self.public_name}/{entry['width']}.{entry['type'].split('/')[1]}",
                width=entry["width"],
                height=entry["height"],
                type=entry["type"],
            )
            for entry in self.rendition_set
        )


class Rendition(AbstractRendition):
    """A small version for the desk's own screens; readers never see these."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class File(AbstractDocument):
    """A file of the newsroom: a recording, a paper, a table."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit_line = models.CharField(_("credit line"), max_length=255, blank=True)
    public_name = models.CharField(max_length=64, blank=True, default="", editable=False)

    admin_form_fields = ("title", "file", "credit_line", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def public_address(self) -> str:
        """Where readers find it, or nothing while no published piece refers to it."""
        return storages["public"].url(f"files/{self.public_name}") if self.public_name else ""
