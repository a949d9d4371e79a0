"""Photos and files for tests of this and other parts, without waiting for the darkroom."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.core.files.base import ContentFile

from depesche.media import darkroom, files, renditions
from depesche.media.models import File, Photo

from .pictures import picture


def a_photo(*, developed: bool = True, content: bytes = b"", title: str = "Harbour at dawn", **fields: Any) -> Photo:
    """A photo of 640 × 400 pixels with a credit; unless told otherwise its renditions lie ready (small stand-ins)."""
    content = content or _plain()
    photo = Photo(title=title, **{"credit_line": "© Nordbild 2026 / Ineke Dorn", "alt": "A harbour", **fields})
    photo.seen = darkroom.Inspection("image/jpeg", 640, 400, hashlib.sha256(content).hexdigest())
    photo.file = ContentFile(content, name="harbour.jpg")
    photo._set_image_file_metadata()
    photo.save()
    if developed:
        _develop(photo)
    return photo


def a_recording(name: str = "council.mp3", content: bytes = b"ID3 not really sound", **fields: Any) -> File:
    """A recording of the newsroom."""
    return File.objects.create(**{"title": "The council", "file": ContentFile(content, name=name), **fields})


@cache
def _plain() -> bytes:
    return picture()


def _develop(photo: Photo) -> None:
    """What the darkroom would have made, in its place and with its recipe, but only stand-ins."""
    folder = files.new_name()
    entries: list[dict[str, Any]] = [
        {"type": f"image/{form}", "width": width, "height": width * 5 // 8}
        for form in ("avif", "webp", "jpeg")
        for width in (320, 640)
    ]
    entries.append({"type": "image/jpeg", "width": 640, "height": 336, "card": True})
    for entry in entries:
        name = f"{'card' if entry.get('card') else entry['width']}.{entry['type'].removeprefix('image/')}"
        content = picture(640, 400) if name == "640.jpeg" else f"stand-in {name}".encode()
        files.private().save(f"renditions/{folder}/{name}", ContentFile(content))
    photo.prepared_name, photo.rendition_set, photo.recipe = folder, entries, renditions.recipe(photo)
    Photo.objects.filter(pk=photo.pk).update(prepared_name=folder, rendition_set=entries, recipe=photo.recipe)
