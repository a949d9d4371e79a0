"""Is the house set up so that pictures can be taken in?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext as _
from PIL import features


@register()
def encoders(**_kwargs: Any) -> list[CheckMessage]:
    """Pillow must be able to write what readers' browsers are offered."""
    missing = [name for name in ("avif", "webp", "jpg") if not features.check(name)]
    if not missing:
        return []
    return [
        Error(
            _("Pillow cannot write these: %(formats)s.") % {"formats": ", ".join(missing)},
            hint=_("Install Pillow from its wheel (pip install --force-reinstall --only-binary :all: Pillow)."),
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
                _("DEPESCHE_PHOTO_MAX_MEGAPIXELS is %(value)s.") % {"value": settings.PHOTO_MAX_MEGAPIXELS},
                hint=_("Write a number from 1 to 200, for example 60; each costs 16 MB while a picture is read."),
                id="media.E002",
            )
        )
    if settings.PHOTO_MAX_BYTES < 1_000_000:
        found.append(
            checks.Warning(
                _("DEPESCHE_PHOTO_MAX_BYTES is %(value)s: hardly any press photo is that small.")
                % {"value": settings.PHOTO_MAX_BYTES},
                hint=_("Write a number of bytes, for example 41943040 for 40 megabytes."),
                id="media.W001",
            )
        )
    return found


@register()
def folders(**_kwargs: Any) -> list[CheckMessage]:
    """Originals must never lie where readers fetch renditions."""
    storages: Any = settings.STORAGES
    private, public = (storages[name].get("OPTIONS", {}).get("location") for name in ("default", "public"))
    if private is None or public is None or not str(private).startswith(str(public)):
        return []
    return [
        Error(
            _("Private files lie inside the public folder."),
            hint=_("Give the storage “default” a folder of its own, beside that of “public”."),
            id="media.E003",
        )
    ]
