"""A picture and the right to show it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.core.files.base import File as Content
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, Filter, ImageQuerySet, get_upload_to
from wagtail.search import index
from wagtail.utils.file import hash_filelike

from depesche import events
from depesche.delivery.collecting import mark
from depesche.formats import newsitem
from depesche.media import files, keys
from depesche.media.darkroom import Inspection, reading
from depesche.media.events import PhotoAdded, PhotoChanged
from depesche.media.rights import Rights, composed_credit
from depesche.media.types import extension_of

from .fields import AddressField, PhotoField, inspected
from .guard import Guarded, GuardedQuerySet
from .rendition import desk_file
from .vocabulary import DataMining, SourceType, Use

EARLIEST_YEAR, LATEST_YEAR = 1800, 2200  # the first photograph is of 1826


def licence_day(at: datetime) -> date:
    """The day that ``at`` is, for licences: that of the newsroom's clock."""
    return timezone.localdate(at, timezone.get_default_timezone())


class PhotoQuerySet(GuardedQuerySet, ImageQuerySet):
    """Reading photos."""

    def licence_ended(self, on: date) -> Self:
        """Photos that may no longer be shown on the day ``on``."""
        return self.filter(licence_ends_on__lt=on)

    def licence_ends_within(self, on: date, days: int) -> Self:
        """Photos that may be shown on the day ``on``, but not ``days`` days later."""
        return self.filter(licence_ends_on__gte=on, licence_ends_on__lt=on + timedelta(days=days))

    def without_credit(self) -> Self:
        """Photos that cannot be published yet."""
        return self.filter(credit_line="")

    def public(self) -> Self:
        """Photos that readers can see."""
        return self.exclude(public_name="")


class Photo(Guarded, AbstractImage):
    """A picture and the right to show it."""

    file: Any = PhotoField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit_line = models.CharField(
        _("credit line"),
        max_length=255,
        blank=True,
        help_text=_("As it stands under the picture, for example: © Nordbild 2026 / Ineke Dorn. Required to publish."),
    )
    photographer = models.CharField(_("photographer"), max_length=255, blank=True)
    agency = models.CharField(_("agency"), max_length=255, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)],
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=500, blank=True)
    licence = models.CharField(
        _("licence"), max_length=500, blank=True, help_text=_("Its name or address, for example: CC BY 4.0.")
    )
    licence_ends_on = models.DateField(
        _("licence ends on"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The last day on which the picture may be shown. Afterwards a neutral plate takes its place."),
    )
    use = models.CharField(_("use"), max_length=12, choices=Use, blank=True)
    allowed_uses = models.CharField(
        _("allowed uses"),
        max_length=500,
        blank=True,
        help_text=_("The terms in the words of whoever gave the licence."),
    )
    web_statement = AddressField(
        _("rights statement"), max_length=500, blank=True, help_text=_("Address of a page that explains the rights.")
    )
    headline = models.CharField(_("headline"), max_length=255, blank=True)
    caption = models.TextField(_("caption"), blank=True)
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    long_description = models.TextField(
        _("long description"), blank=True, help_text=_("For charts and maps: everything that one could read in it.")
    )
    place = models.CharField(_("place"), max_length=255, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    keywords = models.TextField(
        _("keywords"), blank=True, help_text=_("To find the picture again; readers never see them.")
    )
    digital_source = models.CharField(_("how it was made"), max_length=60, choices=SourceType, blank=True)
    data_mining = models.CharField(_("use by AI"), max_length=60, choices=DataMining, blank=True)
    # Since when something live shows the picture; empty while nothing does.
    released_at = models.DateTimeField(null=True, editable=False)
    # Minted at publication, empty while nothing public shows the picture.
    public_name = models.CharField(max_length=32, blank=True, default="", editable=False, db_index=True)
    # The folder of finished renditions whose files are public under that name.
    public_from = models.CharField(max_length=32, blank=True, default="", editable=False)
    # The folder of finished renditions in private storage, and a digest of what they were made from.
    prepared_name = models.CharField(max_length=32, blank=True, default="", editable=False)
    recipe = models.CharField(max_length=64, blank=True, default="", editable=False)
    # What lies there: [{"type": "image/avif", "width": 800, "height": 533}, …], the card for links with "card": true.
    rendition_set = models.JSONField(default=list, editable=False)

    # What the darkroom found when the file of this instance was last looked at.
    seen: Inspection | None = None

    objects: ClassVar[Any] = PhotoQuerySet.as_manager()

    search_fields: ClassVar[list[Any]] = [
        *AbstractImage.search_fields,
        index.SearchField("credit_line"),
        index.SearchField("caption"),
        index.SearchField("headline"),
        index.SearchField("keywords"),
        index.SearchField("place"),
        index.FilterField("licence_ends_on"),
        index.FilterField("credit_line"),
        index.FilterField("public_name"),
    ]

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
        "use",
        "allowed_uses",
        "web_statement",
        "data_mining",
        "alt",
        "caption",
        "headline",
        "long_description",
        "place",
        "taken_on",
        "digital_source",
        "keywords",
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
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR), name="photo_year_sensible"
            ),
            models.CheckConstraint(
                condition=Q(focal_point_x=None, focal_point_y=None)
                | Q(focal_point_x__isnull=False, focal_point_y__isnull=False),
                name="photo_focal_point_whole",
            ),
            models.UniqueConstraint(
                fields=["public_name"], condition=~Q(public_name=""), name="photo_public_name_once"
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and announce it: the editor's screens save photos in five places, and none must be forgotten."""
        added = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            events.emit(PhotoAdded(photo_id=self.pk) if added else PhotoChanged(photo_id=self.pk))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it with all its files; raises ``InUse`` while anything shows it."""
        deleted = super().delete(*args, **kwargs)
        prepared, public = f"renditions/{self.prepared_name}", f"photos/{self.public_name}"
        if self.prepared_name:
            transaction.on_commit(lambda: files.remove_folder(files.private(), prepared))
        if self.public_name:
            transaction.on_commit(lambda: files.remove_folder(files.public(), public))
        return deleted

    @property
    def default_alt_text(self) -> str:
        """What stands for the picture where it cannot be seen."""
        return self.alt or self.caption

    @property
    def composed_credit(self) -> str:
        """A credit line made of agency, photographer and year, where none was given."""
        return self.credit_line or composed_credit(
            agency=self.agency, photographer=self.photographer, year=self.year, notice=self.copyright_notice
        )

    def licence_holds(self, on: date) -> bool:
        """Whether its licence allows showing it on the day ``on``."""
        return self.licence_ends_on is None or self.licence_ends_on >= on

    def may_be_shown(self, on: date) -> bool:
        """Whether readers may see it on the day ``on``: it is published and its licence holds."""
        return bool(self.public_name) and self.licence_holds(on)

    def as_item(self, at: datetime) -> newsitem.Photo:
        """The neutral record; without renditions when readers may not see the picture at ``at``."""
        mark(keys.photo(str(self.uid)))
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
            renditions=self.public_renditions() if self.may_be_shown(licence_day(at)) else (),
        )

    def rights(self) -> Rights:
        """What its renditions say about it when they travel alone."""
        return Rights(
            creator=self.photographer,
            credit=self.credit_line,
            source=self.agency,
            copyright_notice=self.copyright_notice or self.composed_credit,
            usage_terms=self.allowed_uses,
            web_statement=self.web_statement,
            licence=self.licence,
            licence_ends_on=self.licence_ends_on,
            headline=self.headline,
            caption=self.caption,
            alt=self.alt,
            extended=self.long_description,
            sublocation=self.place,
            taken_on=self.taken_on,
            digital_source=self.digital_source,
            data_mining=self.data_mining,
        )

    @property
    def focal(self) -> tuple[float, float] | None:
        """The focal point as fractions of width and height."""
        if self.focal_point_x is None or not self.width or not self.height:
            return None
        return (min(self.focal_point_x / self.width, 1.0), min(self.focal_point_y / self.height, 1.0))

    # Renditions for readers

    def public_renditions(self) -> tuple[newsitem.Rendition, ...]:
        """The files that readers' browsers may choose from, small to large, by type."""
        return tuple(self._public(entry) for entry in self.rendition_set if not entry.get("card"))

    def public_card(self) -> newsitem.Rendition | None:
        """The picture that networks and messengers show beside a link."""
        return next((self._public(entry) for entry in self.rendition_set if entry.get("card")), None)

    def _public(self, entry: dict[str, Any]) -> newsitem.Rendition:
        return newsitem.Rendition(
            href=f"{settings.MEDIA_URL}photos/{self.public_name}/{file_name(entry)}",
            width=entry["width"],
            height=entry["height"],
            type=entry["type"],
        )

    def prepared(self, media_type: str = "") -> list[dict[str, Any]]:
        """Finished renditions in private storage, of one media type or all, small to large, without the card."""
        return [
            e for e in self.rendition_set if self.prepared_name and not e.get("card") and media_type in ("", e["type"])
        ]

    def prepared_path(self, entry: dict[str, Any]) -> str:
        """Where a finished rendition lies in private storage."""
        return f"renditions/{self.prepared_name}/{file_name(entry)}"

    # The original and the desk's own small versions

    def inspection(self) -> Inspection:
        """What its file says about itself; raises ``darkroom.Refused``."""
        return inspected(self.file)

    def _set_image_file_metadata(self) -> None:
        """Note size and checksum of the file, and leave it as it was found: Wagtail's own leaves it open."""
        with reading(self.file) as file:
            self.file_size, self.file_hash = file.size, hash_filelike(file)

    def get_upload_to(self, filename: str) -> str:
        """A random name in private storage; nothing of what the stranger's file was called reaches the disk."""
        # In one of the editor's ways of uploading, the name is asked for before there is a file to look at.
        extension = self.inspection().extension if self.file else extension_of(filename)
        return f"originals/{uuid.uuid4().hex}.{extension or 'jpg'}"

    def generate_rendition_file(
        self,
        filter: Filter,
        *,
        source: Content[bytes] | None = None,
    ) -> Content[bytes]:
        """A small version for the desk's screens."""
        return desk_file(self, filter.spec)

    def get_willow_image(self) -> NoReturn:
        """Refused: the server's own process decodes no picture."""
        raise NotImplementedError("Pictures are decoded by depesche.media.darkroom only.")

    def is_svg(self) -> bool:
        """Never: drawings that can carry programs are not taken."""
        return False


def file_name(entry: dict[str, Any]) -> str:
    """The name of a rendition's file in its folder."""
    stem = "card" if entry.get("card") else entry["width"]
    return f"{stem}.{entry['type'].removeprefix('image/')}"
