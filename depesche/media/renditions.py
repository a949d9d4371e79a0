"""Making the files that readers' browsers choose from.

Renditions are made ahead, in private storage, in a folder with a random name.
The row of the photo names the folder that is valid; making them again makes a
new folder and then swaps the name, so that a crash, a second worker or an
impatient editor never leaves a half-made set in front of anybody.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.core.files.base import File as Content
from django.db import transaction

from depesche.media import darkroom, files, rights
from depesche.media.models import Photo

DEFAULT_WIDTHS = (320, 480, 768, 960, 1280, 1600)
RECIPE = "2"  # change it when the encoders change, and every photo is made anew when it is next touched
ATTEMPTS = 3


def widths() -> tuple[int, ...]:
    """The widths in pixels that the theme asks for."""
    return tuple(getattr(settings, "PHOTO_WIDTHS", DEFAULT_WIDTHS))


def recipe(photo: Photo) -> str:
    """A digest of everything that the renditions of ``photo`` depend on."""
    parts = [RECIPE, photo.file.name, widths(), photo.focal, rights.write(photo.rights())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def is_prepared(photo: Photo) -> bool:
    """Whether finished renditions lie ready that fit the photo as it stands."""
    return bool(photo.prepared_name) and photo.recipe == recipe(photo)


def prepare(photo: Photo) -> bool:
    """Make the renditions if they are missing or out of date; says whether it did.

    The photo may change while its files are made: then they are made again.
    Of two workers that made the same, the second throws its own away.
    """
    for _attempt in range(ATTEMPTS):
        photo.refresh_from_db()
        if is_prepared(photo):
            return False
        wanted, folder = recipe(photo), files.new_name()
        entries = _develop(photo, folder)
        if _adopt(photo, folder, wanted, entries):
            return True
    return False


def prepare_all(photo_ids: Iterable[int]) -> dict[int, darkroom.Refused]:
    """Make the renditions of many photos on all cores; answers with those whose files could not be read."""
    return Developing(photo_ids).finish()


class Developing:
    """Photos whose renditions are being made on all cores while whoever began it goes on with other work."""

    def __init__(self, photo_ids: Iterable[int]) -> None:
        self.asked = list(photo_ids)
        photos = Photo.objects.filter(pk__in=self.asked)
        self.photos = [photo for photo in photos if not is_prepared(photo)]
        self._hands = ExitStack()
        self._made = self._hands.enter_context(darkroom.at_once()).map(_developed, self.photos)

    def finish(self) -> dict[int, darkroom.Refused]:
        """Wait for the last one and let the rows name what was made; answers with those that could not be made."""
        refused: dict[int, darkroom.Refused] = {}
        with self._hands:
            for photo, (folder, made) in zip(self.photos, self._made, strict=True):
                if isinstance(made, darkroom.Refused):
                    refused[photo.pk] = made
                else:
                    _adopt(photo, folder, recipe(photo), made)
        return refused


def _developed(photo: Photo) -> tuple[str, list[dict[str, object]] | darkroom.Refused]:
    folder = files.new_name()
    try:
        return folder, _develop(photo, folder)
    except darkroom.Refused as refusal:
        return folder, refusal


def _develop(photo: Photo, folder: str) -> list[dict[str, object]]:
    """Fill a folder of private storage; no row changes and no database is asked."""
    xmp = rights.write(photo.rights())
    with tempfile.TemporaryDirectory() as into, _original(photo) as original:
        made = darkroom.develop(original, into=Path(into), widths=widths(), focal=photo.focal, xmp=xmp)
        for one in made:
            files.keep(Path(into) / one.name, f"renditions/{folder}/{one.name}")
    entries = [
        {"type": one.type, "width": one.width, "height": one.height} | ({"card": True} if one.card else {})
        for one in made
    ]
    order = ["image/avif", "image/webp", "image/jpeg"]  # browsers take the first that they understand
    return sorted(entries, key=lambda entry: ("card" in entry, order.index(str(entry["type"])), entry["width"]))


def _original(photo: Photo) -> Content[bytes]:
    try:
        return photo.file.storage.open(photo.file.name)
    except FileNotFoundError as missing:
        raise darkroom.Refused("missing") from missing


@transaction.atomic
def _adopt(photo: Photo, folder: str, wanted: str, entries: list[dict[str, object]]) -> bool:
    """Let the row name the new folder, unless the photo changed meanwhile or somebody was faster."""
    row = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if row is None or recipe(row) != wanted or is_prepared(row):
        transaction.on_commit(lambda: files.remove_folder(files.private(), f"renditions/{folder}"))
        return row is None or is_prepared(row)
    old = row.prepared_name
    photo.prepared_name, photo.recipe, photo.rendition_set = folder, wanted, entries
    Photo.objects.filter(pk=photo.pk).update(prepared_name=folder, recipe=wanted, rendition_set=entries)
    if old:
        transaction.on_commit(lambda: files.remove_folder(files.private(), f"renditions/{old}"))
    return True
