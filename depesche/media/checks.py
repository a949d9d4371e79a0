"""Is the house set up so that pictures can be taken in?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from PIL import features


@register()
def encoders(**_kwargs: Any) -> list[CheckMessage]:
    """Pillow must be able to write what readers' browsers are offered."""
    missing = [name for name in ("avif", "webp", "jpg") if not features.check(name)]
    if not missing:
        return []
    return [
        Error(
            f"Pillow cannot write {', '.join(missing)}.",
            hint="Install Pillow from its wheel (pip install --force-reinstall --only-binary :all: Pillow).",
            id="media.E001",
        )
    ]


@register()
def sizes(**_kwargs: Any) -> list[CheckMessage]:
    """The limits for uploads must be sizes that a picture can have and a machine can bear."""
    found: list[CheckMessage] = []
    if not 1 <= settings.PHOTO_MAX_MEGAPIXELS <= 200:
        found.append(
            Error(
                f"DEPESCHE_PHOTO_MAX_MEGAPIXELS is {settings.PHOTO_MAX_MEGAPIXELS}.",
                hint="Write a number from 1 to 200, for example 60. Each megapixel costs 16 MB while a picture is read.",
                id="media.E002",
            )
        )
    if settings.PHOTO_MAX_BYTES < 1_000_000:
        found.append(
            Warning(
                f"DEPESCHE_PHOTO_MAX_BYTES is {settings.PHOTO_MAX_BYTES}: hardly any press photo is that small.",
                hint="Write a number of bytes, for example 41943040 for 40 megabytes.",
                id="media.W001",
            )
        )
    return found


@register()
def storages(**_kwargs: Any) -> list[CheckMessage]:
    """Originals must never lie where readers fetch renditions."""
    private, public = (settings.STORAGES[name].get("OPTIONS", {}).get("location") for name in ("default", "public"))
    if private is None or public is None or not str(private).startswith(str(public)):
        return []
    return [
        Error(
            "Private files lie inside the public folder.",
            hint="Give the storage “default” a folder of its own, beside that of “public”.",
            id="media.E003",
        )
    ]
