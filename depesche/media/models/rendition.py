"""Small versions for the desk's own screens."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import models
from PIL import Image
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractRendition

from depesche.media import darkroom

if TYPE_CHECKING:
    from .photo import Photo

# The screens of the desk ask for "max-165x165" and the like; whatever else could be asked for
# (fill, format, quality) would let a signed-in person keep the machine busy for ever.
_SPEC = re.compile(r"max-([1-9]\d{1,3})x([1-9]\d{1,3})|original")
_LARGEST = 2000


class Rendition(AbstractRendition):
    """A small version for the desk's own screens; readers never see these."""

    image = models.ForeignKey("media.Photo", on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


def desk_file(photo: Photo, spec: str) -> ContentFile[bytes]:
    """A picture for the desk that fits the size in ``spec``; raises ``InvalidFilterSpecError`` for another wish."""
    asked = _SPEC.fullmatch(spec)
    if not asked:
        raise InvalidFilterSpecError(f"The desk shows pictures as max-WIDTHxHEIGHT or original, not as {spec}.")
    size = (min(int(asked[1] or _LARGEST), _LARGEST), min(int(asked[2] or _LARGEST), _LARGEST))
    content, extension = _from_prepared(photo, size) or darkroom.shrink(photo.file, size=size)
    stem = photo.filename.rsplit(".", 1)[0]
    return ContentFile(content, name=f"{stem}.{spec}.{extension}")


def _from_prepared(photo: Photo, size: tuple[int, int]) -> tuple[bytes, str] | None:
    """Made from the nearest finished rendition, which is our own file and safe to open here."""
    entry = next((e for e in photo.prepared("image/jpeg") if e["width"] >= size[0] or e["height"] >= size[1]), None)
    if not entry:
        return None
    try:
        with photo.file.storage.open(photo.prepared_path(entry)) as file:
            image = Image.open(BytesIO(file.read()), formats=["JPEG"])
        image.thumbnail(size)
    except OSError:  # gone or damaged: the original is still there
        return None
    output = BytesIO()
    image.save(output, "JPEG", quality=80)
    return output.getvalue(), "jpg"
