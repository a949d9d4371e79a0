"""The file of a photo, whose size the darkroom reads."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from depesche.media import darkroom


class PhotoFile(WagtailImageFieldFile):
    """A photo's file; the server's own process never decodes it."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Upright width and height in pixels."""
        found = inspected(self)
        return found.width, found.height


class PhotoField(WagtailImageField):
    """A file field for photos."""

    attr_class = PhotoFile

    def update_dimension_fields(self, instance: models.Model, force: bool = False, *args: Any, **kwargs: Any) -> None:
        """Look at new files only: what comes from the database, or was just stored, has its size already."""
        file = getattr(instance, self.attname, None)
        known = instance.__dict__.get(self.width_field) and instance.__dict__.get(self.height_field)
        if not (file and file._committed and known):
            super().update_dimension_fields(instance, force, *args, **kwargs)


class AddressField(models.URLField[str, str]):
    """An address; one that is typed without its scheme is meant to be https."""

    def formfield(self, **kwargs: Any) -> Any:
        """The field of a form."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> Any:
        """To the database it is Django's own."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


def inspected(file: PhotoFile) -> darkroom.Inspection:
    """What the darkroom found in ``file``; looked at once for each content of it."""
    with darkroom.reading(file) as readable:
        digest = hashlib.file_digest(readable, "sha256").hexdigest()
    seen: darkroom.Inspection | None = getattr(file.instance, "seen", None)
    if seen is None or seen.digest != digest:
        seen = file.instance.seen = darkroom.inspect(file)
    return seen
